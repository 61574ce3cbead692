/** Readings of one moment: `values[meter × columns + column]`, as a plain number. */
export interface Moment {
	/** UTC ms. */
	readonly time: number;
	readonly values: Float64Array;
}

/** Whatever keeps readings and is measured beside the store. */
export interface StorePeer {
	readonly name: string;
	/** Resolves when all is kept durably. */
	ingest(moments: Iterable<Moment>): Promise<void>;
	/** Bytes on the medium after it has tidied up. */
	bytes(): Promise<number>;
	/** Reads all points of one series; resolves with their number. */
	chart(series: number): Promise<number>;
	/** Ends it and removes its files. */
	stop(): Promise<void>;
}
