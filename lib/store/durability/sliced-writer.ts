import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { sqliteFailure } from "../../model/sqlite-failure.ts";
import type { StoreDriver } from "../engine/store-driver.ts";

const SLICE_BYTES = 4 * 1_048_576;
/** Room that is left for what comes after the copy, but at most so much of a small partition. */
const RESERVE = 24 * 1_048_576;
const MOST_OF_PARTITION = 0.2;

/** SQLITE_CONSTRAINT: a row that fits no table, as nobody wrote it, is part of the damage. */
const CONSTRAINT = 19;

function isConstraint(error: unknown): boolean {
	return error instanceof Error && "errcode" in error && Number(error.errcode) % 256 === CONSTRAINT;
}

/** Writes a copy in transactions of a few megabytes, as long as the medium has room for more. */
export class SlicedWriter {
	readonly #driver: StoreDriver;
	readonly #path: string;
	#bytes = Number.POSITIVE_INFINITY;
	#isOpen = false;
	#isFull = false;

	constructor(driver: StoreDriver, path: string) {
		this.#driver = driver;
		this.#path = path;
	}

	/** Runs a job that writes about so many bytes and says whether it could; false where there is no room for it. */
	write(bytes: number, job: () => boolean): boolean {
		if (this.#bytes >= SLICE_BYTES) this.#next();
		if (this.#isFull) return false;
		this.#bytes += bytes;
		return this.#guarded(job);
	}

	/** Commits what is open. */
	end(): void {
		if (this.#isOpen) this.#guarded(() => this.#exec("COMMIT"));
		this.#isOpen = false;
		this.#bytes = Number.POSITIVE_INFINITY;
	}

	#next(): void {
		this.end();
		this.#isFull ||= !this.#hasRoom();
		if (this.#isFull) return;
		this.#isOpen = this.#guarded(() => this.#exec("BEGIN"));
		this.#bytes = 0;
	}

	#exec(sql: string): boolean {
		this.#driver.exec(sql);
		return true;
	}

	#guarded(job: () => boolean): boolean {
		try {
			return job();
		} catch (error) {
			if (isConstraint(error)) return false;
			if (sqliteFailure(error, this.#path).code !== "file-full") throw error;
			// SQLite has rolled back what was open.
			this.#isFull = true;
			this.#isOpen = false;
			return false;
		}
	}

	#hasRoom(): boolean {
		const { bavail, blocks, bsize } = statfsSync(dirname(this.#path));
		return bavail * bsize > Math.min(RESERVE, MOST_OF_PARTITION * blocks * bsize);
	}
}
