import type { HistorySeries } from "../history/history-query.ts";

/** Longer columns are handed over as they are. */
const LONGEST = 4096;

/** Room for columns of several answers, one behind the other. */
class Room<T extends Float64Array | Float32Array | Uint32Array | Uint16Array> {
	readonly #array: T;
	#length = 0;

	constructor(array: T) {
		this.#array = array;
	}

	/** The same column, within the shared room. */
	put(column: T): T {
		const start = this.#length;
		this.#array.set(column, start);
		this.#length += column.length;
		return this.#array.subarray(start, this.#length) as T;
	}
}

/** Puts the columns of short answers into a few buffers: thousands of small ones would cost more than the answers themselves. */
export function packColumns(answers: readonly HistorySeries[]): HistorySeries[] {
	const isShort = ({ t }: HistorySeries) => t.length <= LONGEST;
	const total = answers.filter(isShort).reduce((sum, { t }) => sum + t.length, 0);
	const stepped = answers.some(({ count }) => count !== undefined) ? total : 0;
	const doubles = new Room<Float64Array>(new Float64Array(2 * total));
	const flags = new Room<Uint16Array>(new Uint16Array(total));
	const counts = new Room<Uint32Array>(new Uint32Array(stepped));
	const shares = new Room<Float32Array>(new Float32Array(stepped));
	return answers.map((answer) => {
		if (!isShort(answer)) return answer;
		const { t, v, q, count, coverage, ...rest } = answer;
		return {
			...rest,
			t: doubles.put(t),
			v: doubles.put(v),
			q: flags.put(q),
			...(count === undefined ? {} : { count: counts.put(count) }),
			...(coverage === undefined ? {} : { coverage: shares.put(coverage) }),
		};
	});
}
