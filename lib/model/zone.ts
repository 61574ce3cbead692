import { Failure } from "./failure.ts";

const QUARTER_HOUR = 900_000;
const DAY = 86_400_000;

type Part = "year" | "month" | "day" | "hour" | "minute" | "second";

function formatterOf(name: string): Intl.DateTimeFormat {
	try {
		return new Intl.DateTimeFormat("en-US", {
			timeZone: name,
			calendar: "iso8601",
			numberingSystem: "latn",
			hourCycle: "h23",
			year: "numeric",
			month: "numeric",
			day: "numeric",
			hour: "numeric",
			minute: "numeric",
			second: "numeric",
		});
	} catch (error) {
		throw new Failure("time-zone", { zone: name }, error);
	}
}

/** Local time of one IANA zone. Instants are UTC ms; a wall time is the local date and time written as if it were UTC ms. */
export class Zone {
	readonly name: string;
	readonly #formatter: Intl.DateTimeFormat;
	#block = Number.NaN;
	#offset = 0;

	/** Throws Failure `time-zone` for a name that is not known. */
	constructor(name: string) {
		this.name = name;
		this.#formatter = formatterOf(name);
	}

	/** Local time minus UTC in ms. Asking `Intl` costs microseconds, so the answer is kept per quarter hour: zones change on such boundaries. */
	offset(time: number): number {
		const block = Math.floor(time / QUARTER_HOUR);
		if (block !== this.#block) {
			this.#offset = this.#ask(block * QUARTER_HOUR);
			this.#block = block;
		}
		return this.#offset;
	}

	/** The first instant that shows this wall time; for one that does not exist, the first instant after the gap. */
	instant(wall: number): number {
		const before = wall - this.offset(wall - DAY);
		const after = wall - this.offset(wall + DAY);
		const fitting = [before, after].filter((time) => time + this.offset(time) === wall);
		return fitting.length > 0 ? Math.min(...fitting) : this.#endOfGap(Math.min(before, after), Math.max(before, after));
	}

	/** Start of the local day that holds the instant. */
	dayStart(time: number): number {
		return this.instant(Math.floor((time + this.offset(time)) / DAY) * DAY);
	}

	/** First (`A`) or second (`B`) pass of an hour that the clock shows twice, else empty. */
	pass(time: number): "A" | "B" | "" {
		const offset = this.offset(time);
		const later = this.offset(time + 3 * 3_600_000);
		const second = time + offset - later;
		if (later < offset && this.offset(second) === later) return "A";
		const earlier = this.offset(time - 3 * 3_600_000);
		const first = time + offset - earlier;
		return earlier > offset && this.offset(first) === earlier ? "B" : "";
	}

	#ask(time: number): number {
		const parts: Partial<Record<Part, number>> = {};
		for (const { type, value } of this.#formatter.formatToParts(time)) {
			if (type !== "literal") parts[type as Part] = Number(value);
		}
		const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
		return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
	}

	#endOfGap(start: number, end: number): number {
		const before = this.#ask(start);
		let low = start;
		let high = end;
		while (high - low > 1) {
			const middle = Math.floor((low + high) / 2);
			if (this.#ask(middle) === before) low = middle;
			else high = middle;
		}
		return high;
	}
}
