import { Failure } from "../model/failure.ts";
import { Dump, type DumpOptions } from "../store/dump/dump.ts";
import { KeptRows } from "../store/dump/kept-rows.ts";
import { type CommandIo, DONE, FAILED } from "./command.ts";
import { ProgressBar } from "./progress-bar.ts";
import { readArguments } from "./read-arguments.ts";
import { keyOption, namedFile, openReadingsFile } from "./readings-file.ts";
import type { Words } from "./words.ts";

const OPTIONS = { key: { type: "string" }, all: { type: "boolean" } } as const;

/** `store dump`: prints every kept reading as CSV; what is damaged is named and left out. */
export async function storeDump(args: readonly string[], io: CommandIo): Promise<number> {
	const given = readArguments(args, OPTIONS);
	const file = namedFile(given);
	const key = keyOption(given);
	const driver = await openReadingsFile(file);
	const bar = new ProgressBar(io.stderr);
	const complaints: string[] = [];
	const options: DumpOptions = {
		key,
		all: given.values["all"] === true,
		skipped: (what, failure) => complaints.push(`${sentence(what, io.words)} ${io.words.failure(failure)}\n`),
		// On one terminal the bar would be drawn through the readings.
		...(io.stdout.isTerminal ? {} : { progress: (done: number) => bar.show(done, file) }),
	};
	try {
		return await print(new Dump(new KeptRows(driver), options).pieces(), complaints, io);
	} finally {
		bar.clear();
		driver.close();
	}
}

function sentence(what: Parameters<DumpOptions["skipped"]>[0], words: Words): string {
	return what === "rest" ? words.say("store.rest") : words.say("store.skipped", what);
}

/** Writes piece by piece, so that a slow reader slows the reading down. */
async function print(pieces: Iterable<string>, complaints: string[], io: CommandIo): Promise<number> {
	let status = DONE;
	const complain = async () => {
		if (complaints.length === 0) return;
		status = FAILED;
		await io.stderr.write(complaints.splice(0).join(""));
	};
	for (const piece of pieces) {
		if (io.signal.aborted) throw new Failure("cancelled");
		await complain();
		if (piece !== "") await io.stdout.write(piece);
	}
	await complain();
	return status;
}
