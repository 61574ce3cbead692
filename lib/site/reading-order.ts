/** The part of a whole turn by which the order moves on: the golden ratio leaves no place out for long. */
const TURN = 0.618_033_988_749_895;

/** The same in another order every turn, so that none is always the last. */
export function rotated<T>(items: readonly T[], turn: number): T[] {
	const start = Math.floor(((turn * TURN) % 1) * items.length);
	return [...items.slice(start), ...items.slice(0, start)];
}

/** Milliseconds in [0, spreadMs) by which a device is read later: always the same, and spread evenly over all devices. */
export function jitterMs(device: string, spreadMs: number): number {
	// FNV-1a, 32 bit, and the last steps of MurmurHash3, as neighbouring names must not be neighbours in time.
	let hash = 0x811c9dc5;
	for (const byte of new TextEncoder().encode(device)) hash = Math.imul(hash ^ byte, 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	const part = ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
	return Math.floor(part * spreadMs);
}
