import { FIXED_LENGTH } from "../protocols/mbus/fixed-data.ts";
import { hexByte, LONG_HEADER, SHORT_HEADER, type TelegramHeader } from "../protocols/mbus/header.ts";
import type { TelegramResult } from "../protocols/mbus/telegram.ts";
import type { TelegramPart } from "./telegram-part.ts";

type Field = readonly [length: number, key: string];

const LONG_FIELDS: readonly Field[] = [
	[4, "id"],
	[2, "manufacturer"],
	[1, "version"],
	[1, "medium"],
	[1, "access-number"],
	[1, "status"],
	[2, "configuration"],
];
const SHORT_FIELDS = LONG_FIELDS.slice(4);
const FIXED_FIELDS: readonly Field[] = [
	[4, "id"],
	[1, "access-number"],
	[1, "status"],
	[2, "units"],
];
/** CI 73 and 77 with exactly 16 bytes behind them are the fixed data structure. */
const FIXED_CI: ReadonlySet<number> = new Set([0x73, 0x77]);

/** The fields of the header that begins at `offset`; none where the telegram has no header. */
export function headerParts({ frame, header }: TelegramResult, offset: number): TelegramPart[] {
	if (header === null || frame?.kind !== "long") return [];
	const values = headerValues(header);
	let at = offset;
	return fieldsOf(header, frame.ci, frame.data.length).map(([length, name]) => {
		const part = { offset: at, length, key: `header.${name}`, values };
		at += length;
		return part;
	});
}

function fieldsOf({ id }: TelegramHeader, ci: number, length: number): readonly Field[] {
	if (FIXED_CI.has(ci) && length === FIXED_LENGTH) return FIXED_FIELDS;
	if (id === "") return length >= SHORT_HEADER ? SHORT_FIELDS : [];
	return length >= LONG_HEADER ? LONG_FIELDS : [];
}

function headerValues(header: TelegramHeader) {
	const { id, manufacturer, accessNumber } = header;
	return {
		id,
		manufacturer,
		version: hexByte(header.version),
		medium: hexByte(header.medium),
		accessNumber,
		status: hexByte(header.status),
		configuration: hexByte(header.configuration >> 8) + hexByte(header.configuration & 0xff),
	};
}
