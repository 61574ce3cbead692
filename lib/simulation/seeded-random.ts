/** A 32-bit hash of a text and any numbers: the same always, everywhere (FNV-1a with a final avalanche). */
export function hash(text: string, ...numbers: readonly number[]): number {
	let value = 0x811c9dc5;
	const mix = (byte: number) => {
		value = Math.imul(value ^ byte, 0x01000193);
	};
	for (let index = 0; index < text.length; index += 1) mix(text.charCodeAt(index));
	for (const number of numbers) {
		const whole = Math.floor(number);
		for (const part of [whole >>> 0, Math.floor(whole / 2 ** 32) >>> 0]) {
			for (let shift = 0; shift < 32; shift += 8) mix((part >>> shift) & 0xff);
		}
	}
	value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
	value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
	return (value ^ (value >>> 16)) >>> 0;
}

/** A fixed number in [0, 1) for a text and any numbers. */
export function fraction(text: string, ...numbers: readonly number[]): number {
	return hash(text, ...numbers) / 2 ** 32;
}

/** An endless row of numbers in [0, 1) that is the same for the same seed. */
export function seededRandom(seed: number): () => number {
	let count = 0;
	return () => {
		count += 1;
		return fraction("random", seed, count);
	};
}
