import { type Assignment, assignAddresses } from "../masters/mbus/assign-addresses.ts";
import type { MbusLine } from "../masters/mbus/line.ts";
import { meterAddressText, parseMeterAddress } from "../masters/mbus/meter-address.ts";
import { setMeterAddress } from "../masters/mbus/set-address.ts";
import { type CommandIo, DONE, FAILED } from "./command.ts";
import { LINE_OPTIONS, withLine } from "./line-connection.ts";
import { SCAN_OPTIONS, secondaryScan, watched } from "./mbus-scan.ts";
import { printTable } from "./print-table.ts";
import { ProgressBar } from "./progress-bar.ts";
import { type Arguments, numberOption, parsed, readArguments } from "./read-arguments.ts";
import { WrongUsage } from "./wrong-usage.ts";

const HIGHEST = 250;

/** `mbus address`: gives one meter a new primary address, or all that a secondary scan finds a free one. */
export async function mbusAddress(args: readonly string[], io: CommandIo): Promise<number> {
	const assign = { assign: { type: "boolean" }, renumber: { type: "boolean" } } as const;
	const given = readArguments(args, { ...LINE_OPTIONS, ...SCAN_OPTIONS, ...assign });
	return given.values["assign"] === true ? await assignAll(given, io) : await setOne(given, io);
}

async function setOne(given: Arguments, io: CommandIo): Promise<number> {
	const [text, wish, ...more] = given.positionals;
	if (text === undefined || wish === undefined) throw new WrongUsage("missing", { what: "ADDRESS NEW" });
	if (more.length > 0) throw new WrongUsage("too-many", { text: more.join(" ") });
	const address = parsed(text, parseMeterAddress);
	const next = Number(wish);
	if (!(/^\d+$/.test(wish) && next <= HIGHEST)) throw new WrongUsage("value", { text: wish, reason: "address-range" });
	const change = await withLine(given, io, (line) => setMeterAddress(line, address, next, { signal: io.signal }));
	const { oldAddress, newAddress } = change;
	const output = { address: meterAddressText(address), oldAddress, newAddress };
	const sentence = io.words.say("address.done", { address: output.address, next });
	await io.stdout.write(given.values["json"] === true ? `${JSON.stringify(output, null, 2)}\n` : `${sentence}\n`);
	return DONE;
}

async function assignAll(given: Arguments, io: CommandIo): Promise<number> {
	if (given.positionals.length > 0) throw new WrongUsage("too-many", { text: given.positionals.join(" ") });
	const scan = secondaryScan(given);
	const range = { from: 1, to: HIGHEST };
	const limits = { from: numberOption(given, "from", range) ?? 1, to: numberOption(given, "to", range) ?? HIGHEST };
	const renumber = given.values["renumber"] === true;
	const assignments = await withLine(given, io, async (line) => {
		const { found } = await watched(scan, line, io);
		return await assigned(line, found, { ...limits, renumber }, io);
	});
	await io.stdout.write(given.values["json"] === true ? jsonText(assignments) : people(assignments, io));
	return assignments.every(({ outcome }) => outcome !== "failed") ? DONE : FAILED;
}

async function assigned(
	line: MbusLine,
	found: Parameters<typeof assignAddresses>[1],
	limits: { from: number; to: number; renumber: boolean },
	io: CommandIo,
): Promise<Assignment[]> {
	const bar = new ProgressBar(io.stderr);
	try {
		return await assignAddresses(line, found, {
			...limits,
			signal: io.signal,
			onAssignment: ({ address }, done, total) => {
				const percent = Math.floor((100 * done) / total);
				bar.show(done / total, io.words.say("address.progress", { percent, text: meterAddressText(address) }));
			},
		});
	} finally {
		bar.clear();
	}
}

function jsonText(assignments: readonly Assignment[]): string {
	const output = assignments.map(({ address, oldAddress, newAddress, outcome, failure }) => {
		return { address: meterAddressText(address), oldAddress, newAddress, outcome, code: failure?.code ?? null };
	});
	return `${JSON.stringify(output, null, 2)}\n`;
}

function people(assignments: readonly Assignment[], { words }: CommandIo): string {
	const header = ["address", "old", "new", "result"].map((name) => words.say(`column.${name}`));
	const rows = assignments.map(({ address, oldAddress, newAddress, outcome, failure }) => [
		meterAddressText(address),
		String(oldAddress ?? ""),
		String(newAddress ?? ""),
		failure === null ? words.say(`address.${outcome}`) : words.failure(failure),
	]);
	const count = (outcome: Assignment["outcome"]) => assignments.filter((each) => each.outcome === outcome).length;
	const summary = words.say("address.summary", { assigned: count("assigned"), failed: count("failed") });
	return `${rows.length === 0 ? "" : `${printTable(header, rows)}\n`}${summary}\n`;
}
