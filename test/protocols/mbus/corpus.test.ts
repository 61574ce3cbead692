import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fromHex } from "../../../lib/model/hex.ts";
import type { DataRecord } from "../../../lib/protocols/mbus/record.ts";
import { decodeTelegram } from "../../../lib/protocols/mbus/telegram.ts";

const CORPUS = join(import.meta.dirname, "../../../../shared/corpus/mbus");
const missing = !existsSync(CORPUS);
const title = (name: string): string =>
	missing ? `${name} (skipped: no corpus of recorded telegrams beside the repository)` : name;

interface ExpectedRecord {
	readonly function?: string;
	readonly storage?: number;
	readonly tariff?: number;
	readonly device?: number;
	readonly unit?: string;
	readonly quantity?: string;
	readonly value?: string;
}

interface Row {
	readonly name?: string;
	readonly base?: string;
	readonly case?: string;
	readonly class?: string;
	readonly link?: string;
	readonly driver?: string;
	readonly telegramHex: string;
	readonly normXmlRecords?: ExpectedRecord[];
	readonly libmbusNormXml?: string;
	readonly expectedRecords?: Record<string, { value: string; unit?: string }>;
	readonly expect?: string;
	readonly reason?: string;
	readonly records?: number;
	readonly recordsBefore?: number;
	readonly lastValid?: boolean;
}

function rows(file: string, accept: (row: Row) => boolean): Row[] {
	if (missing) return [];
	const lines = readFileSync(join(CORPUS, file), "utf8").trim().split("\n");
	// Some telegrams of the corpus have an odd number of digits: they are no bytes.
	return lines.map((line) => JSON.parse(line) as Row).filter((row) => row.telegramHex.length % 2 === 0 && accept(row));
}

const FUNCTIONS: Readonly<Record<string, string>> = {
	"Instantaneous value": "instantaneous",
	"Maximum value": "maximum",
	"Minimum value": "minimum",
	"Value during error state": "error",
	"Manufacturer specific": "manufacturer",
	"More records follow": "manufacturer",
};

const UNITS: Readonly<Record<string, string>> = {
	"-": "",
	"m^3": "m³",
	"m^3/h": "m³/h",
	"Units for H.C.A.": "HCA",
	"Â°C": "°C",
};

/** Where the expectation is not what the standard says, and why. */
const EXCEPTIONS: readonly { why: string; applies(record: DataRecord, expected: ExpectedRecord): boolean }[] = [
	{
		why: "EN 13757-3, annex A, type A: digits A–E are no number",
		applies: ({ reason }) => reason === "invalid-bcd",
	},
	{
		why: "EN 13757-3, annex A, types F and G: month 0, month 15 and year 127 are no date",
		applies: ({ reason }, { value = "" }) => reason === "invalid-date" && /-(00|15)-|^2127/.test(value),
	},
	{
		why: "EN 13757-3, annex A, type H: not a number is no value",
		applies: ({ reason }, { value = "" }) => reason === "invalid-value" && value.endsWith("nan"),
	},
	{
		why: "EN 13757-3, 6.4: VIFEs behind VIF FF are the maker's, not an additive constant",
		applies: ({ vib, value }, expected) => vib[0] === 0xff && Math.abs(Number(expected.value) - Number(value)) < 0.011,
	},
	{
		why: "a text unit is a unit",
		applies: ({ vib, unit, value }, expected) =>
			((vib[0] ?? 0) & 0x7f) === 0x7c && unit === expected.quantity && sameValue(value, expected.value ?? ""),
	},
	{
		why: "VIF 7B is reserved: the value is kept, its meaning unknown",
		applies: ({ vib, quantity }, expected) => vib[0] === 0x7b && quantity === "unknown" && expected.value === undefined,
	},
];

function unitOf({ unit = "" }: ExpectedRecord): string {
	return UNITS[unit] ?? unit;
}

function sameValue(value: DataRecord["value"], expected: string): boolean {
	if (typeof value !== "number")
		return [expected, expected.replace(/Z$/, ""), expected.replaceAll(" ", "")].includes(String(value).trim());
	// The expectation is printed with six decimals.
	return Math.abs(value - Number(expected)) <= 1e-9 * Math.abs(value) + 5.1e-7;
}

function equals(record: DataRecord, expected: ExpectedRecord): boolean {
	return (
		sameValue(record.value, expected.value ?? "") &&
		record.unit === unitOf(expected) &&
		record.function === FUNCTIONS[expected.function ?? ""] &&
		record.storage === (expected.storage ?? 0) &&
		record.tariff === (expected.tariff ?? 0) &&
		record.subunit === (expected.device ?? 0)
	);
}

function compare(telegramHex: string, expected: readonly ExpectedRecord[]): void {
	const { status, records } = decodeTelegram(fromHex(telegramHex));
	expect(status).toBe("ok");
	expect(records).toHaveLength(expected.length);
	const wrong = records.filter((record, index) => {
		const wanted = expected[index] ?? {};
		return !(equals(record, wanted) || EXCEPTIONS.some(({ applies }) => applies(record, wanted)));
	});
	expect(wrong.map((record) => [record, expected[record.index]])).toEqual([]);
}

function recordsOfXml(xml: string): ExpectedRecord[] {
	return [...xml.matchAll(/<DataRecord id="\d+">(.*?)<\/DataRecord>/gs)].map(([, body = ""]) => {
		const text = (tag: string) =>
			new RegExp(`<${tag}>(.*?)</${tag}>`, "s").exec(body)?.[1]?.replaceAll("&amp;", "&") ?? "";
		return {
			function: text("Function"),
			storage: Number(text("StorageNumber")),
			tariff: Number(text("Tariff")),
			device: Number(text("Device")),
			unit: text("Unit"),
			quantity: text("Quantity"),
			value: text("Value"),
		};
	});
}

const wired = ({ link }: Row): boolean => link === "wired";
const cases = (list: readonly Row[]) =>
	list.map((row) => [row.name ?? row.driver ?? `${row.case} ${row.base}`, row] as const);

describe.skipIf(missing)(title("recorded telegrams equal the published records"), () => {
	test.each(cases(rows("libmbus.jsonl", (row) => row.class === "ok")))("%s", (_, row) => {
		compare(row.telegramHex, row.normXmlRecords ?? []);
	});

	test.each(cases(rows("jmbus.jsonl", (row) => wired(row) && row.libmbusNormXml !== undefined)))("%s", (_, row) => {
		compare(row.telegramHex, recordsOfXml(row.libmbusNormXml ?? ""));
	});

	test.each(cases(rows("pymeterbus.jsonl", (row) => row.expectedRecords !== undefined)))("%s", (_, row) => {
		const { records } = decodeTelegram(fromHex(row.telegramHex));
		for (const [index, { value }] of Object.entries(row.expectedRecords ?? {})) {
			const wanted = value === "None" ? "" : value.replaceAll(/["']/g, "");
			expect(sameValue(records[Number(index)]?.value ?? null, wanted), `${index}: ${value}`).toBe(true);
		}
	});
});

describe.skipIf(missing)(title("recorded telegrams can be read"), () => {
	const files = ["node-mbus.jsonl", "virtual-slaves.jsonl", "pymeterbus.jsonl"] as const;
	const list = files.flatMap((file) => rows(file, (row) => row.telegramHex.startsWith("68")));
	const drivers = rows("wmbusmeters-drivers.jsonl", (row) => /^68....68/.test(row.telegramHex));

	test.each(cases([...list, ...drivers]))("%s", (_, row) => {
		expect(decodeTelegram(fromHex(row.telegramHex))).toMatchObject({ status: "ok", code: null });
	});
});

describe.skipIf(missing)(title("telegrams that others refuse have a code"), () => {
	test.each(cases(rows("libmbus.jsonl", (row) => row.class === "error")))("%s", (_, row) => {
		expect(decodeTelegram(fromHex(row.telegramHex))).toMatchObject({
			layer: "application",
			code: expect.stringMatching(/^[a-z-]+$/),
		});
	});

	test.each([
		["invalid_length", "length"],
		["invalid_length2", "length"],
		["manual_frame4", "wrong-direction"],
		["manual_frame5", "wrong-direction"],
	])("%s: %s", (name, code) => {
		const [row] = rows("libmbus.jsonl", (candidate) => candidate.name === name);
		expect(decodeTelegram(fromHex(row?.telegramHex ?? ""))).toMatchObject({ status: "failed", code });
	});

	test.each(cases(rows("jmbus.jsonl", (row) => wired(row) && row.libmbusNormXml === undefined)))("%s", (_, row) => {
		expect(decodeTelegram(fromHex(row.telegramHex)).status).toBe("failed");
	});
});

const WORDS: Readonly<Record<string, string>> = { resync: "ok-after-resync", trailing: "ok-trailing", ok: "ok" };

describe.skipIf(missing)(title("malformed telegrams have their class"), () => {
	test.each(cases(rows("bad-input.jsonl", wired)))("%s", (_, row) => {
		const { status, code, records } = decodeTelegram(fromHex(row.telegramHex));
		const word = status === "ok" ? WORDS[code ?? "ok"] : status === "failed" ? code : status;
		expect(word).toBe(row.expect === "partial-or-skip" ? "partial" : row.expect);
		expect(records).toHaveLength(row.recordsBefore ?? row.records ?? 0);
		if (row.lastValid === false) expect(records.at(-1)).toMatchObject({ value: null, reason: row.reason });
		else if (row.reason !== undefined) expect(code).toBe(row.reason);
	});
});
