import { decodeFrame } from "../protocols/mbus/decode-frame.ts";
import type { LongFrame } from "../protocols/mbus/frame.ts";
import { hexByte } from "../protocols/mbus/header.ts";
import type { TelegramResult } from "../protocols/mbus/telegram.ts";
import { headerParts } from "./explain-header.ts";
import { recordParts } from "./explain-record.ts";
import type { TelegramPart } from "./telegram-part.ts";

/** Says of every byte of a telegram what it is, in order and without gaps; also of one that does not decode. */
export function explainTelegram(bytes: Uint8Array, result: TelegramResult): TelegramPart[] {
	const { frame, start, end, code, offset } = decodeFrame(bytes);
	const parts: TelegramPart[] = [];
	if (frame === null) {
		if (offset > 0) parts.push({ offset: 0, length: offset, key: "unreadable", values: {} });
		parts.push({ offset, length: Math.max(0, bytes.length - offset), key: "defect", values: { code } });
	} else {
		parts.push({ offset: 0, length: start, key: "garbage", values: {} });
		if (frame.kind === "ack") parts.push({ offset: start, length: 1, key: "ack", values: {} });
		if (frame.kind === "short") parts.push(...shortParts(frame, start));
		if (frame.kind === "long") parts.push(...longParts(frame, { start, end }, result));
		parts.push({ offset: end, length: bytes.length - end, key: "trailing", values: {} });
	}
	return parts.filter(({ length }) => length > 0);
}

function shortParts({ control, address }: { control: number; address: number }, start: number): TelegramPart[] {
	return [
		{ offset: start, length: 1, key: "start", values: {} },
		{ offset: start + 1, length: 1, key: controlKey(control), values: controlValues(control) },
		{ offset: start + 2, length: 1, key: "address", values: { address } },
		{ offset: start + 3, length: 1, key: "checksum", values: {} },
		{ offset: start + 4, length: 1, key: "stop", values: {} },
	];
}

function longParts(frame: LongFrame, span: { start: number; end: number }, result: TelegramResult): TelegramPart[] {
	const { start, end } = span;
	const link: TelegramPart[] = [
		{ offset: start, length: 1, key: "start", values: {} },
		{ offset: start + 1, length: 2, key: "length", values: { length: frame.data.length + 3 } },
		{ offset: start + 3, length: 1, key: "start", values: {} },
		{ offset: start + 4, length: 1, key: controlKey(frame.control), values: controlValues(frame.control) },
		{ offset: start + 5, length: 1, key: "address", values: { address: frame.address } },
		{ offset: start + 6, length: 1, key: "ci", values: { ci: hexByte(frame.ci) } },
	];
	const header = headerParts(result, start + 7);
	const body = { offset: start + 7 + header.reduce((sum, { length }) => sum + length, 0), end: end - 2 };
	return [
		...link,
		...header,
		...recordParts(result, body),
		{ offset: end - 2, length: 1, key: "checksum", values: {} },
		{ offset: end - 1, length: 1, key: "stop", values: {} },
	];
}

/** EN 13757-2, table 1: the function in bits 3–0, sent by the primary station where bit 6 is set. */
function controlKey(control: number): string {
	const base = control & 0xcf;
	const known: Readonly<Record<number, string>> = {
		64: "snd-nke",
		67: "snd-ud",
		74: "req-ud1",
		75: "req-ud2",
		8: "rsp-ud",
	};
	return `control.${known[base] ?? "other"}`;
}

function controlValues(control: number) {
	const fromMaster = (control & 0x40) !== 0;
	const high = (control & 0x20) !== 0 ? 1 : 0;
	const low = (control & 0x10) !== 0 ? 1 : 0;
	return { control: hexByte(control), bits: fromMaster ? `FCB ${high}, FCV ${low}` : `ACD ${high}, DFC ${low}` };
}
