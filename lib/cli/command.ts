import type { Clock } from "../model/clock.ts";
import type { Words } from "./words.ts";

/** Exit status of a command that did what it was asked. */
export const DONE = 0;
/** Exit status of a command that could not. */
export const FAILED = 1;
/** Exit status of a command that was called wrongly and did nothing. */
export const WRONG_USAGE = 2;

/** Where a command writes; resolves when it may write more, so that a slow reader slows the command down. */
export interface Output {
	write(text: string): Promise<void>;
	readonly isTerminal: boolean;
}

/** All that a command sees of the world. */
export interface CommandIo {
	readonly stdout: Output;
	readonly stderr: Output;
	readonly stdin: AsyncIterable<Uint8Array | string>;
	/** Aborts when the user has had enough. */
	readonly signal: AbortSignal;
	readonly clock: Clock;
	readonly words: Words;
	/** The package's folder, with `drivers` and `locales` in it. */
	readonly root: string;
}

/** Arguments behind the command's name in, exit status out; Failures and wrong usage are thrown. */
export type Command = (args: readonly string[], io: CommandIo) => Promise<number>;
