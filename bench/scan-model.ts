import { BIT_MS } from "./simulated-wire.ts";

/** What a search by wildcard costs at the very least. */
export interface ScanModel {
	readonly selects: number;
	readonly ms: number;
}

const DIGITS = 8;
/** In bit times: SELECT of 17 bytes, then the longest wait and its 50 ms; or the pause before an answer, and an E5. */
const SELECT_BITS = 187;
const SILENCE_BITS = 330;
const SILENCE_MS = 50;
const DELAY_BITS = 33;
const BYTE_BITS = 11;
const REQUEST_BITS = 55;

/** Goes through the tree of digits as a scan does: nobody → on, one → read, several → one digit deeper. */
export function scanModel(numbers: readonly string[], order: "most" | "least", answerBytes: number): ScanModel {
	const costs = { empty: 0, hits: 0, collisions: 0 };
	const descend = (some: readonly string[], depth: number) => {
		const place = order === "most" ? depth : DIGITS - 1 - depth;
		for (let digit = 0; digit <= 9; digit += 1) {
			const matching = some.filter((number) => number[place] === String(digit));
			if (matching.length === 0) costs.empty += 1;
			else if (matching.length === 1) costs.hits += 1;
			else {
				costs.collisions += 1;
				descend(matching, depth + 1);
			}
		}
	};
	descend(numbers, 0);
	const { empty, hits, collisions } = costs;
	const hitBits = SELECT_BITS + DELAY_BITS + BYTE_BITS + REQUEST_BITS + DELAY_BITS + BYTE_BITS * answerBytes;
	const collisionBits = SELECT_BITS + DELAY_BITS + 2 * BYTE_BITS + DELAY_BITS;
	const bits = empty * (SELECT_BITS + SILENCE_BITS) + hits * hitBits + collisions * collisionBits;
	return { selects: empty + hits + collisions, ms: bits * BIT_MS + empty * SILENCE_MS };
}
