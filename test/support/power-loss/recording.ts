import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";

/** What a process did to a file, in order. */
export interface RecordedStep {
	readonly operation: "create" | "write" | "truncate" | "sync" | "unlink";
	/** Name within the directory; "." is the directory itself. */
	readonly name: string;
	/** Offset of a write, size after a truncation. */
	readonly offset: number;
	readonly data: Buffer;
}

/** How a recording is made. */
export interface RecordingOptions {
	/** An empty directory for all that is needed. */
	readonly directory: string;
	readonly rounds: number;
	/** Default FULL, as the store has it. */
	readonly synchronous?: "OFF" | "NORMAL" | "FULL";
}

const OPERATIONS: Readonly<Record<string, RecordedStep["operation"]>> = {
	C: "create",
	W: "write",
	T: "truncate",
	S: "sync",
	U: "unlink",
};
const HEAD = 16;

/** Name of the file with one line per acknowledged round. */
export const ACKNOWLEDGEMENTS = "acks";

/** What is missing to record writes; null where nothing is. */
export function missingForRecording(): string | null {
	if (process.platform !== "linux") return "LD_PRELOAD (Linux)";
	return spawnSync("cc", ["--version"]).status === 0 ? null : "a C compiler (cc)";
}

/** The steps of a recording; throws a RangeError where it is cut off. */
export function parseRecording(bytes: Buffer): RecordedStep[] {
	const steps: RecordedStep[] = [];
	let at = 0;
	while (at < bytes.length) {
		const nameLength = bytes.readUInt8(at + 1);
		const dataAt = at + HEAD + nameLength;
		const length = bytes.readUInt32LE(at + 4);
		if (dataAt + length > bytes.length) throw new RangeError("the recording is cut off");
		steps.push({
			operation: OPERATIONS[String.fromCharCode(bytes.readUInt8(at))] ?? "sync",
			name: bytes.toString("utf8", at + HEAD, dataAt),
			offset: Number(bytes.readBigUInt64LE(at + 8)),
			data: bytes.subarray(dataAt, dataAt + length),
		});
		at = dataAt + length;
	}
	return steps;
}

/** Lets a process write rounds of readings and records everything it does to its files. */
export function recordRounds({ directory, rounds, synchronous = "FULL" }: RecordingOptions): RecordedStep[] {
	const root = realpathSync(directory);
	const [library, recording, store] = [join(root, "record.so"), join(root, "recording"), join(root, "store")];
	mkdirSync(store);
	const source = join(import.meta.dirname, "record-writes.c");
	execFileSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, source], { stdio: "pipe" });
	const preload = synchronous === "FULL" ? [] : ["--import", join(import.meta.dirname, "weaken-synchronous.ts")];
	const writer = join(import.meta.dirname, "write-rounds.ts");
	const acks = join(store, ACKNOWLEDGEMENTS);
	execFileSync(process.execPath, [...preload, writer, store, "0", String(rounds), acks], {
		stdio: "pipe",
		env: {
			...process.env,
			...{ LD_PRELOAD: library, METERWAY_RECORD_DIRECTORY: store, METERWAY_RECORD_FILE: recording },
			METERWAY_SYNCHRONOUS: synchronous,
		},
	});
	return parseRecording(readFileSync(recording));
}
