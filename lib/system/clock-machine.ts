import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { ClockEvidence } from "./clock-evidence.ts";

/** The machine as far as its time goes. */
export interface ClockMachine {
	/** Id of this run of the machine. */
	readonly boot: string;
	/** Milliseconds since the machine started, the same for every process on it. */
	uptimeMs(): number;
	/** What small files say at once, null where only `examine` can tell; never throws. */
	glance(): ClockEvidence;
	/** What the machine's tools say, within seconds, or at once when the signal aborts; never rejects. */
	examine(signal: AbortSignal): Promise<ClockEvidence>;
}

/** Where to look. */
export interface MachinePlaces {
	/** Folder with `proc`, `sys` and `run` in it; default `/`. */
	readonly root?: string;
	/** Folders of programs, as in `PATH`; default the process's own. */
	readonly path?: string;
}

interface ToolAnswer {
	readonly status: number;
	readonly text: string;
	readonly timedOut: boolean;
}

const TOOL_TIMEOUT_MS = 5_000;
/** A tool that hangs this often in a row never answers here, as in a container without its daemon. */
const MOST_TIMEOUTS = 6;

function programIn(path: string, name: string): string | null {
	for (const folder of path.split(delimiter)) {
		const file = join(folder, name);
		try {
			accessSync(file, constants.X_OK);
			return file;
		} catch (error) {
			// Not there, or not for us: the next folder.
			if (!(error instanceof Error)) throw error;
		}
	}
	return null;
}

function ask(program: string, args: readonly string[], signal: AbortSignal): Promise<ToolAnswer> {
	return new Promise((resolve) => {
		const options = { timeout: TOOL_TIMEOUT_MS, killSignal: "SIGKILL", env: { LC_ALL: "C" }, signal } as const;
		execFile(program, args, options, (error, stdout) => {
			const status = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
			resolve({ status, text: stdout, timedOut: error?.killed === true });
		});
	});
}

/** `chronyc waitsync` prints one line per try, and none where its daemon does not run. */
function chronyVerdict({ status, text }: ToolAnswer): boolean | null {
	if (status === 0) return true;
	return /\btry:/.test(text) ? false : null;
}

/** A machine on which no time service runs will not be synchronised, ever. */
function timedateVerdict({ status, text }: ToolAnswer): boolean | null {
	if (status !== 0) return null;
	if (/^NTPSynchronized=yes$/m.test(text)) return true;
	return /^NTP=no$/m.test(text) || !text.includes("NTPSynchronized=") ? null : false;
}

/** Each tool, and a folder that is there while what it asks runs. */
const TOOLS = [
	{ name: "chronyc", runs: "run/chrony", args: ["waitsync", "1", "0.1"], verdict: chronyVerdict },
	{
		name: "timedatectl",
		runs: "run/systemd/system",
		args: ["show", "-p", "NTPSynchronized", "-p", "NTP"],
		verdict: timedateVerdict,
	},
] as const;

function secondsText(text: string | null): number | null {
	return text !== null && /^\d+\s*$/.test(text) ? Number(text) * 1000 : null;
}

function textNow(file: string): string | null {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		if (error instanceof Error) return null;
		throw error;
	}
}

/** Asks the time services of a Linux machine; on others nothing is known. */
export class SystemMachine implements ClockMachine {
	readonly boot: string;
	readonly #root: string;
	readonly #path: string;
	#timeouts = 0;

	constructor({ root = "/", path = process.env["PATH"] ?? "" }: MachinePlaces = {}) {
		this.#root = root;
		this.#path = path;
		const id = textNow(join(root, "proc/sys/kernel/random/boot_id"))?.trim() ?? "";
		this.boot = id === "" ? randomUUID() : id;
	}

	/** The clock behind it starts with the machine, not with the process. */
	uptimeMs(): number {
		return Number(process.hrtime.bigint() / 1_000_000n);
	}

	glance(): ClockEvidence {
		// systemd-timesyncd touches this file when it has set the clock.
		const isSet = existsSync(join(this.#root, "run/systemd/timesync/synchronized"));
		const isToBeSet = TOOLS.some(({ name, runs }) => {
			return existsSync(join(this.#root, runs)) && programIn(this.#path, name) !== null;
		});
		const synchronized = isSet ? true : isToBeSet ? false : null;
		return { synchronized, realTimeClock: secondsText(textNow(this.#rtcFile)) };
	}

	async examine(signal: AbortSignal): Promise<ClockEvidence> {
		const realTimeClock = secondsText(await readFile(this.#rtcFile, "utf8").catch(() => null));
		return { synchronized: await this.#synchronized(signal), realTimeClock };
	}

	get #rtcFile(): string {
		return join(this.#root, "sys/class/rtc/rtc0/since_epoch");
	}

	async #synchronized(signal: AbortSignal): Promise<boolean | null> {
		for (const { name, args, verdict } of TOOLS) {
			const program = programIn(this.#path, name);
			if (program === null || signal.aborted) continue;
			const answer = await ask(program, args, signal);
			this.#timeouts = answer.timedOut ? this.#timeouts + 1 : 0;
			if (answer.timedOut && this.#timeouts < MOST_TIMEOUTS) return false;
			const said = verdict(answer);
			if (said !== null) return said;
		}
		return null;
	}
}
