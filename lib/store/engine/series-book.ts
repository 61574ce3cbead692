import type { Quantity } from "../../model/quantity.ts";
import { symbolOf, ucumOf } from "../../model/unit.ts";
import type { ValueType } from "../chunk/series-rows.ts";
import { DEVICE_TIME, type Segment, type SegmentTraits, type Series, type SeriesKind } from "./segment.ts";
import type { SqlRow, StoreDriver, StoreStatement } from "./store-driver.ts";
import type { ValueKind } from "./stored-value.ts";

const SERIES_PER_BLOCK = 32;

const ALL = `SELECT sid, did, uid, datapoint, unit, exp, type, kind, modulus, block, seg, quantity, value, epoch, meter, first, last, timed
	FROM series JOIN device USING(did) ORDER BY sid`;
const INSERT = `INSERT INTO series(did, datapoint, unit, exp, type, kind, modulus, block, seg, quantity, value, epoch, meter)
	VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING sid`;

interface Block {
	readonly number: number;
	members: number;
}

function numberOrNull(value: SqlRow[string] | undefined): number | null {
	return value === null || value === undefined ? null : Number(value);
}

function textOrNull(value: SqlRow[string] | undefined): string | null {
	return value === null || value === undefined ? null : String(value);
}

function segmentOf(row: SqlRow): Segment {
	return {
		sid: Number(row["sid"]),
		seg: Number(row["seg"]),
		block: Number(row["block"]),
		exponent: Number(row["exp"]),
		type: Number(row["type"]) as ValueType,
		unit: symbolOf(String(row["unit"])),
		quantity: String(row["quantity"]) as Quantity,
		kind: String(row["kind"]) as SeriesKind,
		value: String(row["value"]) as ValueKind,
		modulus: textOrNull(row["modulus"]),
		epoch: Number(row["epoch"]),
		meter: textOrNull(row["meter"]),
		first: numberOrNull(row["first"]),
		last: numberOrNull(row["last"]),
		isTimed: Number(row["timed"]) !== 0,
	};
}

/** What a new segment is made of. */
export interface NewSegment extends SegmentTraits {
	readonly exponent: number;
	readonly type: ValueType;
	readonly meter?: string | null;
}

/** All series of a file, by name and by number. */
export class SeriesBook {
	readonly #driver: StoreDriver;
	readonly #byName = new Map<string, Map<string, Series>>();
	readonly #bySid = new Map<number, { readonly series: Series; readonly segment: Segment }>();
	readonly #byBlock = new Map<number, Segment[]>();
	readonly #series: Series[] = [];
	readonly #openBlocks = new Map<number, Block>();
	readonly #insertDevice: StoreStatement;
	readonly #findDevice: StoreStatement;
	readonly #insertSegment: StoreStatement;
	readonly #bounds: StoreStatement;
	#nextBlock = 0;

	constructor(driver: StoreDriver) {
		this.#driver = driver;
		this.#insertDevice = driver.prepare("INSERT INTO device(uid) VALUES(?) ON CONFLICT DO NOTHING");
		this.#findDevice = driver.prepare("SELECT did FROM device WHERE uid = ?");
		this.#insertSegment = driver.prepare(INSERT);
		this.#bounds = driver.prepare("UPDATE series SET first = ?, last = ? WHERE sid = ?");
		this.load();
	}

	/** Every series, in the order in which they were first seen. */
	get all(): readonly Series[] {
		return this.#series;
	}

	/** Reads everything anew: after a transaction that was rolled back, what it had created does not exist. */
	load(): void {
		for (const map of [this.#byName, this.#bySid, this.#byBlock, this.#openBlocks]) map.clear();
		this.#series.length = 0;
		this.#nextBlock = 0;
		for (const row of this.#driver.prepare(ALL).all()) {
			const series = this.#seriesOf(Number(row["did"]), String(row["uid"]), String(row["datapoint"]));
			this.#enter(series, segmentOf(row));
		}
	}

	find(device: string, datapoint: string): Series | null {
		return this.#byName.get(device)?.get(datapoint) ?? null;
	}

	/** The series of a device, the hidden ones too. */
	ofDevice(device: string): Series[] {
		return [...(this.#byName.get(device)?.values() ?? [])];
	}

	/** Finds or creates a series; to be called inside a transaction. */
	obtain(device: string, datapoint: string): Series {
		const known = this.find(device, datapoint);
		if (known !== null) return known;
		this.#insertDevice.run(device);
		const did = Number(this.#findDevice.get(device)?.["did"]);
		return this.#seriesOf(did, device, datapoint);
	}

	bySid(sid: number): { readonly series: Series; readonly segment: Segment } | null {
		return this.#bySid.get(sid) ?? null;
	}

	/** Segments that share a chunk. */
	ofBlock(block: number): readonly Segment[] {
		return this.#byBlock.get(block) ?? [];
	}

	/** Begins a segment; to be called inside a transaction. */
	addSegment(series: Series, fresh: NewSegment): Segment {
		const { exponent, type, unit, quantity, kind, value, modulus, meter = null } = fresh;
		const seg = series.segments.length;
		const block = this.#blockFor(series.did);
		const { datapoint, did, epoch } = series;
		const columns = [
			did,
			datapoint,
			ucumOf(unit),
			exponent,
			type,
			kind,
			modulus,
			block,
			seg,
			quantity,
			value,
			epoch,
			meter,
		];
		const sid = Number(this.#insertSegment.get(...columns)?.["sid"]);
		const traits = { unit, quantity, kind, value, modulus };
		const bounds = { first: null, last: null, isTimed: false };
		const segment = { sid, seg, block, exponent, type, epoch, meter, ...bounds, ...traits };
		this.#enter(series, segment);
		return segment;
	}

	/** Remembers the first and last time in chunks; inside a transaction. */
	stretch(segment: Segment, first: number, last: number): void {
		const from = Math.min(segment.first ?? first, first);
		const to = Math.max(segment.last ?? last, last);
		if (from === segment.first && to === segment.last) return;
		this.#bounds.run(from, to, segment.sid);
		segment.first = from;
		segment.last = to;
	}

	/** Remembers that readings of the segment carry the device's own time; inside a transaction. */
	markTimed(segment: Segment): void {
		if (segment.isTimed) return;
		this.#driver.prepare("UPDATE series SET timed = 1 WHERE sid = ?").run(segment.sid);
		segment.isTimed = true;
	}

	/** Remembers where the segment's counter rolled over; inside a transaction. */
	setModulus(segment: Segment, modulus: string | null): void {
		if (segment.modulus === modulus) return;
		this.#driver.prepare("UPDATE series SET modulus = ? WHERE sid = ?").run(modulus, segment.sid);
		segment.modulus = modulus;
	}

	/** Sets the first and last time in chunks after something was deleted; inside a transaction. */
	setBounds(segment: Segment, first: number | null, last: number | null): void {
		this.#bounds.run(first, last, segment.sid);
		segment.first = first;
		segment.last = last;
	}

	#blockFor(did: number): number {
		const open = this.#openBlocks.get(did);
		return open !== undefined && open.members < SERIES_PER_BLOCK ? open.number : this.#nextBlock;
	}

	#seriesOf(did: number, device: string, datapoint: string): Series {
		const ofDevice = this.#byName.get(device) ?? new Map<string, Series>();
		this.#byName.set(device, ofDevice);
		const known = ofDevice.get(datapoint);
		if (known !== undefined) return known;
		const isHidden = datapoint.startsWith(DEVICE_TIME);
		const id = this.#series.length;
		const series: Series = {
			...{ id, did, device, datapoint, isHidden },
			...{ segments: [], current: null, latest: undefined, firstHot: Number.POSITIVE_INFINITY, epoch: 0 },
		};
		ofDevice.set(datapoint, series);
		this.#series.push(series);
		return series;
	}

	#enter(series: Series, segment: Segment): void {
		series.segments.push(segment);
		series.current = segment;
		series.epoch = Math.max(series.epoch, segment.epoch);
		this.#bySid.set(segment.sid, { series, segment });
		const members = this.#byBlock.get(segment.block) ?? [];
		members.push(segment);
		this.#byBlock.set(segment.block, members);
		this.#nextBlock = Math.max(this.#nextBlock, segment.block + 1);
		const open = this.#openBlocks.get(series.did);
		if (open === undefined || segment.block > open.number) {
			this.#openBlocks.set(series.did, { number: segment.block, members: members.length });
		} else if (open.number === segment.block) open.members = members.length;
	}
}
