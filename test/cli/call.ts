import { join } from "node:path";
import type { Output } from "../../lib/cli/command.ts";
import { run } from "../../lib/cli/run.ts";
import { type Language, loadWords } from "../../lib/cli/words.ts";
import { systemClock } from "../../lib/model/system-clock.ts";

/** The package's folder. */
export const ROOT = join(import.meta.dirname, "..", "..");

/** What a call did. */
export interface CallResult {
	readonly status: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** What a call is given besides its arguments. */
export interface CallOptions {
	readonly stdin?: readonly string[];
	readonly signal?: AbortSignal;
	readonly language?: Language;
	readonly isTerminal?: boolean;
	/** Hears what is written as it is written. */
	onWrite?(text: string): void;
}

class Memory implements Output {
	text = "";
	readonly isTerminal: boolean;
	readonly #onWrite: ((text: string) => void) | undefined;

	constructor({ isTerminal = false, onWrite }: CallOptions) {
		this.isTerminal = isTerminal;
		this.#onWrite = onWrite;
	}

	async write(text: string): Promise<void> {
		this.text += text;
		this.#onWrite?.(text);
		await Promise.resolve();
	}
}

async function* chunks(texts: readonly string[]): AsyncGenerator<string> {
	for (const text of texts) {
		await Promise.resolve();
		yield text;
	}
}

/** Calls the command as a shell would, in this process. */
export async function call(args: readonly string[], options: CallOptions = {}): Promise<CallResult> {
	const stdout = new Memory(options);
	const stderr = new Memory(options);
	const status = await run(args, {
		stdout,
		stderr,
		stdin: chunks(options.stdin ?? []),
		signal: options.signal ?? new AbortController().signal,
		clock: systemClock,
		words: loadWords(ROOT, options.language ?? "en-US"),
		root: ROOT,
	});
	return { status, stdout: stdout.text, stderr: stderr.text };
}
