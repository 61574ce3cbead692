import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkLayout } from "../../lib/exports/check-layout.ts";
import { channelsOf } from "../../lib/exports/export-channel.ts";
import { presetLayout } from "../../lib/exports/preset.ts";
import { runExport, type SourceQuery } from "../../lib/exports/run-export.ts";
import type { Reading } from "../../lib/model/reading.ts";
import { sample } from "./sample.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const READINGS: Reading[] = [0, 900_000, 1_800_000].flatMap((time) =>
	["b", "a"].flatMap((device) => [
		sample(time, time / 1000, { device }),
		sample(time, 20, { device, datapoint: "temperature", quantity: "temperature", unit: "°C" }),
	]),
);

async function* source({ from, to, devices, datapoints }: SourceQuery) {
	const page = READINGS.filter(
		({ time, device, datapoint }) =>
			time >= from && time < to && devices.includes(device) && datapoints.includes(datapoint),
	);
	yield await Promise.resolve(page.slice(0, 3));
	yield page.slice(3);
}

const CONTEXT = { now: 0, from: 0, to: 1_800_000, channels: channelsOf(READINGS) };

test.each([
	["site", 1, 8],
	["device", 2, 4],
	["channel", 4, 2],
])("split by %s makes %i files of %i rows", async (split, count, rows) => {
	const directory = temporaryDirectory();
	const layout = checkLayout({ file: "{name}.csv", split, row: "{device};{datapoint};{value}" });
	const files = await runExport({ layout, context: CONTEXT, directory, source });
	expect(files.map((file) => file.rows)).toEqual(Array.from({ length: count }, () => rows));
	expect(files[0]).toMatchObject({ from: 0, to: 1_800_000 });
	expect(readdirSync(directory)).toHaveLength(count);
});

test("a grouped layout gets its rows channel by channel", async () => {
	const directory = temporaryDirectory();
	const [file] = await runExport({ layout: presetLayout("solvimus-xml"), context: CONTEXT, directory, source });
	const text = readFileSync(file?.path ?? "", "utf8");
	expect(text.match(/<meter /g)).toHaveLength(2);
	expect(text.match(/<data /g)).toHaveLength(4);
	expect(text.match(/<entry>/g)).toHaveLength(8);
});

test("a period without readings makes no file", async () => {
	const directory = temporaryDirectory();
	const context = { ...CONTEXT, from: 5_000_000, to: 6_000_000 };
	expect(await runExport({ layout: presetLayout("csv-long"), context, directory, source })).toEqual([]);
	expect(readdirSync(directory)).toEqual([]);
});

test("end stamps get the boundary value that lies after the period", async () => {
	const directory = temporaryDirectory();
	const changes = {
		stamp: "end",
		interval: "PT15M",
		aggregate: "nearest",
		row: "{device};{ts|hh:mm};{value}",
		head: [],
	};
	const layout = presetLayout("csv-long", changes);
	const channels = channelsOf(READINGS.slice(0, 1));
	const [file] = await runExport({ layout, context: { ...CONTEXT, channels }, directory, source });
	expect(readFileSync(join(file?.path ?? ""), "utf8")).toBe("b;00:15;900\r\nb;00:30;1800\r\n");
});

test("an aborted run stops", async () => {
	const job = { layout: presetLayout("csv-long"), context: CONTEXT, directory: temporaryDirectory(), source };
	await expect(runExport({ ...job, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
});
