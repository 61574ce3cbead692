import { statSync } from "node:fs";
import type { StoreDriver } from "../store/engine/store-driver.ts";
import { type CommandIo, DONE } from "./command.ts";
import { readArguments } from "./read-arguments.ts";
import { namedFile, numberOf, openReadingsFile } from "./readings-file.ts";

const LEVEL_ONE = 2 ** 48;

/** What a readings file holds. */
interface FileInfo {
	/** Of the file and its write-ahead log. */
	readonly fileBytes: number;
	readonly devices: number;
	/** Datapoints, without what is kept beside the readings. */
	readonly series: number;
	readonly segments: number;
	/** In chunks and outside; a row that is in both counts twice. */
	readonly readings: number;
	readonly bytesPerReading: number | null;
	readonly hotReadings: number;
	readonly dayReadings: number;
	readonly days: number;
	/** Bytes of the chunks per reading in them; null where there are none. */
	readonly dayBytesPerReading: number | null;
	readonly monthReadings: number;
	readonly months: number;
	readonly monthBytesPerReading: number | null;
	/** Chunks that need a key. */
	readonly sealedChunks: number;
	/** ISO 8601, UTC; null for an empty file. */
	readonly first: string | null;
	readonly last: string | null;
}

interface LevelInfo {
	readonly readings: number;
	readonly periods: number;
	readonly bytesPerReading: number | null;
}

function levelOf(driver: StoreDriver, level: number): LevelInfo {
	const sql = `SELECT sum(n) AS n, sum(length(b)) AS bytes, count(DISTINCT k / 16777216) AS periods
		FROM chunk WHERE k >= ? AND k < ?`;
	const row = driver.prepare(sql).get(level * LEVEL_ONE, (level + 1) * LEVEL_ONE);
	const readings = numberOf(row?.["n"]);
	const bytesPerReading = readings === 0 ? null : numberOf(row?.["bytes"]) / readings;
	return { readings, periods: numberOf(row?.["periods"]), bytesPerReading };
}

function bytesOf(file: string): number {
	return [file, `${file}-wal`].reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}

function bound(driver: StoreDriver, which: "min" | "max"): string | null {
	const [own, column] = which === "min" ? ["ts", "t0"] : ["ts", "t1"];
	const sql = `SELECT ${which}(t) AS t FROM (SELECT ${which}(${own}) AS t FROM hot UNION ALL SELECT ${which}(${column}) FROM chunk)`;
	const time = driver.prepare(sql).get()?.["t"];
	return time === null || time === undefined ? null : new Date(Number(time)).toISOString();
}

function infoOf(driver: StoreDriver, file: string): FileInfo {
	const count = (from: string) => numberOf(driver.prepare(`SELECT count(*) AS n FROM ${from}`).get()?.["n"]);
	const [days, months] = [levelOf(driver, 0), levelOf(driver, 1)];
	const [fileBytes, hotReadings] = [bytesOf(file), count("hot")];
	const readings = days.readings + months.readings + hotReadings;
	return {
		fileBytes,
		devices: count("device"),
		series: count("(SELECT DISTINCT did, datapoint FROM series WHERE datapoint NOT LIKE '#%')"),
		segments: count("series WHERE datapoint NOT LIKE '#%'"),
		readings,
		bytesPerReading: readings === 0 ? null : fileBytes / readings,
		hotReadings,
		dayReadings: days.readings,
		days: days.periods,
		dayBytesPerReading: days.bytesPerReading,
		monthReadings: months.readings,
		months: months.periods,
		monthBytesPerReading: months.bytesPerReading,
		sealedChunks: count("chunk WHERE substr(b, 1, 1) IN (x'12', x'13')"),
		first: bound(driver, "min"),
		last: bound(driver, "max"),
	};
}

/** `store info`: what a readings file holds, and how many bytes a reading takes. */
export async function storeInfo(args: readonly string[], io: CommandIo): Promise<number> {
	const given = readArguments(args, { json: { type: "boolean" } });
	const file = namedFile(given);
	const driver = await openReadingsFile(file);
	try {
		const info = infoOf(driver, file);
		if (given.values["json"] === true) await io.stdout.write(`${JSON.stringify(info, null, 2)}\n`);
		else {
			for (const [name, value] of Object.entries(info)) {
				const text = typeof value === "number" && !Number.isInteger(value) ? value.toFixed(3) : String(value ?? "–");
				await io.stdout.write(`${io.words.say(`store.${name}`)}: ${text}\n`);
			}
		}
		return DONE;
	} finally {
		driver.close();
	}
}
