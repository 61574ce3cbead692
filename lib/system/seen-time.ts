import { constants, readFileSync } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { fileFailure } from "../model/file-failure.ts";

/** What is kept of the time over a restart. */
export interface SeenTime {
	/** The last time seen, UTC ms. */
	readonly seen: number;
	/** The run of the machine in which it was seen. */
	readonly boot: string;
	/** Time minus the machine's uptime, ms. */
	readonly base: number;
	/** Whether the time was trusted, and what was kept before it was has been told. */
	readonly trusted: boolean;
}

/** Two places that are written in turn, each within one sector: one of them is whole whenever the power fails, and a write costs one block. */
const SLOT_BYTES = 512;
const SLOT_DISTANCE = 4096;

interface Kept extends SeenTime {
	readonly turn: number;
}

function isKept(value: unknown): value is Kept {
	if (typeof value !== "object" || value === null) return false;
	const { seen, boot, base, trusted, turn } = { ...value } as Record<string, unknown>;
	const numbers = [seen, base, turn].every((number) => Number.isSafeInteger(number));
	return numbers && typeof boot === "string" && typeof trusted === "boolean";
}

function parseSlot(bytes: Buffer): Kept | null {
	const text = bytes.toString("latin1");
	const end = text.indexOf("\n");
	const [check = "", body = ""] = [text.slice(0, 8), text.slice(9, end)];
	if (end < 9 || check !== checkOf(body)) return null;
	try {
		const value: unknown = JSON.parse(body);
		return isKept(value) ? value : null;
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

function checkOf(body: string): string {
	return crc32(Buffer.from(body, "latin1")).toString(16).padStart(8, "0");
}

function newest(bytes: Buffer): Kept | null {
	const slots = [0, SLOT_DISTANCE].map((at) => parseSlot(bytes.subarray(at, at + SLOT_BYTES)));
	return slots.reduce((best, slot) => (best === null || (slot !== null && slot.turn > best.turn) ? slot : best), null);
}

/** The file in which a site keeps the last time it saw. */
export class SeenTimeFile {
	readonly #path: string;
	#turn = 0;

	constructor(path: string) {
		this.#path = path;
	}

	/** At once, for nothing can be stamped before it is known; null where nothing is kept that can be read. */
	read(): SeenTime | null {
		try {
			const kept = newest(readFileSync(this.#path));
			this.#turn = kept?.turn ?? 0;
			return kept;
		} catch (error) {
			if (error instanceof Error && "code" in error) return null;
			throw error;
		}
	}

	/** Resolves when it is on the medium. Throws Failure `file-full`, `file-denied` or `file-failed`. */
	async write(seen: SeenTime): Promise<void> {
		this.#turn += 1;
		const body = JSON.stringify({ ...seen, turn: this.#turn });
		const slot = Buffer.from(`${checkOf(body)} ${body}\n`.padEnd(SLOT_BYTES), "latin1");
		try {
			await this.#put(slot, (this.#turn % 2) * SLOT_DISTANCE);
		} catch (error) {
			throw fileFailure(error, this.#path);
		}
	}

	async #put(slot: Buffer, at: number): Promise<void> {
		await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
		const file = await open(this.#path, constants.O_RDWR | constants.O_CREAT, 0o600);
		try {
			await file.write(slot, 0, slot.length, at);
			await file.datasync();
		} finally {
			await file.close();
		}
	}
}
