import { statSync } from "node:fs";
import type { StoreDriver } from "../store/engine/store-driver.ts";
import { type CommandIo, DONE } from "./command.ts";
import { readArguments } from "./read-arguments.ts";
import { numberOf, openReadingsFile } from "./readings-file.ts";
import { WrongUsage } from "./wrong-usage.ts";

const LEVEL_ONE = 2 ** 48;

/** What a readings file holds. */
interface FileInfo {
	readonly fileBytes: number;
	readonly devices: number;
	readonly series: number;
	readonly hotReadings: number;
	readonly dayReadings: number;
	readonly monthReadings: number;
	/** Bytes of the chunks per reading in them; null where there are none. */
	readonly dayBytesPerReading: number | null;
	readonly monthBytesPerReading: number | null;
	/** ISO 8601, UTC; null for an empty file. */
	readonly first: string | null;
	readonly last: string | null;
}

function chunks(driver: StoreDriver, from: number, to: number): { readings: number; bytes: number | null } {
	const sql = "SELECT sum(n) AS n, sum(length(b)) AS bytes FROM chunk WHERE k >= ? AND k < ?";
	const row = driver.prepare(sql).get(from, to);
	const readings = numberOf(row?.["n"]);
	return { readings, bytes: readings === 0 ? null : numberOf(row?.["bytes"]) / readings };
}

function bound(driver: StoreDriver, which: "min" | "max"): string | null {
	const [own, column] = which === "min" ? ["ts", "t0"] : ["ts", "t1"];
	const sql = `SELECT ${which}(t) AS t FROM (SELECT ${which}(${own}) AS t FROM hot UNION ALL SELECT ${which}(${column}) FROM chunk)`;
	const time = driver.prepare(sql).get()?.["t"];
	return time === null || time === undefined ? null : new Date(Number(time)).toISOString();
}

function infoOf(driver: StoreDriver, file: string): FileInfo {
	const count = (table: string) => numberOf(driver.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"]);
	const [days, months] = [chunks(driver, 0, LEVEL_ONE), chunks(driver, LEVEL_ONE, 2 * LEVEL_ONE)];
	return {
		fileBytes: statSync(file).size,
		devices: count("device"),
		series: count("series WHERE datapoint NOT LIKE '#%'"),
		hotReadings: count("hot"),
		dayReadings: days.readings,
		monthReadings: months.readings,
		dayBytesPerReading: days.bytes,
		monthBytesPerReading: months.bytes,
		first: bound(driver, "min"),
		last: bound(driver, "max"),
	};
}

/** `store info`: what a readings file holds, and how many bytes a reading takes. */
export async function storeInfo(args: readonly string[], io: CommandIo): Promise<number> {
	const given = readArguments(args, { json: { type: "boolean" } });
	const [file, ...rest] = given.positionals;
	if (file === undefined || rest.length > 0) throw new WrongUsage("missing", { what: "FILE" });
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
