import fc from "fast-check";
import { expect, test } from "vitest";
import { Failure } from "../../../lib/model/failure.ts";
import { ByteWriter, uvSize } from "../../../lib/store/chunk/byte-writer.ts";
import { decodeChunk, encodeChunk, frameBody } from "../../../lib/store/chunk/chunk-codec.ts";
import { encodeBody } from "../../../lib/store/chunk/encode-body.ts";
import type { SeriesRows, ValueType } from "../../../lib/store/chunk/series-rows.ts";

const START = Date.UTC(2025, 0, 1);
const KEY = { id: 7, bytes: Uint8Array.from({ length: 32 }, (_, index) => 3 * index) };

const LARGEST = 2 ** 52 - 1;
const number = fc.oneof(
	{ weight: 4, arbitrary: fc.integer({ min: -300, max: 300 }) },
	{ weight: 1, arbitrary: fc.constant(0) },
	{ weight: 1, arbitrary: fc.maxSafeInteger().map((value) => Math.trunc(value / 2)) },
	{ weight: 1, arbitrary: fc.constantFrom(LARGEST, -LARGEST) },
);
const bits = fc.oneof(
	fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
	fc.constantFrom(0n, 1n, -1n, -(2n ** 63n), 2n ** 63n - 1n),
	fc.double().map((value) => new BigInt64Array(Float64Array.of(value).buffer)[0] ?? 0n),
);
const steps = fc.constantFrom(1, 137, 1000, 60_000, 900_000, 900_000, 900_000, 86_400_000);

/** Lists of times that jitter, have gaps, or share their times. */
const timeLists = fc
	.array(fc.array(fc.tuple(steps, fc.boolean()), { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 3 })
	.map((lists) =>
		lists.map((list) => {
			let time = START;
			return list.flatMap(([step, kept], index) => {
				time += step;
				return kept || index === 0 ? [time] : [];
			});
		}),
	);

const quality = fc.oneof(
	{ weight: 3, arbitrary: fc.constant(0) },
	{ weight: 1, arbitrary: fc.integer({ min: 0, max: 0x1ff }) },
	{ weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff_ffff }) },
);

/** Every nth row of a list of times. */
function thinned(times: readonly number[], every: number): number[] {
	return times.filter((_, index) => index % every === 0);
}

const chunk = timeLists.chain((lists) =>
	fc
		.array(
			fc.record({
				list: fc.nat({ max: lists.length - 1 }),
				every: fc.constantFrom(1, 1, 1, 2, 3),
				type: fc.constantFrom<ValueType>(0, 0, 0, 1, 2, 3),
				exponent: fc.integer({ min: -12, max: 12 }),
				numbers: fc.array(number, { minLength: 40, maxLength: 40 }),
				bits: fc.array(bits, { minLength: 40, maxLength: 40 }),
				quality: fc.array(quality, { minLength: 40, maxLength: 40 }),
			}),
			{ minLength: 1, maxLength: 6 },
		)
		.map((columns) =>
			columns.map((column, index): SeriesRows => {
				const times = Float64Array.from(thinned(lists[column.list] ?? [], column.every));
				const count = times.length;
				const values =
					column.type === 0
						? Float64Array.from(column.numbers.slice(0, count), (value) => value + 0)
						: BigInt64Array.from(column.bits.slice(0, count));
				return {
					sid: index * 97,
					exponent: column.exponent,
					type: column.type,
					times,
					values,
					quality: Uint32Array.from(column.quality.slice(0, count)),
				};
			}),
		),
);

const bySid = (series: readonly SeriesRows[]) => series.toSorted((a, b) => a.sid - b.sid);

test("whatever is put into a chunk comes out again, sealed or not", () => {
	fc.assert(
		fc.property(chunk, fc.boolean(), (series, isSealed) => {
			const seal = isSealed ? { seal: { key: KEY, nonce: new Uint8Array(12) } } : {};
			const blob = encodeChunk(series, { k: 99, ...seal });
			expect(bySid(decodeChunk(blob, { k: 99, keys: [KEY] }))).toEqual(series);
			const [wanted] = series;
			const sids = new Set([wanted?.sid ?? 0]);
			expect(decodeChunk(blob, { k: 99, keys: [KEY], sids })).toEqual([wanted]);
		}),
	);
});

function opened(blob: Uint8Array): string {
	try {
		decodeChunk(blob, { k: 1, keys: [KEY] });
		return "ok";
	} catch (error) {
		if (error instanceof Failure) return error.code;
		throw error;
	}
}

test("random bytes are a failure or a chunk, never anything else", () => {
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 0, maxLength: 300 }), fc.boolean(), (bytes, isFramed) => {
			const blob = isFramed ? frameBody(bytes, { k: 1 }) : bytes;
			expect(["ok", "chunk", "store-key"]).toContain(opened(blob));
		}),
		{ numRuns: 2000 },
	);
});

test("a chunk with a few wrong bytes is a failure or another chunk", () => {
	fc.assert(
		fc.property(
			chunk,
			fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }),
			(series, hits) => {
				const body = Uint8Array.from(encodeChunk(series, { k: 1 }));
				for (const [place, value] of hits) body[place % body.length] = value;
				expect(["ok", "chunk", "store-key"]).toContain(opened(body));
			},
		),
		{ numRuns: 1000 },
	);
});

test.each([
	["rows", "10 01 ff ff ff ff 07 e8 07 80 8b d2 bb 06 02 00 ff ff ff 07"],
	["columns", "10 01 01 e8 07 80 8b d2 bb 06 ff ff ff ff 0f"],
	["a column's length", "10 01 01 e8 07 80 8b d2 bb 06 01 07 05 00 ff ff ff 0f 80 89 0f"],
	["groups", "10 ff ff ff ff 0f"],
])("an absurd number of %s is refused before anything is allocated", (_, hex) => {
	const before = process.memoryUsage().arrayBuffers;
	expect(opened(Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex")))).toBe("chunk");
	expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 26);
});

test("a body that inflates beyond all measure is refused", () => {
	expect(opened(frameBody(new Uint8Array(2 ** 26 + 1), { k: 1 }))).toBe("chunk");
});

/** Times a second apart and columns of nothing but zeros: a run takes five bytes, whatever its length. */
function zeros(rows: number, columns: number): Uint8Array {
	const writer = new ByteWriter();
	for (const number of [1, rows, 1000, START / 1000, 2, 0, rows - 2, columns]) writer.uv(number);
	for (let sid = 0; sid < columns; sid += 1) {
		for (const number of [sid, 0, 0, 1 + uvSize(rows), 0, rows]) writer.uv(number);
	}
	return frameBody(writer.taken(), { k: 1 });
}

test("a row for every second of a month is read, though all together take a few bytes", () => {
	const [column] = decodeChunk(zeros(31 * 86_400, 1), { k: 1 });
	expect(column?.values.length).toBe(31 * 86_400);
	expect(column?.times.at(-1)).toBe(START + (31 * 86_400 - 1) * 1000);
});

test("a few bytes cannot ask for any amount of memory", () => {
	expect(opened(zeros(2 ** 22, 7))).toBe("ok");
	expect(opened(zeros(2 ** 22, 8))).toBe("chunk");
});

test("what could not be read again is not written", () => {
	const values = new Float64Array(2 ** 22);
	const column = { sid: 1, exponent: 0, type: 0, values, rows: null, quality: null } as const;
	const group = { times: values, columns: Array.from({ length: 8 }, () => column) };
	expect(() => encodeBody([group])).toThrow(RangeError);
});

test("no room is taken for rows that the bytes do not hold", () => {
	const body = Uint8Array.from(Buffer.from("01ffffff07e807808bd2bb0602010101010101", "hex"));
	const before = process.memoryUsage().arrayBuffers;
	expect(opened(frameBody(body, { k: 1 }))).toBe("chunk");
	expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 22);
});
