/** How the pause between two tries to open grows. */
export interface BackOff {
	/** Pause after the first failure, milliseconds. */
	readonly firstMs: number;
	/** The pause never exceeds this, milliseconds. */
	readonly longestMs: number;
	/** 0 … 1; spreads the pauses of many links that lost the same peer. */
	readonly random: () => number;
}

/** 250 ms doubling up to 30 s. */
export const DEFAULT_BACK_OFF: BackOff = { firstMs: 250, longestMs: 30_000, random: Math.random };

/** Pause in milliseconds after `failures` failures in a row (1, 2, …): doubled each time, capped, then shortened by up to a quarter. */
export function backOffMs(failures: number, { firstMs, longestMs, random }: BackOff): number {
	const full = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
	return Math.round(full * (1 - random() / 4));
}
