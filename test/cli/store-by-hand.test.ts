import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { encodeChunk } from "../../lib/store/chunk/chunk-codec.ts";
import { chunkKeyNumber, dayOf } from "../../lib/store/chunk/chunk-place.ts";
import type { SeriesRows } from "../../lib/store/chunk/series-rows.ts";
import { SCHEMA } from "../../lib/store/engine/schema.ts";
import { DAY, START, temporaryDirectory } from "../support/open-log.ts";
import { call } from "./call.ts";

const SCRIPT = join(import.meta.dirname, "../../scripts/read-store.mjs");
const K = chunkKeyNumber(0, dayOf(START), 0);
const KEY = Buffer.from(Uint8Array.from({ length: 32 }, (_, index) => 255 - index));
const HEAD = "time;device;datapoint;value;unit;flags;revision";

type Values = readonly (number | bigint)[];

function bits(...values: number[]): bigint[] {
	return [...new BigInt64Array(Float64Array.from(values).buffer)];
}

/** Rows a second apart. */
function rows(sid: number, exponent: number, type: SeriesRows["type"], values: Values): SeriesRows {
	return {
		sid,
		exponent,
		type,
		times: Float64Array.from(values, (_, index) => START + index * 1000),
		values: type === 0 ? Float64Array.from(values, Number) : BigInt64Array.from(values, BigInt),
		quality: new Uint32Array(values.length),
	};
}

class HandMade {
	readonly path = join(temporaryDirectory(), "hand.db");
	readonly database = new DatabaseSync(this.path);

	constructor() {
		this.database.exec(
			`PRAGMA journal_mode = WAL; ${SCHEMA} INSERT INTO device(did, uid) VALUES(1, 'mbus:1'), (2, 'a;"b"')`,
		);
	}

	series(sid: number, more: Record<string, string | number> = {}): void {
		const own = {
			sid,
			did: 1,
			datapoint: `p${sid}`,
			unit: "W",
			exp: 0,
			kind: "gauge",
			block: 0,
			quantity: "power",
			...more,
		};
		const names = Object.keys(own);
		const sql = `INSERT INTO series(${names.join()}) VALUES(${names.map(() => "?").join()})`;
		this.database.prepare(sql).run(...Object.values(own));
	}

	chunk(k: number, series: readonly SeriesRows[], blob = encodeChunk(series, { k })): void {
		const times = series.flatMap((one) => [one.times[0] ?? 0, one.times.at(-1) ?? 0]);
		const [first, last] = [Math.min(...times), Math.max(...times)];
		this.database.prepare("INSERT INTO chunk VALUES(?, 1, 1, ?, ?, ?, ?)").run(k, first, last, crc32(blob), blob);
	}

	hot(time: number, sid: number, value: number | bigint, quality = 0): void {
		this.database.prepare("INSERT INTO hot VALUES(?, ?, ?, ?)").run(time, sid, value, quality);
	}

	/** What the command prints, which is what the script prints. */
	async printed(...args: string[]): Promise<{ status: number; lines: string[] }> {
		const command = await call(["store", "dump", this.path, ...args]);
		const alone = spawnSync(process.execPath, ["--no-warnings", SCRIPT, this.path, ...args], {
			encoding: "utf8",
			maxBuffer: 2 ** 28,
		});
		expect(alone.stdout === command.stdout).toBe(true);
		expect([alone.status, alone.stderr === ""]).toEqual([command.status, command.stderr === ""]);
		const [head, ...lines] = command.stdout.trimEnd().split("\n");
		expect(head).toBe(HEAD);
		return { status: command.status, lines };
	}

	/** Only the values. */
	async values(...args: string[]): Promise<string[]> {
		return (await this.printed(...args)).lines.map((line) => line.split(";")[3] ?? "");
	}
}

test("values of every type are printed to the last digit", async () => {
	const file = new HandMade();
	for (const [sid, value] of ["number", "number", "number", "number", "number", "boolean", "text", "decimal"].entries())
		file.series(sid, { value });
	file.database.exec("INSERT INTO text VALUES(7, 'one;two'), (8, '123456789012345678901234567890.5')");
	file.chunk(K, [
		rows(0, -3, 0, [0, 5, -5, 1000, 123_456, -123_450]),
		rows(1, 2, 0, [0, 7, -7]),
		rows(2, -2, 1, [2n ** 63n - 1n, -(2n ** 63n)]),
		rows(3, 0, 2, [-1n, 1n]),
		rows(4, 0, 3, bits(0.1, -0, Number.NaN, Number.NEGATIVE_INFINITY, 1e-7, 1e21)),
		rows(5, 0, 0, [0, 1]),
		rows(6, 0, 0, [7, 99]),
		rows(7, 0, 0, [8]),
	]);
	const { lines, status } = await file.printed();
	expect(status).toBe(0);
	const cells = lines.map((line) => /;(p\d);(.*);W;0;0$/.exec(line)?.slice(1) ?? []);
	const bySeries = Map.groupBy(cells, ([name]) => name ?? "");
	expect(Object.fromEntries([...bySeries].map(([name, all]) => [name, all.map(([, value]) => value)]))).toEqual({
		p0: ["0", "0.005", "-0.005", "1", "123.456", "-123.45"],
		p1: ["0", "700", "-700"],
		p2: ["92233720368547758.07", "-92233720368547758.08"],
		p3: ["18446744073709551615", "1"],
		p4: ["0.1", "0", "NaN", "-Infinity", "1e-7", "1e+21"],
		p5: ["false", "true"],
		p6: ['"one;two"', ""],
		p7: ["123456789012345678901234567890.5"],
	});
});

test("of a row in a chunk and outside of it the higher revision is printed, once", async () => {
	const file = new HandMade();
	file.series(1);
	const quality = Uint32Array.of(0, 0, 40_000 * 65_536 + 2, 3);
	file.chunk(K, [{ ...rows(1, 0, 0, [10, 11, 12, 13]), quality }]);
	file.hot(START, 1, 20);
	file.hot(START + 1000, 1, 21, 65_536 + 4);
	file.hot(START + 2000, 1, 22, 39_999 * 65_536);
	file.hot(START + 500, 1, 23, 50_000 * 65_536);
	expect((await file.printed()).lines).toEqual([
		"2026-01-01T00:00:00.000Z;mbus:1;p1;10;W;0;0",
		"2026-01-01T00:00:01.000Z;mbus:1;p1;21;W;4;1",
		"2026-01-01T00:00:02.000Z;mbus:1;p1;12;W;2;40000",
		"2026-01-01T00:00:03.000Z;mbus:1;p1;;W;3;0",
		"2026-01-01T00:00:00.500Z;mbus:1;p1;23;W;0;50000",
	]);
});

test("chunks come in the order of their keys, then what is in none; names are quoted", async () => {
	const file = new HandMade();
	file.series(1, { did: 2 });
	file.series(2, { datapoint: "#device-time" });
	const month = chunkKeyNumber(1, 672, 0);
	file.chunk(month, [rows(1, 0, 0, [3])]);
	file.chunk(K, [{ ...rows(1, 0, 0, [1]), times: Float64Array.of(START + DAY) }, rows(2, 0, 0, [5])]);
	file.hot(START - DAY, 1, 9_007_199_254_740_993n);
	file.hot(START - DAY, 77, 1);
	expect((await file.printed()).lines).toEqual([
		'2026-01-02T00:00:00.000Z;"a;""b""";p1;1;W;0;0',
		'2026-01-01T00:00:00.000Z;"a;""b""";p1;3;W;0;0',
		'2025-12-31T00:00:00.000Z;"a;""b""";p1;9007199254740993;W;0;0',
		"2025-12-31T00:00:00.000Z;;series-77;1;;0;0",
	]);
	expect(await file.values("--all")).toContain("5");
});

test("a sealed chunk opens with its key in any notation", async () => {
	const file = new HandMade();
	file.series(1);
	const nonce = new Uint8Array(12).fill(7);
	const series = [rows(1, -1, 0, [215])];
	file.chunk(K, series, encodeChunk(series, { k: K, seal: { key: { id: 9, bytes: KEY }, nonce } }));
	const keyFile = join(temporaryDirectory(), "key");
	for (const content of [KEY, KEY.toString("hex"), `${KEY.toString("base64")}\n`, KEY.toString("base64url")]) {
		writeFileSync(keyFile, content);
		expect(await file.values("--key", keyFile)).toEqual(["21.5"]);
	}
	writeFileSync(keyFile, KEY.toReversed());
	expect(await file.printed("--key", keyFile)).toEqual({ status: 1, lines: [] });
	expect(await file.printed()).toEqual({ status: 1, lines: [] });
});

test("a damaged chunk costs only itself", async () => {
	const file = new HandMade();
	file.series(1);
	for (const day of [0, 1, 2]) {
		const times = Float64Array.of(START + day * DAY);
		file.chunk(K + day * 2 ** 24, [{ ...rows(1, 0, 0, [day]), times }]);
	}
	file.database.exec(`UPDATE chunk SET crc = crc + 1 WHERE k = ${K + 2 ** 24}`);
	file.hot(START + DAY, 1, 7);
	expect(await file.printed()).toMatchObject({
		status: 1,
		lines: [/;0;W/, /;2;W/, /;7;W/].map((line) => expect.stringMatching(line)),
	});
});

test("a column with very long runs is read", async () => {
	const file = new HandMade();
	file.series(1, { datapoint: "#long" });
	file.series(2, { datapoint: "#sparse" });
	file.series(3);
	const long = rows(
		1,
		0,
		0,
		Array.from({ length: 200_000 }, () => 0),
	);
	const [times, values, quality] = [long.times.slice(1), long.values.slice(1), long.quality.slice(1)];
	file.chunk(chunkKeyNumber(1, 672, 0), [long, { ...long, sid: 2, times, values, quality }, rows(3, 0, 0, [1])]);
	expect(await file.values()).toEqual(["1"]);
});
