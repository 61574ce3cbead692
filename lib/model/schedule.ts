/** When something is due. Times are UTC ms; nothing here looks at a clock. */
export interface Schedule {
	/** First time after the instant; null when it never comes again. */
	next(after: number): number | null;
	/** Last time at or before the instant; null when there was none. */
	previous(at: number): number | null;
}

/** Half-open period [from, to), UTC ms. */
export interface Period {
	readonly from: number;
	readonly to: number;
}
