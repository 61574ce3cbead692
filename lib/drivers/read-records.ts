import type { DataRecord } from "../protocols/mbus/record.ts";
import type { TelegramResult } from "../protocols/mbus/telegram.ts";
import { expandProfile } from "./expand-profile.ts";
import { vifCode } from "./vif-code.ts";

/** A record of a read, and what the read knows of it. */
export interface ReadRecord {
	readonly record: DataRecord;
	/** The how many-th it is of those with the same DIF and VIF chains, from 1. */
	readonly occurrence: number;
	/** The name of its VIF, see `vifCode`. */
	readonly code: string;
	/** The status byte of its telegram. */
	readonly status: number;
}

/** The records of all telegrams of one read in sequence, compact profiles taken apart. */
export function readRecords(telegrams: readonly TelegramResult[]): ReadRecord[] {
	const all = telegrams.flatMap(({ records }) => records);
	const counts = new Map<string, number>();
	return telegrams.flatMap(({ header, records }) =>
		records
			.flatMap((record) => expandProfile(record, all))
			.map((record) => {
				const like = likeness(record);
				const occurrence = (counts.get(like) ?? 0) + 1;
				counts.set(like, occurrence);
				return { record, occurrence, code: vifCode(record.vib), status: header?.status ?? 0 };
			}),
	);
}

/** Equal for records that no rule can tell apart but by their order. */
export function likeness({ dib, vib, storage }: DataRecord): string {
	return String.fromCharCode(...dib, 0x100, ...vib, 0x100) + storage;
}
