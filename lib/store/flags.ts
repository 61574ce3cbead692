/** What is known about a stored value, bits 0–15 of its quality; the revision is in the bits above. */
export const FLAG = {
	/** Answered as null: kept as evidence. */
	invalid: 1 << 0,
	substitute: 1 << 1,
	estimated: 1 << 2,
	byHand: 1 << 3,
	clockUncertain: 1 << 4,
	/** Roll-over, reset or exchange at this reading. */
	discontinuity: 1 << 5,
	/** The device reports an error in its status. */
	deviceError: 1 << 6,
	/** Out of range, or a counter value that nothing has confirmed. */
	suspect: 1 << 7,
	backfilled: 1 << 8,
} as const;

/** The revision begins here. */
export const REVISION = 65_536;

/** Revision of a row by its quality. */
export function revisionOf(quality: number): number {
	return Math.floor(quality / REVISION);
}
