/** Indexes of the lowest and the highest value within [from, to). */
function extremes(values: Float64Array, from: number, to: number): readonly [low: number, high: number] {
	let [low, high] = [from, from];
	for (let index = from + 1; index < to; index += 1) {
		const value = values[index] ?? Number.NaN;
		if (Number.isNaN(value)) continue;
		// What was answered as null is neither low nor high.
		if (!(value >= (values[low] ?? 0))) low = index;
		if (!(value <= (values[high] ?? 0))) high = index;
	}
	return [low, high];
}

/** Indexes of the lowest and highest value of each of so many stretches, in the order of time; null where there are few enough. */
export function thinned(values: Float64Array, maxPoints: number): Uint32Array | null {
	const { length } = values;
	if (length <= maxPoints) return null;
	const stretches = Math.max(1, Math.floor(maxPoints / 2));
	const kept: number[] = [];
	for (let stretch = 0; stretch < stretches; stretch += 1) {
		const from = Math.floor((stretch * length) / stretches);
		const [low, high] = extremes(values, from, Math.floor(((stretch + 1) * length) / stretches));
		kept.push(Math.min(low, high));
		if (low !== high) kept.push(Math.max(low, high));
	}
	return Uint32Array.from(kept);
}
