import { deflateRawSync, inflateRawSync } from "node:zlib";
import { badChunk } from "./byte-reader.ts";
import { decodeBody } from "./decode-body.ts";
import { encodeBody } from "./encode-body.ts";
import type { Column, Group } from "./group.ts";
import { groupSeries } from "./group-series.ts";
import { type ChunkKey, openPayload, sealPayload } from "./seal.ts";
import type { SeriesRows } from "./series-rows.ts";

const VERSION = 0x10;
const DEFLATED = 1;
const SEALED = 2;
const LARGEST_BODY = 2 ** 26;

/** Where a chunk is kept, and how it is sealed. */
export interface EncodeOptions {
	readonly k: number;
	/** The nonce (12 bytes) must be new for every chunk. */
	readonly seal?: { readonly key: ChunkKey; readonly nonce: Uint8Array };
}

/** Where a chunk was kept, and what is wanted of it. */
export interface DecodeOptions {
	readonly k: number;
	readonly keys?: readonly ChunkKey[];
	/** Only these series; default all. */
	readonly sids?: ReadonlySet<number>;
}

/** Frames a body: deflated if that is shorter, sealed if asked for. */
export function frameBody(body: Uint8Array, { k, seal }: EncodeOptions): Uint8Array {
	const deflated = deflateRawSync(body, { level: 9 });
	const isShorter = deflated.length < body.length;
	const frame = VERSION + (isShorter ? DEFLATED : 0) + (seal === undefined ? 0 : SEALED);
	const payload = isShorter ? deflated : body;
	return Buffer.concat([Uint8Array.of(frame), seal === undefined ? payload : sealPayload(payload, frame, k, seal)]);
}

/** The body in a blob; throws Failure `chunk` or `store-key`. */
export function unframeBody(blob: Uint8Array, { k, keys = [] }: DecodeOptions): Uint8Array {
	const frame = blob[0] ?? 0;
	if (frame - VERSION > DEFLATED + SEALED || frame < VERSION) throw badChunk(0);
	const payload = blob.subarray(1);
	const opened = (frame & SEALED) === 0 ? payload : openPayload(payload, frame, k, keys);
	if ((frame & DEFLATED) === 0) return opened;
	try {
		return inflateRawSync(opened, { maxOutputLength: LARGEST_BODY });
	} catch {
		throw badChunk(1);
	}
}

/** The blob of a chunk (format v1, see docs/store-format.md); series without rows are left out. */
export function encodeChunk(series: readonly SeriesRows[], options: EncodeOptions): Uint8Array {
	return frameBody(encodeBody(groupSeries(series)), options);
}

function timesOf(times: Float64Array, rows: Uint32Array | null): Float64Array {
	if (rows === null) return times;
	const own = new Float64Array(rows.length);
	for (let index = 0; index < rows.length; index += 1) own[index] = times[rows[index] ?? 0] ?? 0;
	return own;
}

function rowsOf({ times }: Group, column: Column): SeriesRows {
	const { sid, exponent, type, values, rows } = column;
	const quality = column.quality ?? new Uint32Array(values.length);
	return { sid, exponent, type, times: timesOf(times, rows), values, quality };
}

/** The series in a blob, or those asked for. Throws Failure `chunk` (details: offset) or `store-key`. */
export function decodeChunk(blob: Uint8Array, options: DecodeOptions): SeriesRows[] {
	const groups = decodeBody(unframeBody(blob, options), options.sids);
	return groups.flatMap((group) => group.columns.map((column) => rowsOf(group, column)));
}
