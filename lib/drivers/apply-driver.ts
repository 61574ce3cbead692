import type { FailureCode } from "../model/failure.ts";
import type { Quality, Reading } from "../model/reading.ts";
import { deviceId } from "../protocols/mbus/header.ts";
import type { TelegramResult } from "../protocols/mbus/telegram.ts";
import { identity } from "./device-info.ts";
import { deviceTimes } from "./device-time.ts";
import type { Driver } from "./driver.ts";
import { UniqueNames } from "./generic-name.ts";
import { readRecords } from "./read-records.ts";
import { type RecordDraft, recordDrafts } from "./record-draft.ts";
import type { ReadingValue } from "./record-value.ts";

/** What a read knows beyond its telegrams. */
export interface ReadContext {
	/** UTC milliseconds at which the gateway obtained the telegrams. */
	readonly time: number;
	/** Stable id of the device; the header's where it is left out. */
	readonly device?: string;
	/** Id under which the telegrams are kept. */
	readonly raw?: string;
	/** Zone of the device's clock, minutes east of UTC; without it no reading has a device time. */
	readonly zoneOffsetMinutes?: number;
}

interface Draft extends RecordDraft {
	readonly deviceError: boolean;
	readonly deviceTime?: number | undefined;
}

const STATUS_ANY_ERROR = 2;

/**
 * Turns the telegrams of one read into readings with unique names, in the order of their records; without a driver
 * every record gets its generic name (see `genericName`). A value that the meter marks invalid stays, as a bad reading;
 * a record without data (DIF 0 or 8) yields none. The header's status byte comes last, as the datapoint `status`: while
 * it says application error (bits 1–0 = 2) or permanent error (bit 3) the good values are only uncertain. Power low and
 * temporary errors leave them good (EN 13757-7, status byte).
 */
export function applyDriver(
	driver: Driver | null,
	telegrams: readonly TelegramResult[],
	context: ReadContext,
): Reading[] {
	const records = readRecords(telegrams);
	const times = deviceTimes(
		records.map(({ record }) => record),
		context.zoneOffsetMinutes,
	);
	const drafts = records.flatMap((candidate) => {
		const { record, status } = candidate;
		const deviceTime = record.function === "instantaneous" ? times.get(record.storage) : undefined;
		const facts = { deviceError: saysError(status), deviceTime };
		return recordDrafts(driver, candidate).map((draft) => ({ ...draft, ...facts }));
	});
	return finish([...drafts, ...statusDraft(telegrams)], telegrams, context);
}

function saysError(status: number): boolean {
	return (status & 0x03) === STATUS_ANY_ERROR || (status & 0x08) !== 0;
}

/** The status byte of the read: the first that says error, else the first there is. */
function statusDraft(telegrams: readonly TelegramResult[]): Draft[] {
	const statuses = telegrams.flatMap(({ header }) => (header === null ? [] : [header.status]));
	const status = statuses.find(saysError) ?? statuses[0];
	if (status === undefined) return [];
	const value: ReadingValue = { unit: "", value: status, reason: null };
	return [{ name: "status", named: false, quantity: "state", value, modulus: null, deviceError: false }];
}

function finish(drafts: readonly Draft[], telegrams: readonly TelegramResult[], context: ReadContext): Reading[] {
	const header = identity(telegrams);
	const device = context.device ?? (header === null ? "mbus:unknown" : deviceId(header));
	const names = uniqueNames(drafts);
	return drafts.map((draft, index) => readingOf(draft, names[index] ?? draft.name, device, context));
}

function uniqueNames(drafts: readonly Draft[]): readonly string[] {
	const unique = new UniqueNames();
	const names: string[] = [];
	for (const named of [true, false]) {
		for (const [index, draft] of drafts.entries()) {
			if (draft.named === named) names[index] = unique.take(draft.name);
		}
	}
	return names;
}

function readingOf(draft: Draft, datapoint: string, device: string, context: ReadContext): Reading {
	const { unit, value, exact } = draft.value;
	const [quality, reason] = judged(draft);
	return {
		device,
		datapoint,
		quantity: draft.quantity,
		unit,
		value,
		...(exact === undefined ? {} : { exact }),
		time: context.time,
		...(draft.deviceTime === undefined ? {} : { deviceTime: draft.deviceTime }),
		quality,
		...(reason === null ? {} : { reason }),
		...(draft.modulus === null ? {} : { modulus: draft.modulus }),
		...(context.raw === undefined ? {} : { raw: context.raw }),
	};
}

function judged({ value: { value, reason }, deviceError }: Draft): [Quality, FailureCode | null] {
	if (value === null) return ["bad", reason ?? "invalid-value"];
	if (reason !== null) return ["uncertain", reason];
	return deviceError ? ["uncertain", "device-error"] : ["good", null];
}
