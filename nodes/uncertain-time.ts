import type { Clock } from "../lib/model/clock.ts";
import type { Reading } from "../lib/model/reading.ts";

/** The readings as they are, or marked `clock-uncertain` where their time is only guessed: the store moves those when it is known. */
export function uncertainTime(readings: readonly Reading[], { state }: Pick<Clock, "state">): readonly Reading[] {
	if (state !== "untrusted") return readings;
	return readings.map((reading) => {
		return reading.quality === "bad" ? reading : { ...reading, quality: "uncertain", reason: "clock-uncertain" };
	});
}
