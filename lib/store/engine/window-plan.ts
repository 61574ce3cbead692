import { chunkKeyNumber, dayOf, MOST_BLOCKS, monthOf, periodStart } from "../chunk/chunk-place.ts";
import type { StoreDriver, StoreStatement } from "./store-driver.ts";

const DAY = 86_400_000;
/** Rows that are sorted at once: some MB. */
const MOST_ROWS = 300_000;
const MOST_DAYS = 28;
/** A day can be cut into so many equal pieces of whole minutes. */
const PIECES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 96];

/** A stretch [from, to) that is read at once, UTC ms. */
export interface Stretch {
	readonly from: number;
	readonly to: number;
}

/** The UTC day of an instant. */
export function dayAt(time: number): Stretch {
	const from = dayOf(time) * DAY;
	return { from, to: from + DAY };
}

/** Decides how much is read at once, so that a year of one series is a few questions, and a day of thousands does not fill the memory. */
export class WindowPlan {
	readonly #chunks: StoreStatement;
	readonly #hot: StoreStatement;

	constructor(driver: StoreDriver) {
		this.#chunks = driver.prepare("SELECT coalesce(sum(n), 0) AS n FROM chunk WHERE k >= ? AND k < ?");
		this.#hot = driver.prepare(
			`SELECT count(*) AS n FROM (SELECT 1 FROM hot WHERE ts >= ? AND ts < ? LIMIT ${MOST_ROWS})`,
		);
	}

	/** The stretch around an instant, where `share` (0–1) of all series is wanted. */
	stretchAt(time: number, share: number): Stretch {
		const day = dayAt(time);
		const rows = Math.max(1, share * this.#rowsOfDay(time, day));
		if (rows * 2 <= MOST_ROWS) {
			return { from: day.from, to: day.from + DAY * Math.min(MOST_DAYS, Math.floor(MOST_ROWS / rows)) };
		}
		const span = DAY / (PIECES.find((pieces) => pieces * MOST_ROWS >= rows) ?? 96);
		const from = Math.floor(time / span) * span;
		return { from, to: from + span };
	}

	#rowsOfDay(time: number, day: Stretch): number {
		const month = monthOf(time);
		const days = (periodStart(1, month + 1) - periodStart(1, month)) / DAY;
		const inMonth = this.#inChunks(chunkKeyNumber(1, month, 0)) / days;
		const hot = Number(this.#hot.get(day.from, day.to)?.["n"] ?? 0);
		return inMonth + this.#inChunks(chunkKeyNumber(0, dayOf(time), 0)) + hot;
	}

	#inChunks(first: number): number {
		return Number(this.#chunks.get(first, first + MOST_BLOCKS)?.["n"] ?? 0);
	}
}
