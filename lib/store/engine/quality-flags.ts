import type { FailureCode } from "../../model/failure.ts";
import type { Quality, Reading } from "../../model/reading.ts";
import { FLAG } from "../flags.ts";

const BY_QUALITY: Readonly<Record<Quality, number>> = {
	good: 0,
	bad: FLAG.invalid,
	substituted: FLAG.substitute,
	estimated: FLAG.estimated,
	uncertain: FLAG.suspect,
	backfilled: FLAG.backfilled,
};

const BY_REASON: Partial<Record<FailureCode, number>> = {
	"clock-uncertain": FLAG.clockUncertain,
	"device-error": FLAG.deviceError,
	"record-error": FLAG.deviceError,
	"application-error": FLAG.deviceError,
};

/** Flags of a reading's quality and reason. */
export function flagsOf({ quality, reason }: Pick<Reading, "quality" | "reason">): number {
	if (quality === "uncertain" && reason !== undefined) return BY_REASON[reason] ?? FLAG.suspect;
	return BY_QUALITY[quality];
}

const UNCERTAIN = FLAG.clockUncertain | FLAG.deviceError | FLAG.suspect;

/** bad > substituted > estimated > uncertain > backfilled > good. */
export function qualityOf(flags: number): Quality {
	if ((flags & FLAG.invalid) !== 0) return "bad";
	if ((flags & (FLAG.substitute | FLAG.byHand)) !== 0) return "substituted";
	if ((flags & FLAG.estimated) !== 0) return "estimated";
	if ((flags & UNCERTAIN) !== 0) return "uncertain";
	return (flags & FLAG.backfilled) === 0 ? "good" : "backfilled";
}

/** Why a value is bad or uncertain; null for any other. */
export function reasonOf(flags: number): FailureCode | null {
	const quality = qualityOf(flags);
	if (quality === "bad") return "invalid-value";
	if (quality !== "uncertain") return null;
	if ((flags & FLAG.clockUncertain) !== 0) return "clock-uncertain";
	return (flags & FLAG.deviceError) === 0 ? "out-of-range" : "record-error";
}
