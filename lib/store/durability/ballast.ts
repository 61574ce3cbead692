import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { dirname } from "node:path";

const BLOCK = 1_048_576;
const MOST_BLOCKS = 16;
/** A ballast is at most this part of its partition, */
const PART = 16;
/** and is written only where there is so many times its room. */
const ROOM = 4;

/** A file that does nothing but take room, to be given up when a medium is full: even deleting needs some. */
export class Ballast {
	readonly #path: string;

	constructor(databasePath: string) {
		this.#path = `${databasePath}.ballast`;
	}

	/** Writes the ballast where it is missing and there is room; false where there is none now. */
	ensure(): boolean {
		if (existsSync(this.#path)) return true;
		const { bavail, blocks: all, bsize } = statfsSync(dirname(this.#path));
		const blocks = Math.min(MOST_BLOCKS, Math.floor((all * bsize) / PART / BLOCK));
		if (blocks === 0 || bavail * bsize < ROOM * blocks * BLOCK) return false;
		const file = openSync(this.#path, "w", 0o600);
		try {
			// Not zeros: some file systems keep no room for those.
			const block = Buffer.alloc(BLOCK, "ballast ");
			for (let index = 0; index < blocks; index += 1) writeSync(file, block);
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
