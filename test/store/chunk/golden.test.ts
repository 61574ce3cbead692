import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeChunk, frameBody, unframeBody } from "../../../lib/store/chunk/chunk-codec.ts";
import { chunkKeyNumber, chunkPlace } from "../../../lib/store/chunk/chunk-place.ts";
import { decodeBody } from "../../../lib/store/chunk/decode-body.ts";
import { encodeBody } from "../../../lib/store/chunk/encode-body.ts";
import type { Column, Group } from "../../../lib/store/chunk/group.ts";

const START = Date.UTC(2025, 0, 1);
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ""), "hex"));
const times = (count: number, step: number, first = START) =>
	Float64Array.from({ length: count }, (_, index) => first + index * step);
const column = (sid: number, exponent: number, values: Column["values"], more: Partial<Column> = {}): Column => ({
	sid,
	exponent,
	type: 0,
	rows: null,
	values,
	quality: null,
	...more,
});

const float = (...values: number[]) => Float64Array.from(values);
const wide = (...values: bigint[]) => BigInt64Array.from(values);
const doubles = (...values: number[]) => new BigInt64Array(Float64Array.from(values).buffer);

const G2: Group[] = [
	{
		times: times(4, 900_000),
		columns: [column(1, 0, float(1000, 1010, 1020, 1030)), column(2, -1, float(215, 215, 214, -3))],
	},
];

/** Worked out by hand from the format's description. */
const VECTORS: [string, Group[], string][] = [
	[
		"one value",
		[{ times: times(1, 0), columns: [column(7, -3, float(123_456))] }],
		"10 01 01 e8 07 80 8b d2 bb 06 01 07 05 00 03 80 89 0f",
	],
	[
		"two columns on a grid",
		G2,
		"10 01 04 e8 07 80 8b d2 bb 06 88 0e 00 02 02 01 00 01 05 d0 0f 14 14 14 02 01 00 07 ae 03 ae 03 ac 03 05",
	],
	[
		"a sparse column with quality",
		[
			{
				times: times(4, 60_000),
				columns: [column(300, 2, float(5, 5), { rows: Uint32Array.of(0, 3), quality: Uint32Array.of(0, 4) })],
			},
		],
		"10 01 04 e8 07 80 8b d2 bb 06 78 00 02 01 ac 02 04 30 09 01 02 01 0a 0a 00 01 04 01",
	],
	[
		"64-bit columns and milliseconds",
		[
			{
				times: times(2, 2, START + 1),
				columns: [
					column(1, 0, wide(2n ** 63n - 1n, -(2n ** 63n)), { type: 1 }),
					column(2, 0, wide(-1n, 0n), { type: 2 }),
					column(3, 0, doubles(0.1, -2), { type: 3 }),
				],
			},
		],
		`10 01 02 01 81 f8 a5 f9 c1 32 04 03 01 00 05 0b fe ff ff ff ff ff ff ff ff 01 02 02 00 09 02 01 02 03 00 0c 12
		b4 e6 cc 99 b3 e6 cc b9 7f ff ff ff ff ff ff ff ff 7f`,
	],
];

describe.each(VECTORS)("%s", (_, groups, hex) => {
	test("is written byte for byte", () => {
		expect(Buffer.concat([Uint8Array.of(0x10), encodeBody(groups)]).toString("hex")).toBe(
			Buffer.from(bytes(hex)).toString("hex"),
		);
	});

	test("is read back", () => {
		expect(decodeBody(unframeBody(bytes(hex), { k: 0 }))).toEqual(groups);
	});
});

const SEALED = `12 01 aa aa aa aa aa aa aa aa aa aa aa aa ae a5 05 23 9c 61 45 15 df 11 e2 e9 e1 a8 b9 b2 e5 6f 86 b0 15 59 9f db 40 28
	ea c2 e5 17 71 41 3d d4 68 d8 9c cd c3 76 d7 3c fe c8 72 e6 84 f0 66 1c`;
const KEY = { id: 1, bytes: Uint8Array.from({ length: 32 }, (_, index) => index) };
const K = chunkKeyNumber(0, 20_089, 5);

test("a sealed chunk is written and read byte for byte", () => {
	const seal = { key: KEY, nonce: new Uint8Array(12).fill(0xaa) };
	const blob = frameBody(encodeBody(G2), { k: K, seal });
	expect(Buffer.from(blob).toString("hex")).toBe(Buffer.from(bytes(SEALED)).toString("hex"));
	expect(decodeBody(unframeBody(bytes(SEALED), { k: K, keys: [KEY] }))).toEqual(G2);
});

test.each([
	["another key", { k: K, keys: [{ id: 1, bytes: new Uint8Array(32) }] }],
	["no key", { k: K }],
	["another place", { k: K + 1, keys: [KEY] }],
])("a sealed chunk stays closed with %s", (_, options) => {
	expect(() => decodeChunk(bytes(SEALED), options)).toThrow(expect.objectContaining({ code: "store-key" }));
});

test("a tampered seal is noticed at every byte", () => {
	const blob = bytes(SEALED);
	for (let index = 1; index < blob.length; index += 1) {
		const broken = Uint8Array.from(blob);
		broken[index] = (broken[index] ?? 0) ^ 1;
		expect(() => decodeChunk(broken, { k: K, keys: [KEY] })).toThrow(expect.objectContaining({ code: "store-key" }));
	}
});

test("keys of chunks are numbers that sort by level, period and block", () => {
	expect(K).toBe(337_037_492_229);
	expect(chunkKeyNumber(1, 660, 5)).toBe(281_486_049_673_221);
	for (const place of [
		{ level: 0, period: 20_089, block: 5 },
		{ level: 1, period: 660, block: 16_777_215 },
	] as const)
		expect(chunkPlace(chunkKeyNumber(place.level, place.period, place.block))).toEqual(place);
});

test("the vectors stand in the document of the format", () => {
	const document = readFileSync(join(import.meta.dirname, "../../../docs/store-format.md"), "utf8").replaceAll(
		/\s+/g,
		" ",
	);
	const [one, , sparse, wide] = VECTORS.map(([, , hex]) => hex);
	for (const hex of [one, sparse, wide, SEALED]) expect(document).toContain(String(hex).replaceAll(/\s+/g, " "));
});
