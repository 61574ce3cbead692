import type { MbusLine } from "../masters/mbus/line.ts";
import { meterAddressText } from "../masters/mbus/meter-address.ts";
import type { FoundMeter, ScanOptions, ScanResult } from "../masters/mbus/scan.ts";
import { scanPrimary } from "../masters/mbus/scan-primary.ts";
import { scanSecondary } from "../masters/mbus/scan-secondary.ts";
import { hexByte } from "../protocols/mbus/header.ts";
import { parseSecondaryAddress } from "../protocols/mbus/secondary-address.ts";
import { type CommandIo, DONE, FAILED } from "./command.ts";
import { quickHex } from "./lenient-hex.ts";
import { LINE_OPTIONS, withLine } from "./line-connection.ts";
import { printTable } from "./print-table.ts";
import { ProgressBar } from "./progress-bar.ts";
import { type Arguments, choiceOption, numberOption, parsed, readArguments, textOption } from "./read-arguments.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** What narrows a scan. */
export const SCAN_OPTIONS = {
	mask: { type: "string" },
	order: { type: "string" },
	alphabet: { type: "string" },
	resume: { type: "string" },
	from: { type: "string" },
	to: { type: "string" },
} as const;

type Scan = (line: MbusLine, options: ScanOptions) => Promise<ScanResult>;

/** `mbus scan`: finds the meters of a line by primary or by secondary address. */
export async function mbusScan(args: readonly string[], io: CommandIo): Promise<number> {
	const kinds = { primary: { type: "boolean" }, secondary: { type: "boolean" } } as const;
	const given = readArguments(args, { ...LINE_OPTIONS, ...SCAN_OPTIONS, ...kinds });
	const { primary, secondary, json } = given.values;
	if (given.positionals.length > 0) throw new WrongUsage("too-many", { text: given.positionals.join(" ") });
	if (primary === true && secondary === true) throw new WrongUsage("one-of", { choices: "--primary, --secondary" });
	const scan = secondary === true ? secondaryScan(given) : primaryScan(given);
	const result = await withLine(given, io, (line) => watched(scan, line, io));
	await io.stdout.write(json === true ? `${JSON.stringify(scanOutput(result), null, 2)}\n` : people(result, io));
	return result.resume === null ? DONE : FAILED;
}

/** A secondary scan as the options describe it; throws WrongUsage. */
export function secondaryScan(given: Arguments): Scan {
	const mask = textOption(given, "mask");
	const digitOrder = choiceOption(given, "order", ["least", "most"] as const);
	const alphabet = choiceOption(given, "alphabet", ["decimal", "hexadecimal"] as const);
	const resume = textOption(given, "resume");
	if (mask !== undefined) parsed(mask, parseSecondaryAddress);
	return (line, options) =>
		scanSecondary(line, {
			...options,
			...(mask === undefined ? {} : { mask }),
			...(digitOrder === undefined ? {} : { digitOrder }),
			...(alphabet === undefined ? {} : { alphabet }),
			...(resume === undefined ? {} : { resume }),
		});
}

/** Runs a scan with a progress bar and Ctrl-C. */
export async function watched(scan: Scan, line: MbusLine, io: CommandIo): Promise<ScanResult> {
	const bar = new ProgressBar(io.stderr);
	try {
		return await scan(line, {
			signal: io.signal,
			priority: "user",
			onProgress: ({ fraction, found, mask }) => {
				const percent = Math.floor(fraction * 100);
				bar.show(fraction, `${io.words.say("scan.progress", { percent, found })} (${mask})`);
			},
		});
	} finally {
		bar.clear();
	}
}

function primaryScan(given: Arguments): Scan {
	const range = { from: 0, to: 250 };
	const from = numberOption(given, "from", range);
	const to = numberOption(given, "to", range);
	const resume = textOption(given, "resume");
	return (line, options) =>
		scanPrimary(line, {
			...options,
			...(from === undefined ? {} : { from }),
			...(to === undefined ? {} : { to }),
			...(resume === undefined ? {} : { resume }),
		});
}

function meterOutput({ address, primary, telegram, raw }: FoundMeter) {
	const header = telegram?.header ?? null;
	return {
		address: meterAddressText(address),
		primary,
		id: header?.id ?? null,
		manufacturer: header?.manufacturer ?? null,
		version: header?.version ?? null,
		medium: header?.medium ?? null,
		telegram: raw === null ? null : quickHex(raw),
	};
}

function scanOutput({ found, collisions, selects, resume }: ScanResult) {
	return { found: found.map(meterOutput), collisions, selects, resume };
}

function people(result: ScanResult, { words }: CommandIo): string {
	const columns = ["address", "primary", "id", "manufacturer", "version", "medium"] as const;
	const rows = result.found.map((meter) => {
		const output = meterOutput(meter);
		return columns.map((column) => cell(output[column], column === "version" || column === "medium"));
	});
	const { collisions, selects, resume } = result;
	const counts = { found: rows.length, collisions: collisions.length, selects };
	const lines = [
		...collisions.map((text) => words.say("scan.collision", { text })),
		words.say("scan.found", counts),
		...(resume === null ? [] : [words.say("scan.resume", { text: resume })]),
	];
	const header = columns.map((column) => words.say(`column.${column}`));
	return `${rows.length === 0 ? "" : `${printTable(header, rows)}\n`}${lines.join("\n")}\n`;
}

function cell(value: string | number | null, hexadecimal: boolean): string {
	if (value === null) return "";
	return typeof value === "number" && hexadecimal ? hexByte(value) : String(value);
}
