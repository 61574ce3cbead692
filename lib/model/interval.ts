import { Failure } from "./failure.ts";
import type { Zone } from "./zone.ts";

/** A step of the clock (seconds of a day) or of the local calendar. */
export interface Interval {
	readonly unit: "second" | "day" | "week" | "month" | "year";
	readonly count: number;
}

/** Half-open [start, end), UTC ms. */
export interface Slot {
	readonly start: number;
	readonly end: number;
}

const DAY = 86_400_000;
const DURATION = /^P(?:([1-9]\d*)([DWMY])|T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)$/;
const CALENDAR = { D: "day", W: "week", M: "month", Y: "year" } as const;

function isUsable({ unit, count }: Interval): boolean {
	if (unit === "second") return count > 0 && count <= 86_400;
	return unit === "month" ? 12 % count === 0 : count === 1;
}

/** Reads an ISO 8601 duration such as `PT15M`, `P1D`, `P3M`; throws Failure `schedule` for others, for months that do not divide a year and for clock steps of more than a day. */
export function parseInterval(text: string): Interval {
	const match = DURATION.exec(text);
	const [, count, letter, hours = "0", minutes = "0", seconds = "0"] = match ?? [];
	const interval: Interval =
		letter === undefined
			? { unit: "second", count: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) }
			: { unit: CALENDAR[letter as keyof typeof CALENDAR], count: Number(count) };
	if (match === null || !isUsable(interval)) throw new Failure("schedule", { text: text.slice(0, 80) });
	return interval;
}

/** Usual length in ms; calendar steps count with 30 and 365 days. */
export function nominalLength({ unit, count }: Interval): number {
	const lengths = { second: 1000, day: DAY, week: 7 * DAY, month: 30 * DAY, year: 365 * DAY };
	return lengths[unit] * count;
}

function calendarBounds({ unit, count }: Interval, wall: number): [number, number] {
	const date = new Date(wall);
	const year = date.getUTCFullYear();
	if (unit === "year") return [Date.UTC(year, 0), Date.UTC(year + 1, 0)];
	if (unit === "month") {
		const month = Math.floor(date.getUTCMonth() / count) * count;
		return [Date.UTC(year, month), Date.UTC(year, month + count)];
	}
	const day = Math.floor(wall / DAY) * DAY;
	// ISO 8601: a week starts on Monday.
	const start = unit === "week" ? day - ((date.getUTCDay() + 6) % 7) * DAY : day;
	return [start, start + (unit === "week" ? 7 : 1) * DAY];
}

/** The slots of an interval in a zone: up to a day from local midnight in elapsed time (23, 24 or 25 hours a day; the last may be cut short), else by the local calendar. */
export class Grid {
	readonly #interval: Interval;
	readonly #zone: Zone;
	#outer: Slot = { start: 0, end: 0 };

	constructor(interval: Interval, zone: Zone) {
		this.#interval = interval;
		this.#zone = zone;
	}

	/** The slot that holds the instant. */
	slotAt(time: number): Slot {
		if (time < this.#outer.start || time >= this.#outer.end) this.#outer = this.#outerAt(time);
		const { start, end } = this.#outer;
		if (this.#interval.unit !== "second") return this.#outer;
		const step = this.#interval.count * 1000;
		const first = start + Math.floor((time - start) / step) * step;
		return { start: first, end: Math.min(first + step, end) };
	}

	/** First boundary after the instant. */
	next(time: number): number {
		return this.slotAt(time).end;
	}

	/** Last boundary at or before the instant. */
	floor(time: number): number {
		return this.slotAt(time).start;
	}

	#outerAt(time: number): Slot {
		const interval: Interval = this.#interval.unit === "second" ? { unit: "day", count: 1 } : this.#interval;
		const [start, end] = calendarBounds(interval, time + this.#zone.offset(time));
		return { start: this.#zone.instant(start), end: this.#zone.instant(end) };
	}
}
