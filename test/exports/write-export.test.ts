import fc from "fast-check";
import { expect, test } from "vitest";
import { ExportWriter } from "../../lib/exports/export-writer.ts";
import { presetLayout } from "../../lib/exports/preset.ts";
import { streamExport, writeExport } from "../../lib/exports/write-export.ts";
import { Failure } from "../../lib/model/failure.ts";
import { everyStep, exported, sample, sampleChannel } from "./sample.ts";

const CONTEXT = { now: 0, timeZone: "Europe/Berlin" };

test("readings at hand, one by one and in pages make the same text, in chunks", async () => {
	const layout = presetLayout("csv-long");
	const readings = [...everyStep("2026-01-01T00:00Z", "2026-01-03T00:00Z", 60_000)];
	const chunks = [...writeExport(layout, readings, CONTEXT)];
	async function* pages() {
		yield await Promise.resolve(readings.slice(0, 1000));
		yield readings.slice(1000);
	}
	for (const source of [readings, pages()]) {
		const writer = new ExportWriter(layout, CONTEXT);
		const streamed: string[] = [];
		for await (const chunk of streamExport(writer, source)) streamed.push(chunk);
		expect(streamed).toEqual(chunks);
		expect(writer.rows).toBe(2880);
	}
	expect(chunks.length).toBeGreaterThan(2);
	for (const chunk of chunks) expect(chunk.length).toBeLessThan(70_000);
});

test("a wide layout needs its channels", () => {
	expect(() => [...writeExport(presetLayout("csv-wide"), [sample(0, 1)], CONTEXT)]).toThrow(
		expect.objectContaining({ code: "layout", details: { path: "shape", problem: "channels" } }),
	);
});

test("memory does not grow with the rows", () => {
	const layout = presetLayout("csv-long");
	let length = 0;
	let before = 0;
	for (const chunk of writeExport(layout, everyStep("2026-01-01T00:00Z", "2026-01-06T00:00Z", 1000), CONTEXT)) {
		length += chunk.length;
		if (before === 0) before = process.memoryUsage().heapUsed;
	}
	expect(length).toBeGreaterThan(20_000_000);
	expect(process.memoryUsage().heapUsed - before).toBeLessThan(60 * 2 ** 20);
});

test("any template over any readings is a text or a failure", () => {
	const word = fc.constantFrom(
		"{ts|",
		"{value|",
		"{label}",
		"{unit",
		"}",
		"{{",
		"hh",
		"OFFAB",
		"3",
		"scaled",
		"frame",
		";",
		'"',
		"{x}",
	);
	const template = fc.array(word, { maxLength: 6 }).map((words) => words.join(""));
	const layout = fc.record(
		{
			file: fc.constant("x"),
			row: template,
			lead: template,
			cell: template,
			head: fc.array(template, { maxLength: 2 }),
			shape: fc.constantFrom("long", "wide", "day"),
			aggregate: fc.constantFrom("raw", "nearest", "last-before", "mean", "delta"),
			interval: fc.constantFrom("", "PT15M", "P1M"),
			dst: fc.constantFrom("utc", "offset", "ab", "twice", "cet"),
			tz: fc.constantFrom("", "Europe/Berlin", "Australia/Lord_Howe"),
			stamp: fc.constantFrom("start", "end"),
			decimal: fc.constantFrom(".", ","),
		},
		{ requiredKeys: ["file", "row"] },
	);
	const anyReading = fc
		.record({
			time: fc.oneof(
				fc.double(),
				fc.integer({ min: 1_770_000_000, max: 1_800_000_000 }).map((second) => second * 1000),
			),
			value: fc.oneof(fc.double(), fc.string(), fc.boolean(), fc.constant(null)),
			exact: fc.oneof(fc.string(), fc.constant("1.50")),
			deviceTime: fc.double(),
		})
		.map(({ time, value, ...more }) => sample(time, value, more));
	fc.assert(
		fc.property(layout, fc.array(anyReading, { maxLength: 4 }), (input, readings) => {
			const ordered = readings.toSorted((a, b) => a.time - b.time);
			try {
				expect(typeof exported(input, ordered, { channels: [sampleChannel()] })).toBe("string");
			} catch (error) {
				expect(error).toBeInstanceOf(Failure);
			}
		}),
		{ numRuns: 500 },
	);
});
