/** Deterministic numbers, 0 … 1 (mulberry32). */
export function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Identifications, all different. */
export function randomIds(count: number, seed: number): string[] {
	const random = seeded(seed);
	const ids = new Set<string>();
	while (ids.size < count) ids.add(String(Math.floor(random() * 1e8)).padStart(8, "0"));
	return [...ids];
}

/** Identifications of a real house: batches of 8 to 30 consecutive numbers. */
export function batchedIds(count: number, seed: number): string[] {
	const random = seeded(seed);
	const ids = new Set<string>();
	while (ids.size < count) {
		const start = Math.floor(random() * 99_999_900);
		const size = 8 + Math.floor(random() * 23);
		for (let offset = 0; offset < size && ids.size < count; offset += 1) {
			ids.add(String(start + offset).padStart(8, "0"));
		}
	}
	return [...ids];
}

/** What the search by digits costs at the least. */
export interface ScanModel {
	selects: number;
	hits: number;
	collisions: number;
}

/** SELECTs of a recursion over one digit at a time, most or least significant first. */
export function scanModel(ids: readonly string[], order: "most" | "least", alphabet = "0123456789"): ScanModel {
	const model = { selects: 0, hits: 0, collisions: 0 };
	const descend = (group: readonly string[], depth: number) => {
		for (const digit of alphabet) {
			const position = order === "most" ? depth : 7 - depth;
			const matching = group.filter((id) => id[position] === digit);
			model.selects += 1;
			if (matching.length === 1) model.hits += 1;
			if (matching.length < 2) continue;
			model.collisions += 1;
			descend(matching, depth + 1);
		}
	};
	descend(ids, 0);
	return model;
}

/** Milliseconds of the model: empty SELECT, hit with its answer, collision of two E5. */
export function modelMs({ selects, hits, collisions }: ScanModel, bytes: number, baudRate = 2400): number {
	const empty = selects - hits - collisions;
	const bits = empty * (187 + 330) + hits * (187 + 33 + 11 + 55 + 33 + 11 * bytes) + collisions * (187 + 33 + 22 + 33);
	return (bits * 1000) / baudRate + empty * 50;
}
