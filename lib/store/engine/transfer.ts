const DEPTH = 2;
/** Handing over a smaller buffer costs more than copying it. */
const WORTH_IT = 65_536;

/** The buffers of the typed arrays in a value, to be handed over to another thread instead of copied. Only large ones, and only where the array is all of its buffer. */
export function buffersOf(value: unknown, depth = DEPTH): ArrayBuffer[] {
	if (ArrayBuffer.isView(value)) {
		const { buffer, byteLength } = value;
		const isWhole = buffer.byteLength === byteLength && byteLength >= WORTH_IT;
		return isWhole && buffer instanceof ArrayBuffer ? [buffer] : [];
	}
	if (typeof value !== "object" || value === null || depth === 0) return [];
	return [...new Set(Object.values(value).flatMap((part: unknown) => buffersOf(part, depth - 1)))];
}
