import type { FailureCode } from "../../model/failure.ts";
import { joinBytes } from "./bytes.ts";
import { CI_FIELDS, type CiRow } from "./ci-table.ts";
import { decodeFrame } from "./decode-frame.ts";
import { decodeFixedData, FIXED_LENGTH } from "./fixed-data.ts";
import { DATA_MAXIMUM, encodeFrame, type Frame, isRequest, type LongFrame } from "./frame.ts";
import { decodeLongHeader, decodeShortHeader, LONG_HEADER, SHORT_HEADER, type TelegramHeader } from "./header.ts";
import type { DataRecord } from "./record.ts";
import { decodeRecords, rawRecord } from "./records.ts";

/** Everything one telegram says, or how far it could be read. */
export interface TelegramResult {
	/** `partial`: the records before a defect are there. */
	readonly status: "ok" | "partial" | "failed";
	/** Where the defect is; null when there is none. */
	readonly layer: "link" | "transport" | "application" | null;
	/** The defect; `resync` or `trailing` with status `ok`; else null. */
	readonly code: FailureCode | null;
	/** Byte offset of the defect in the input. */
	readonly offset: number | null;
	readonly frame: Frame | null;
	/** What the meter says of itself; fields its CI does not carry are empty or 0. */
	readonly header: TelegramHeader | null;
	/** Code of an application error (EN 13757-7, table 16); 0 when the meter names none. */
	readonly applicationError: number | null;
	/** Status byte of an alarm telegram. */
	readonly alarm: number | null;
	readonly records: DataRecord[];
	/** DIF 1F: the meter has another telegram. */
	readonly moreFollows: boolean;
	/** The bytes handed in, at most 512: a copy. */
	readonly raw: Uint8Array;
}

const INPUT_MAXIMUM = 512;
const COMPACT_MINIMUM = 4;
const NO_BYTES = new Uint8Array(0);
/** Bytes of a long frame before its data: start, length twice, start, C, A, CI. */
const DATA_OFFSET = 7;

const CI_ROWS: readonly (CiRow | undefined)[] = Array.from({ length: 256 }, (_, ci) =>
	CI_FIELDS.find(({ first, last }) => ci >= first && ci <= last),
);

const EMPTY = {
	status: "ok",
	layer: null,
	code: null,
	offset: null,
	frame: null,
	header: null,
	applicationError: null,
	alarm: null,
	moreFollows: false,
} as const;

/** Decodes a wired telegram from its link layer to its records. Never throws; looks at 512 bytes at most. */
export function decodeTelegram(bytes: Uint8Array): TelegramResult {
	const raw = new Uint8Array(bytes.length > INPUT_MAXIMUM ? bytes.subarray(0, INPUT_MAXIMUM) : bytes);
	const { status, code, offset, frame, start } = decodeFrame(raw);
	if (status === "failed" || frame === null) {
		return { ...EMPTY, status: "failed", layer: "link", code, offset, records: [], raw };
	}
	if (frame.kind !== "long") return { ...EMPTY, code, offset: code === null ? null : offset, frame, records: [], raw };
	const result = application(frame, start + DATA_OFFSET, raw);
	return code !== null && result.code === null ? { ...result, code, offset } : result;
}

/**
 * Decodes what a long frame carries; `raw` and the offsets are those of its telegram. Never throws, even for data that
 * no frame of the wire could hold.
 */
export function decodeApplication(frame: LongFrame): TelegramResult {
	const raw =
		frame.data.length <= DATA_MAXIMUM ? encodeFrame(frame) : joinBytes(new Uint8Array(DATA_OFFSET), frame.data);
	return application(frame, DATA_OFFSET, raw);
}

interface Context {
	readonly frame: LongFrame;
	readonly row: CiRow;
	readonly header: TelegramHeader | null;
	/** What follows the header. */
	readonly body: Uint8Array;
	/** Offset of `body` in the input. */
	readonly offset: number;
	readonly raw: Uint8Array;
}

function application(frame: LongFrame, offset: number, raw: Uint8Array): TelegramResult {
	const row = CI_ROWS[frame.ci];
	const ciAt = offset - 1;
	if (isRequest(frame.control) || row?.kind === "request") return failed({ frame, raw }, "wrong-direction", ciAt);
	if (row === undefined) return failed({ frame, raw }, "unsupported-ci", ciAt);
	if (row.kind === "fixed" || (row.kind === "fixed-or-compact" && frame.data.length === FIXED_LENGTH)) {
		return fixed(frame, row, { offset, raw });
	}
	const length = row.header === "long" ? LONG_HEADER : row.header === "short" ? SHORT_HEADER : 0;
	const header = headerOf(frame.data, row);
	if (header === null && length > 0) return shortHeader(frame, offset, raw);
	return body({ frame, row, header, body: frame.data.subarray(length), offset: offset + length, raw });
}

function headerOf(data: Uint8Array, row: CiRow): TelegramHeader | null {
	if (row.header === "long") return decodeLongHeader(data, row.msbFirst ?? false);
	return row.header === "short" ? decodeShortHeader(data) : null;
}

function body(context: Context): TelegramResult {
	const { frame, row, header, offset, raw } = context;
	switch (row.kind) {
		case "variable":
			return variable(context);
		case "error": {
			const applicationError = context.body[0] ?? 0;
			return { ...failed({ frame, raw }, "application-error", offset), header, applicationError };
		}
		case "alarm":
			return { ...EMPTY, frame, header, alarm: context.body[0] ?? 0, records: [], raw };
		case "format":
			return { ...EMPTY, frame, header, records: [], raw };
		case "manufacturer":
			return { ...EMPTY, frame, records: [rawRecord(context.body, { index: 0, offset, dib: NO_BYTES })], raw };
		default: {
			// A compact frame begins with format signature and frame CRC.
			const code = context.body.length < COMPACT_MINIMUM ? "length" : "unknown-format";
			return { ...failed({ frame, raw }, code, offset), header };
		}
	}
}

function variable({ frame, row, header, body: data, offset, raw }: Context): TelegramResult {
	const medium = header === null || header.id === "" ? {} : { medium: header.medium };
	const result = decodeRecords(data, { offset, msbFirst: row.msbFirst ?? false, ...medium });
	const { status, code, records, moreFollows } = result;
	const layer = status === "ok" ? null : "application";
	return { ...EMPTY, status, layer, code, offset: result.offset, frame, header, records, moreFollows, raw };
}

function fixed(frame: LongFrame, row: CiRow, { offset, raw }: { offset: number; raw: Uint8Array }): TelegramResult {
	if (frame.data.length !== FIXED_LENGTH) return failed({ frame, raw }, "length", offset);
	return { ...EMPTY, frame, ...decodeFixedData(frame.data, offset, row.msbFirst ?? false), raw };
}

function shortHeader(frame: LongFrame, offset: number, raw: Uint8Array): TelegramResult {
	const at = offset + frame.data.length;
	return { ...failed({ frame, raw }, "short-header", at), layer: "link" };
}

function failed(what: { frame: LongFrame; raw: Uint8Array }, code: FailureCode, offset: number): TelegramResult {
	return { ...EMPTY, ...what, status: "failed", layer: "application", code, offset, records: [] };
}
