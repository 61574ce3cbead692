import type { Output } from "./command.ts";

const WIDTH = 30;

/** A bar on a terminal that is drawn over itself; anywhere else it is silent. */
export class ProgressBar {
	readonly #output: Output;
	#last = "";

	constructor(output: Output) {
		this.#output = output;
	}

	/** `done` is 0 … 1; the text stands beside the bar. */
	show(done: number, text: string): void {
		const filled = Math.round(WIDTH * Math.min(1, Math.max(0, done)));
		this.#draw(`${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${text}`);
	}

	/** Wipes the bar away. */
	clear(): void {
		this.#draw("");
	}

	#draw(line: string): void {
		if (!this.#output.isTerminal || line === this.#last) return;
		this.#last = line;
		// A bar that cannot be drawn is no reason to stop.
		this.#output.write(`\r\u001b[2K${line}`).catch(() => undefined);
	}
}
