import { crc32 } from "node:zlib";
import { Failure, toFailure } from "../model/failure.ts";
import { decodeChunk } from "../store/chunk/chunk-codec.ts";
import type { ChunkKey } from "../store/chunk/seal.ts";
import type { SeriesRows, ValueType } from "../store/chunk/series-rows.ts";
import type { SqlRow, StoreDriver } from "../store/engine/store-driver.ts";
import { exactText } from "../store/engine/stored-value.ts";
import { FLAG, REVISION } from "../store/flags.ts";
import { type CommandIo, DONE, FAILED } from "./command.ts";
import { readArguments, textOption } from "./read-arguments.ts";
import { chunkKeys, numberOf, openReadingsFile } from "./readings-file.ts";
import { WrongUsage } from "./wrong-usage.ts";

const HEAD = "time;device;datapoint;value;unit;flags;revision\n";

interface Row {
	readonly sid: number;
	readonly time: number;
	readonly value: number | bigint;
	readonly quality: number;
	readonly exponent: number;
	readonly type: ValueType;
}

interface Names {
	readonly series: ReadonlyMap<number, SqlRow>;
	readonly texts: ReadonlyMap<number, string>;
	/** Also what is kept beside the readings. */
	readonly all: boolean;
}

function cell(text: string): string {
	return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function valueText({ value, quality, exponent, type }: Row, kind: unknown, texts: Names["texts"]): string {
	if ((quality & FLAG.invalid) !== 0) return "";
	if (kind === "boolean") return String(Number(value) !== 0);
	if (kind === "text" || kind === "decimal") return texts.get(Number(value)) ?? "";
	if (type === 3) return String(new Float64Array(BigInt64Array.of(BigInt(value)).buffer)[0]);
	return exactText(value, exponent, type);
}

function lineOf(row: Row, { series, texts, all }: Names): string {
	const own = series.get(row.sid);
	const datapoint = String(own?.["datapoint"] ?? `series-${row.sid}`);
	if (datapoint.startsWith("#") && !all) return "";
	const value = valueText(row, own?.["value"], texts);
	const names = [String(own?.["uid"] ?? ""), datapoint, value, String(own?.["unit"] ?? "")];
	const [flags, revision] = [row.quality % REVISION, Math.floor(row.quality / REVISION)];
	return `${[new Date(row.time).toISOString(), ...names, String(flags), String(revision)].map(cell).join(";")}\n`;
}

function* rowsOf({ sid, exponent, type, times, values, quality }: SeriesRows): Generator<Row> {
	for (let index = 0; index < times.length; index += 1) {
		const [time, value] = [times[index] ?? 0, values[index] ?? 0];
		yield { sid, exponent, type, time, value, quality: quality[index] ?? 0 };
	}
}

function hotRows(driver: StoreDriver, { series }: Names): Map<string, Row> {
	const rows = new Map<string, Row>();
	const sql = "SELECT ts, sid, CAST(v AS TEXT) AS v, q FROM hot ORDER BY ts, sid";
	for (const { ts, sid, v, q } of driver.prepare(sql).iterate()) {
		const own = series.get(Number(sid));
		const [exponent, type] = [numberOf(own?.["exp"]), numberOf(own?.["type"]) as ValueType];
		rows.set(`${sid} ${ts}`, {
			sid: Number(sid),
			time: Number(ts),
			value: BigInt(String(v)),
			quality: Number(q),
			exponent,
			type,
		});
	}
	return rows;
}

function chunkOf(driver: StoreDriver, k: number, keys: readonly ChunkKey[]): SeriesRows[] {
	const row = driver.prepare("SELECT b, crc FROM chunk WHERE k = ?").get(k);
	const blob = row?.["b"];
	if (!(blob instanceof Uint8Array) || crc32(blob) !== Number(row?.["crc"])) throw new Failure("chunk", { k });
	return decodeChunk(blob, { k, keys });
}

/** Of a row that is hot as well, the higher revision; and it is not to be printed again. */
function chosen(row: Row, hot: Map<string, Row>): Row {
	const name = `${row.sid} ${row.time}`;
	const newer = hot.get(name);
	hot.delete(name);
	return newer !== undefined && newer.quality >= row.quality - (row.quality % REVISION) + REVISION ? newer : row;
}

async function dump(driver: StoreDriver, keys: readonly ChunkKey[], all: boolean, io: CommandIo): Promise<number> {
	const series = driver.prepare("SELECT * FROM series JOIN device USING(did)").all();
	const texts = driver.prepare("SELECT id, s FROM text").all();
	const names: Names = {
		series: new Map(series.map((row) => [Number(row["sid"]), row])),
		texts: new Map(texts.map(({ id, s }) => [Number(id), String(s)])),
		all,
	};
	const hot = hotRows(driver, names);
	let status = DONE;
	await io.stdout.write(HEAD);
	for (const { k } of driver.prepare("SELECT k FROM chunk ORDER BY k").all()) {
		if (io.signal.aborted) throw new Failure("cancelled");
		try {
			let lines = "";
			for (const rows of chunkOf(driver, Number(k), keys))
				for (const row of rowsOf(rows)) lines += lineOf(chosen(row, hot), names);
			await io.stdout.write(lines);
		} catch (error) {
			status = FAILED;
			await io.stderr.write(
				`${io.words.say("store.skipped", { chunk: Number(k) })} ${io.words.failure(toFailure(error))}\n`,
			);
		}
	}
	for (const row of hot.values()) await io.stdout.write(lineOf(row, names));
	return status;
}

/** `store dump`: prints every kept reading as CSV; a damaged chunk is skipped and named. */
export async function storeDump(args: readonly string[], io: CommandIo): Promise<number> {
	const given = readArguments(args, { key: { type: "string" }, all: { type: "boolean" } });
	const [file, ...rest] = given.positionals;
	if (file === undefined || rest.length > 0) throw new WrongUsage("missing", { what: "FILE" });
	const keys = chunkKeys(textOption(given, "key"));
	const driver = await openReadingsFile(file);
	try {
		return await dump(driver, keys, given.values["all"] === true, io);
	} finally {
		driver.close();
	}
}
