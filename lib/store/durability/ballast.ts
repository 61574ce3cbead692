import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { dirname } from "node:path";

const BLOCK = 1_048_576;
const BLOCKS = 16;
/** A partition with less room than so many ballasts gets none. */
const ROOM = 8;

/** A file that does nothing but take room, to be given up when a medium is full: even deleting needs some. */
export class Ballast {
	readonly #path: string;

	constructor(databasePath: string) {
		this.#path = `${databasePath}.ballast`;
	}

	/** Writes the ballast where it is missing and there is room; false where there is none now. */
	ensure(): boolean {
		if (existsSync(this.#path)) return true;
		const { bavail, bsize } = statfsSync(dirname(this.#path));
		if (bavail * bsize < ROOM * BLOCKS * BLOCK) return false;
		const file = openSync(this.#path, "w", 0o600);
		try {
			// Not zeros: some file systems keep no room for those.
			const block = Buffer.alloc(BLOCK, "ballast ");
			for (let index = 0; index < BLOCKS; index += 1) writeSync(file, block);
			fsyncSync(file);
		} finally {
			closeSync(file);
		}
		return true;
	}

	/** Gives the room back; true where there was any. */
	release(): boolean {
		if (!existsSync(this.#path)) return false;
		rmSync(this.#path, { force: true });
		return true;
	}
}
