/**
 * Prints all readings of a Meterway readings file as CSV, without Meterway: node read-store.mjs [--key KEYFILE] [--all] FILE
 * Needs nothing but Node 22.13 or later. The format is described in docs/store-format.md.
 * Exit status: 0 all was read, 1 something was skipped (told on stderr), 2 wrong usage.
 */
import { createDecipheriv } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { crc32, inflateRawSync } from "node:zlib";

function check(isTrue, what) {
	if (!isTrue) throw new Error(what);
}

/** Reads the numbers of a chunk. */
class Reader {
	at = 0;
	constructor(bytes) {
		this.bytes = bytes;
	}
	byte() {
		check(this.at < this.bytes.length, "ends too early");
		this.at += 1;
		return this.bytes[this.at - 1];
	}
	/** Unsigned LEB128: seven bits a byte, the lowest first. */
	number(most = Number.MAX_SAFE_INTEGER) {
		for (let value = 0, factor = 1; ; factor *= 128) {
			const next = this.byte();
			value += (next % 128) * factor;
			check(value <= most && factor <= 2 ** 49, "number too large");
			if (next < 128) return value;
		}
	}
	/** Zigzag: 0, −1, 1, −2, … */
	signed() {
		const value = this.number();
		return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
	}
	/** The same with 64 bits. */
	wide() {
		for (let value = 0n, shift = 0n; shift < 70n; shift += 7n) {
			const next = this.byte();
			value |= BigInt(next % 128) << shift;
			if (next < 128 && value < 2n ** 64n) return (value >> 1n) ^ -(value & 1n);
		}
		throw new Error("number too large");
	}
	/** So many numbers: zeros come as a 00 and their count. */
	runs(count, isWide) {
		const values = [];
		while (values.length < count) {
			if (this.bytes[this.at] !== 0) values.push(isWide ? this.wide() : this.signed());
			else {
				this.at += 1;
				const start = values.length;
				values.length += this.run(count - start);
				values.fill(isWide ? 0n : 0, start);
			}
		}
		return values;
	}
	run(most) {
		const count = this.number(most);
		check(count > 0, "empty run");
		return count;
	}
}

function readTimes(reader) {
	const count = reader.run(2 ** 24);
	const tick = reader.number();
	const times = [reader.number() * tick];
	if (count === 1) return times;
	const steps = addUp([reader.signed()].concat(reader.runs(count - 2, false)), 1, false);
	for (const step of steps) times.push(times.at(-1) + step * tick);
	return times;
}

/** The times at which a sparse column has a value: lengths of present, absent, present, … */
function readPresent(reader, times) {
	const present = [];
	for (let row = 0, isPresent = true; row < times.length; isPresent = !isPresent) {
		const end = row + reader.number(times.length - row);
		check(end > row || row === 0, "empty run");
		for (; row < end; row += 1) if (isPresent) present.push(times[row]);
	}
	return present;
}

function readQuality(reader, count) {
	const quality = [];
	while (quality.length < count) {
		const flags = reader.number();
		for (let left = reader.run(count - quality.length); left > 0; left -= 1) quality.push(flags);
	}
	return quality;
}

/** Undoes differences of an order; 64-bit columns wrap around. */
function addUp(values, order, isWide) {
	for (let turn = order - 1; turn >= 0; turn -= 1) {
		for (let index = turn + 1; index < values.length; index += 1) {
			const sum = values[index] + values[index - 1];
			values[index] = isWide ? BigInt.asIntN(64, sum) : sum;
		}
	}
	return values;
}

function readColumn(reader, groupTimes) {
	const [sid, exponent, code, length] = [reader.number(), reader.signed(), reader.byte(), reader.number()];
	const end = reader.at + length;
	const type = (code >> 2) & 3;
	const times = code & 16 ? readPresent(reader, groupTimes) : groupTimes;
	const values = addUp(reader.runs(times.length, type > 0), code & 3, type > 0);
	const quality = code & 32 ? readQuality(reader, times.length) : null;
	check(code < 64 && (code & 3) < 3 && reader.at === end, "no column");
	return { sid, exponent, type, times, values, quality };
}

function readBody(bytes) {
	const reader = new Reader(bytes);
	const columns = [];
	for (let groups = reader.number(); groups > 0; groups -= 1) {
		const times = readTimes(reader);
		for (let left = reader.number(); left > 0; left -= 1) columns.push(readColumn(reader, times));
	}
	check(reader.at === bytes.length, "bytes left over");
	return columns;
}

/** AES-256-GCM over the payload; frame, number of the key and place are authenticated with it. */
function unseal(frame, payload, { k, key }) {
	check(key !== null, "sealed, and no --key");
	const place = Buffer.from([frame, payload[0], 0, 0, 0, 0, 0, 0, 0, 0]);
	place.writeBigInt64BE(BigInt(k), 2);
	const cipher = createDecipheriv("aes-256-gcm", key, payload.subarray(1, 13), { authTagLength: 16 });
	cipher.setAAD(place).setAuthTag(payload.subarray(-16));
	return Buffer.concat([cipher.update(payload.subarray(13, -16)), cipher.final()]);
}

/** Frame: version 1 in the upper bits, bit 0 deflated, bit 1 sealed. */
function columnsOf({ b, crc }, place) {
	check(crc32(b) === crc, "checksum");
	check(b[0] >= 0x10 && b[0] <= 0x13, "version");
	const payload = b[0] & 2 ? unseal(b[0], b.subarray(1), place) : b.subarray(1);
	return readBody(b[0] & 1 ? inflateRawSync(payload, { maxOutputLength: 2 ** 26 }) : payload);
}

/** Moves the point of a whole number. */
function decimal(mantissa, exponent) {
	const [, sign, digits] = /^(-?)(\d+)$/.exec(String(mantissa));
	if (digits === "0") return digits;
	if (exponent >= 0) return sign + digits + "0".repeat(exponent);
	const padded = digits.padStart(1 - exponent, "0");
	return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`.replace(/\.?0+$/, "");
}

function valueText({ value, quality, exponent, type }, kind, textOf) {
	if (quality % 2 === 1) return "";
	if (kind === "boolean") return String(Number(value) !== 0);
	if (kind === "text" || kind === "decimal") return String(textOf.get(Number(value))?.s ?? "");
	if (type === 3) return String(new Float64Array(BigInt64Array.of(BigInt(value)).buffer)[0]);
	return decimal(type === 2 ? BigInt.asUintN(64, value) : value, exponent);
}

const revisionOf = (quality) => Math.floor(quality / 65_536);
const cell = (text) => (/[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const timeText = (time) => (Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time));

const HOT = "SELECT ts, sid, CAST(v AS TEXT) AS v, q FROM hot";

class Dump {
	skipped = 0;
	/** Rows that were printed with their chunk. */
	inChunks = new Set();
	lines = "";

	constructor(database, { key, isAll }) {
		Object.assign(this, { database, key, isAll });
		const sql = "SELECT sid, uid, datapoint, unit, exp, type, value AS kind FROM series JOIN device USING(did)";
		const rows = database.prepare(sql).all();
		this.series = new Map(rows.map((row) => [row.sid, row]));
		this.textOf = database.prepare("SELECT s FROM text WHERE id = ?");
		// Kept here: in older versions of Node, rows end where their statement is forgotten.
		this.hot = database.prepare(`${HOT} ORDER BY ts, sid`);
		this.chunkAt = database.prepare("SELECT b, crc, t0, t1 FROM chunk WHERE k = ?");
	}

	skip(what, error) {
		this.skipped += 1;
		process.stderr.write(`${what} skipped: ${error.message}\n`);
	}

	line(sid, time, row) {
		const names = this.series.get(sid) ?? { uid: "", datapoint: `series-${sid}`, unit: "", kind: "number" };
		if (names.datapoint.startsWith("#") && !this.isAll) return;
		const value = valueText(row, names.kind, this.textOf);
		const cells = [names.uid, names.datapoint, value, names.unit].map(cell).join(";");
		this.lines += `${timeText(time)};${cells};${row.quality % 65_536};${revisionOf(row.quality)}\n`;
	}

	hotLine({ ts, sid, v, q }) {
		const { exp: exponent = 0, type = 0 } = this.series.get(sid) ?? {};
		this.line(sid, ts, { value: BigInt(v), quality: q, exponent, type });
	}

	/** Of a row that is outside of its chunk as well, the higher revision counts, else the one in the chunk. */
	column({ sid, exponent, type, times, values, quality }, twins) {
		for (const [index, time] of times.entries()) {
			const row = { value: values[index], quality: quality?.[index] ?? 0, exponent, type };
			const twin = twins.get(`${time} ${sid}`);
			if (twin !== undefined) this.inChunks.add(`${time} ${sid}`);
			if (twin !== undefined && revisionOf(twin.q) > revisionOf(row.quality)) this.hotLine(twin);
			else this.line(sid, time, row);
		}
	}

	chunk(k) {
		try {
			const row = this.chunkAt.get(k);
			const columns = columnsOf(row, { k, key: this.key });
			const sids = columns.map(({ sid }) => sid).join();
			const hot = this.database.prepare(`${HOT} WHERE ts BETWEEN ? AND ? AND sid IN (${sids})`).all(row.t0, row.t1);
			const twins = new Map(hot.map((twin) => [`${twin.ts} ${twin.sid}`, twin]));
			for (const column of columns) this.column(column, twins);
		} catch (error) {
			this.skip(`chunk ${k}`, error);
		}
	}

	async flush() {
		const { lines } = this;
		this.lines = "";
		if (!process.stdout.write(lines)) await new Promise((resolve) => process.stdout.once("drain", resolve));
	}

	async run() {
		this.lines = "time;device;datapoint;value;unit;flags;revision\n";
		for (const { k } of this.database.prepare("SELECT k FROM chunk ORDER BY k").all()) {
			this.chunk(k);
			await this.flush();
		}
		for (const row of this.hot.iterate()) {
			if (!this.inChunks.has(`${row.ts} ${row.sid}`)) this.hotLine(row);
			if (this.lines.length > 65_536) await this.flush();
		}
	}
}

/** A key file holds 32 bytes, their hexadecimal digits or base64. */
function keyIn(path) {
	const content = readFileSync(path);
	const text = content.toString("latin1").trim();
	const key = content.length === 32 ? content : Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? "hex" : "base64");
	check(key.length === 32, `${path} holds no key of 32 bytes`);
	return key;
}

async function dump() {
	const options = { key: { type: "string" }, all: { type: "boolean" } };
	const { values, positionals } = parseArgs({ allowPositionals: true, options });
	check(positionals.length === 1, "exactly one file is read");
	const key = values.key === undefined ? null : keyIn(values.key);
	const { DatabaseSync } = await import("node:sqlite");
	const database = new DatabaseSync(positionals[0], { readOnly: true });
	// As the file is at this moment, though a gateway may go on writing it.
	database.exec("BEGIN");
	const all = new Dump(database, { key, isAll: values.all === true });
	await all.run().catch((error) => all.skip("the rest", error));
	await all.flush();
	return all.skipped > 0 ? 1 : 0;
}

// Whoever reads has seen enough.
process.stdout.on("error", () => process.exit(1));
try {
	process.exitCode = await dump();
} catch (error) {
	process.stderr.write(`${error.message}\nusage: node read-store.mjs [--key KEYFILE] [--all] FILE\n`);
	process.exitCode = 2;
}
