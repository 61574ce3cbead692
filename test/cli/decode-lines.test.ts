import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../lib/model/hex.ts";
import { call } from "./call.ts";

const METER = "68151568080172785634123A630104000000000406D20400001116";
const KEYS = ["status", "link", "code", "layer", "offset", "header", "security", "records", "driver", "readings"];

function lines(text: string): Record<string, unknown>[] {
	return text
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function decodeLines(input: readonly string[], ...args: string[]) {
	const { status, stdout } = await call(["decode", "--jsonl", ...args], { stdin: input });
	expect(status).toBe(0);
	return lines(stdout);
}

test("one line comes out as the fixed format says", async () => {
	const [line] = await decodeLines([`{"telegramHex":"${METER}","key":null}\n`]);
	expect(Object.keys(line ?? {})).toEqual(KEYS);
	expect(line).toEqual({
		status: "ok",
		link: "wired",
		code: null,
		layer: null,
		offset: null,
		header: { manufacturer: "XYZ", id: "12345678", version: 1, medium: 4, accessNumber: 0, status: 0 },
		security: null,
		records: [
			{
				index: 0,
				function: "instantaneous",
				storage: 0,
				tariff: 0,
				subunit: 0,
				quantity: "energy",
				unit: "Wh",
				value: 1_234_000,
				exact: "1234000",
				raw: "D2040000",
			},
		],
		driver: null,
		readings: [
			{ datapoint: "energy", quantity: "energy", unit: "Wh", value: 1_234_000 },
			{ datapoint: "status", quantity: "state", unit: "", value: 0 },
		],
	});
});

test("without drivers the last two keys are left out, also of bad lines", async () => {
	const output = await decodeLines([`{"telegramHex":"${METER}"}\nno JSON\n`], "--no-drivers");
	for (const line of output) expect(Object.keys(line)).toEqual(KEYS.slice(0, -2));
});

describe("a bad line is a failed line in its place", () => {
	test.each([
		["no JSON", "nonsense", "input"],
		["an empty line", "", "input"],
		["a number", "5", "input"],
		["no telegram", '{"key":null}', "input"],
		["a telegram that is no text", '{"telegramHex":7}', "input"],
		["no hex", '{"telegramHex":"68GG"}', "hex"],
		["an empty telegram", '{"telegramHex":""}', "incomplete"],
	])("%s", async (_title, bad, code) => {
		const good = `{"telegramHex":"${METER}"}`;
		const output = await decodeLines([`${good}\n${bad}\n${good}\n`]);
		expect(output.map(({ status }) => status)).toEqual(["ok", "failed", "ok"]);
		expect(Object.keys(output[1] ?? {})).toEqual(KEYS);
		expect(output[1]).toMatchObject({ code, records: [], readings: [], driver: null, header: null });
	});
});

test("an odd last digit is dropped: the telegram is cut off, not unreadable", async () => {
	const output = await decodeLines([`{"telegramHex":"${METER.slice(0, -1)}"}\n{"telegramHex":"${METER}1"}\n`]);
	expect(output.map(({ status, code }) => [status, code])).toEqual([
		["failed", "incomplete"],
		["ok", null],
	]);
});

test("what is clearly wireless says so", async () => {
	const hex = "1E44AE4C9956341268077A36001000020C1300000000046D00000000040000";
	const output = await decodeLines([`{"telegramHex":"${hex}"}\n`]);
	expect(output[0]).toMatchObject({ status: "failed", link: "wireless", layer: "link", code: "unsupported-ci" });
});

test.each([
	["of different length", `684403680801780C13${"00".repeat(60)}5216`, "length"],
	["with a wrong second start", `684444690801780C13${"00".repeat(61)}5216`, "start-byte"],
	["as long as a wireless one with checksums", `687171690801780C13${"00".repeat(108)}5216`, "start-byte"],
])("a wired telegram %s stays wired", async (...row) => {
	const [, telegramHex, code] = row;
	const output = await decodeLines([`${JSON.stringify({ telegramHex })}\n`]);
	expect(output[0]).toMatchObject({ status: "failed", link: "wired", layer: "link", code });
});

test("lines come out in order however the input is cut", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.nat({ max: 30 }), { maxLength: 40 }), async (cuts) => {
			const input = Array.from({ length: 20 }, (_, index) => `{"telegramHex":"${meter(index)}"}`);
			const text = input.join("\n");
			const pieces: string[] = [];
			let start = 0;
			for (const cut of cuts) {
				pieces.push(text.slice(start, start + cut));
				start += cut;
			}
			const output = await decodeLines([...pieces, text.slice(start)], "--no-drivers");
			expect(output.map(({ header }) => header)).toMatchObject(input.map((_, accessNumber) => ({ accessNumber })));
		}),
		{ numRuns: 20 },
	);
});

test("random bytes never end the run", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 20 }), async (telegrams) => {
			const input = telegrams.map((bytes) => `{"telegramHex":"${Buffer.from(bytes).toString("hex")}"}\n`);
			expect((await decodeLines(input)).length).toBe(telegrams.length);
		}),
		{ numRuns: 50 },
	);
});

function meter(accessNumber: number): string {
	const bytes = fromHex(METER);
	bytes[15] = accessNumber;
	bytes[bytes.length - 2] = 0x11 + accessNumber;
	return toHex(bytes);
}
