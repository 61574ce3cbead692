import type { Values } from "./words.ts";

/** A run of bytes of a telegram and what it is. */
export interface TelegramPart {
	/** From the start of the bytes handed in. */
	readonly offset: number;
	readonly length: number;
	/** The sentence below `explain` in the catalogue. */
	readonly key: string;
	readonly values: Values;
}
