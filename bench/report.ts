/** One line of a bench's table: what was measured, what it is held against, and what it may be at most. */
export interface Figure {
	readonly name: string;
	readonly measured: number;
	readonly reference: number;
	readonly unit: string;
	/** Highest ratio measured : reference that is good enough. */
	readonly limit: number;
}

/** How long a bench may take: `quick` scales the slow ones down. */
export interface BenchOptions {
	readonly quick: boolean;
}

/** Prints figures as a table of ratios and says whether all are good enough. */
export function report(figures: readonly Figure[]): boolean {
	const rows = figures.map(({ name, measured, reference, unit, limit }) => {
		const ratio = measured / reference;
		return {
			name,
			measured: `${round(measured)} ${unit}`,
			reference: `${round(reference)} ${unit}`,
			ratio: Number(ratio.toFixed(3)),
			limit: Number(limit.toFixed(3)),
			verdict: ratio <= limit ? "good" : "TOO HIGH",
		};
	});
	console.table(rows);
	return rows.every(({ verdict }) => verdict === "good");
}

/** Whether `--quick` was asked for. */
export function benchOptions(args: readonly string[] = process.argv.slice(2)): BenchOptions {
	return { quick: args.includes("--quick") };
}

function round(value: number): number {
	return Number(value.toPrecision(5));
}
