/**
 * Prints all readings of a Meterway readings file as CSV, without Meterway: node read-store.mjs FILE [--key KEYFILE] [--all]
 * Needs nothing but Node 22.13 or later. The format is described in docs/store-format.md.
 * Exit status: 0 all was read, 1 something was skipped (told on stderr), 2 wrong usage.
 */
import { createDecipheriv } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { crc32, inflateRawSync } from "node:zlib";

/** Reads unsigned LEB128 numbers; 64-bit columns need BigInt, so everything is one. */
class Reader {
	constructor(bytes) {
		this.bytes = bytes;
		this.at = 0;
	}
	byte() {
		if (this.at >= this.bytes.length) throw new Error("chunk ends too early");
		return this.bytes[this.at++];
	}
	wide() {
		let value = 0n;
		for (let shift = 0n; ; shift += 7n) {
			const next = this.byte();
			value |= BigInt(next & 127) << shift;
			if (next < 128) return value;
		}
	}
	number() {
		return Number(this.wide());
	}
	/** Zigzag: 0, −1, 1, −2, … */
	signed() {
		const value = this.wide();
		return (value >> 1n) ^ -(value & 1n);
	}
	/** Zeros are a 00 and their count, every other number is a zigzag. */
	runs(count) {
		const values = [];
		while (values.length < count) {
			if (this.bytes[this.at] !== 0) values.push(this.signed());
			else {
				this.byte();
				for (let zeros = this.number(); zeros > 0 && values.length < count; zeros--) values.push(0n);
			}
		}
		return values;
	}
}

/** Undoes differences of an order; 64-bit columns wrap around. */
function addUp(values, order, isWide) {
	for (let turn = order - 1; turn >= 0; turn--) {
		for (let index = turn + 1; index < values.length; index++) {
			const sum = values[index] + values[index - 1];
			values[index] = isWide ? BigInt.asIntN(64, sum) : sum;
		}
	}
	return values;
}

function readTimes(reader, count) {
	const tick = reader.number();
	const times = [reader.number()];
	if (count > 1) {
		let step = Number(reader.signed());
		times.push(times[0] + step);
		for (const bend of reader.runs(count - 2)) {
			step += Number(bend);
			times.push(times.at(-1) + step);
		}
	}
	return times.map((time) => time * tick);
}

function readPresent(reader, times) {
	const present = [];
	for (let row = 0, isPresent = true; row < times.length; isPresent = !isPresent) {
		const run = reader.number();
		if (isPresent) present.push(...times.slice(row, row + run));
		row += run;
	}
	return present;
}

function readQuality(reader, count) {
	const quality = [];
	while (quality.length < count) {
		const flags = reader.number();
		for (let run = reader.number(); run > 0; run--) quality.push(flags);
	}
	return quality;
}

function* readColumn(reader, times) {
	const sid = reader.number();
	const exponent = Number(reader.signed());
	const code = reader.byte();
	reader.number();
	const own = code & 16 ? readPresent(reader, times) : times;
	const type = (code >> 2) & 3;
	const values = addUp(reader.runs(own.length), code & 3, type > 0);
	const quality = code & 32 ? readQuality(reader, own.length) : null;
	for (const [index, time] of own.entries())
		yield { sid, time, value: values[index], quality: quality?.[index] ?? 0, exponent, type };
}

function* readBody(bytes) {
	const reader = new Reader(bytes);
	for (let groups = reader.number(); groups > 0; groups--) {
		const times = readTimes(reader, reader.number());
		for (let columns = reader.number(); columns > 0; columns--) yield* readColumn(reader, times);
	}
}

/** Frame: bit 0 deflated, bit 1 sealed with AES-256-GCM over frame, key id and place. */
function bodyOf({ k, b, crc }, key) {
	if (crc32(b) !== crc) throw new Error("checksum");
	const [frame, keyId] = b;
	if (frame >> 4 !== 1) throw new Error("version");
	let payload = b.subarray(1);
	if (frame & 2) {
		if (key === null) throw new Error("sealed, and no --key");
		const place = Buffer.alloc(10);
		place.set([frame, keyId]);
		place.writeBigInt64BE(BigInt(k), 2);
		const cipher = createDecipheriv("aes-256-gcm", key, payload.subarray(1, 13))
			.setAAD(place)
			.setAuthTag(payload.subarray(-16));
		payload = Buffer.concat([cipher.update(payload.subarray(13, -16)), cipher.final()]);
	}
	return frame & 1 ? inflateRawSync(payload, { maxOutputLength: 2 ** 26 }) : payload;
}

/** Moves the point of a mantissa. */
function decimal(mantissa, exponent) {
	const sign = mantissa < 0n ? "-" : "";
	const digits = String(mantissa < 0n ? -mantissa : mantissa);
	if (exponent >= 0) return mantissa === 0n ? "0" : sign + digits + "0".repeat(exponent);
	const padded = digits.padStart(1 - exponent, "0");
	return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`.replace(/\.?0+$/, "") || "0";
}

function valueText({ value, quality, exponent, type }, series, texts) {
	if (quality & 1) return "";
	if (series.value === "boolean") return String(value !== 0n);
	if (series.value === "text" || series.value === "decimal") return texts.get(Number(value)) ?? "";
	if (type === 3) {
		const bits = new DataView(new ArrayBuffer(8));
		bits.setBigInt64(0, value);
		return String(bits.getFloat64(0));
	}
	return decimal(type === 2 ? BigInt.asUintN(64, value) : value, exponent);
}

const cell = (text) => (/[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function lineOf(row, { series, texts }) {
	const own = series.get(row.sid) ?? { uid: "", datapoint: `series-${row.sid}`, unit: "", value: "number" };
	if (own.datapoint.startsWith("#") && !options.values.all) return "";
	const cells = [new Date(row.time).toISOString(), own.uid, own.datapoint, valueText(row, own, texts), own.unit];
	return `${[...cells, String(row.quality % 65_536), String(Math.floor(row.quality / 65_536))].map(cell).join(";")}\n`;
}

/** Hot rows by series and time, with 64-bit values as BigInt. */
function hotRows(database, series) {
	const statement = database.prepare("SELECT ts, sid, v, q FROM hot ORDER BY ts, sid");
	statement.setReadBigInts(true);
	const rows = new Map();
	for (const { ts, sid, v, q } of statement.iterate()) {
		const { exp: exponent = 0, type = 0 } = series.get(Number(sid)) ?? {};
		rows.set(`${sid} ${ts}`, { sid: Number(sid), time: Number(ts), value: v, quality: Number(q), exponent, type });
	}
	return rows;
}

async function dump(file, key) {
	const { DatabaseSync } = await import("node:sqlite");
	const database = new DatabaseSync(file, { readOnly: true });
	const series = new Map(
		database
			.prepare("SELECT * FROM series JOIN device USING(did)")
			.all()
			.map((row) => [row.sid, row]),
	);
	const texts = new Map(
		database
			.prepare("SELECT id, s FROM text")
			.all()
			.map(({ id, s }) => [id, s]),
	);
	const hot = hotRows(database, series);
	let skipped = 0;
	process.stdout.write("time;device;datapoint;value;unit;flags;revision\n");
	for (const { k } of database.prepare("SELECT k FROM chunk ORDER BY k").all()) {
		try {
			let lines = "";
			for (const row of readBody(bodyOf(database.prepare("SELECT k, b, crc FROM chunk WHERE k = ?").get(k), key))) {
				const newer = hot.get(`${row.sid} ${row.time}`);
				hot.delete(`${row.sid} ${row.time}`);
				const isNewer = newer !== undefined && newer.quality >> 16 > row.quality >> 16;
				lines += lineOf(isNewer ? newer : row, { series, texts });
			}
			process.stdout.write(lines);
		} catch (error) {
			process.stderr.write(`chunk ${k} skipped: ${error.message}\n`);
			skipped++;
		}
	}
	for (const row of hot.values()) process.stdout.write(lineOf(row, { series, texts }));
	database.close();
	process.exitCode = skipped > 0 ? 1 : 0;
}

const options = parseArgs({ allowPositionals: true, options: { key: { type: "string" }, all: { type: "boolean" } } });
const [file, ...rest] = options.positionals;
if (file === undefined || rest.length > 0) {
	process.stderr.write("usage: node read-store.mjs FILE [--key KEYFILE] [--all]\n");
	process.exitCode = 2;
} else {
	const text = options.values.key === undefined ? null : readFileSync(options.values.key);
	await dump(file, text === null || text.length === 32 ? text : Buffer.from(text.toString().trim(), "hex"));
}
