import { chunkKeyNumber, dayOf, monthOf, periodStart } from "../chunk/chunk-place.ts";
import type { SeriesRows } from "../chunk/series-rows.ts";
import type { ChunkShelf } from "./chunk-shelf.ts";
import type { HotRows } from "./hot-rows.ts";
import { clipped, joined, merged, noRows, owned } from "./rows.ts";
import type { Segment } from "./segment.ts";

/** Rows of decoded months that are kept for the next question. */
const MOST_CACHED_ROWS = 400_000;

/** Reads the rows of segments, wherever they are. */
export class RowSource {
	readonly #shelf: ChunkShelf;
	readonly #hot: HotRows;
	readonly #months = new Map<string, SeriesRows[]>();
	#cachedRows = 0;

	constructor(shelf: ChunkShelf, hot: HotRows) {
		this.#shelf = shelf;
		this.#hot = hot;
	}

	/** After chunks have changed. */
	forget(): void {
		this.#months.clear();
		this.#cachedRows = 0;
	}

	/** Rows within [from, to) in the order of time, by the numbers of the segments; a segment without rows has no entry. */
	read(segments: readonly Segment[], from: number, to: number): Map<number, SeriesRows> {
		const result = this.#kept(segments, from, to);
		const identities = new Map(segments.map((segment) => [segment.sid, segment]));
		for (const [sid, rows] of this.#hot.read(identities, from, to)) {
			const kept = result.get(sid);
			result.set(sid, kept === undefined ? rows : merged(kept, rows));
		}
		return result;
	}

	/** Rows of one segment. */
	ofSegment(segment: Segment, from: number, to: number): SeriesRows {
		return this.read([segment], from, to).get(segment.sid) ?? noRows(segment);
	}

	#kept(segments: readonly Segment[], from: number, to: number): Map<number, SeriesRows> {
		const result = new Map<number, SeriesRows>();
		const blocks = Map.groupBy(
			segments.filter(({ first, last }) => first !== null && last !== null && first < to && last >= from),
			({ block }) => block,
		);
		for (const [block, members] of blocks) {
			const parts = new Map<number, SeriesRows[]>(members.map(({ sid }) => [sid, []]));
			const start = Math.max(from, Math.min(...members.map(({ first }) => first ?? from)));
			const end = Math.min(to, Math.max(...members.map(({ last }) => last ?? to)) + 1);
			this.#gather(block, parts, { from: start, to: end });
			for (const member of members) {
				const found = parts.get(member.sid) ?? [];
				if (found.length > 0) result.set(member.sid, joined(found, member));
			}
		}
		return result;
	}

	#gather(block: number, parts: ReadonlyMap<number, SeriesRows[]>, period: { from: number; to: number }): void {
		const { from, to } = period;
		const sids = new Set(parts.keys());
		const take = (chunk: readonly SeriesRows[]) => {
			for (const rows of chunk) {
				const part = owned(clipped(rows, from, to), rows);
				if (part.times.length > 0) parts.get(rows.sid)?.push(part);
			}
		};
		for (let month = monthOf(from); periodStart(1, month) < to; month += 1) {
			const whole = this.#month(month, block, sids);
			if (whole !== null) {
				take(whole);
				continue;
			}
			const firstDay = dayOf(Math.max(from, periodStart(1, month)));
			const end = Math.min(to, periodStart(1, month + 1));
			for (let day = firstDay; periodStart(0, day) < end; day += 1) {
				take(this.#shelf.read(chunkKeyNumber(0, day, block), sids) ?? []);
			}
		}
	}

	/** A month is asked for day by day: it stays decoded as long as it is not too much. */
	#month(month: number, block: number, sids: ReadonlySet<number>): SeriesRows[] | null {
		const k = chunkKeyNumber(1, month, block);
		const name = `${k} ${[...sids].join(" ")}`;
		const cached = this.#months.get(name);
		if (cached !== undefined) return cached;
		const chunk = this.#shelf.read(k, sids);
		if (chunk === null) return null;
		const count = chunk.reduce((sum, { times }) => sum + times.length, 0);
		if (this.#cachedRows + count > MOST_CACHED_ROWS) this.forget();
		if (count <= MOST_CACHED_ROWS) {
			this.#months.set(name, chunk);
			this.#cachedRows += count;
		}
		return chunk;
	}
}
