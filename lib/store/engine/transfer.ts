const DEPTH = 2;

/** The buffers of the typed arrays in a value, to be handed over to another thread instead of copied. Each buffer once, and only where the array is all of it. */
export function buffersOf(value: unknown, depth = DEPTH): ArrayBuffer[] {
	if (ArrayBuffer.isView(value)) {
		const { buffer, byteLength } = value;
		return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
	}
	if (typeof value !== "object" || value === null || depth === 0) return [];
	return [...new Set(Object.values(value).flatMap((part: unknown) => buffersOf(part, depth - 1)))];
}
