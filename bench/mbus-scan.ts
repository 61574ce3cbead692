import { scanSecondary } from "../lib/masters/mbus/scan-secondary.ts";
import { simpleMeters } from "../lib/simulation/simple-meters.ts";
import { type BenchOptions, benchOptions, type Figure, report } from "./report.ts";
import { type ScanModel, scanModel } from "./scan-model.ts";
import { tcpWire } from "./simulated-wire.ts";

const ANSWER_BYTES = 92;

interface Case {
	readonly title: string;
	readonly count: number;
	readonly ids: "random" | "batches";
	readonly digitOrder: "most" | "least";
	readonly seed: number;
}

/** Seeds whose search is about as long as that of the average of many. */
const CASES: readonly Case[] = [
	{ title: "10 random meters", count: 10, ids: "random", digitOrder: "most", seed: 4 },
	{ title: "10 random meters", count: 10, ids: "random", digitOrder: "least", seed: 4 },
	{ title: "60 meters in batches", count: 60, ids: "batches", digitOrder: "least", seed: 2 },
];

/** SELECTs and time of a secondary scan at 2400 baud, against what the search itself asks for. */
export async function mbusScan({ quick }: BenchOptions): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const each of quick ? CASES.slice(0, 1) : CASES) figures.push(...(await scanFigures(each)));
	return figures;
}

async function scanFigures({ title, count, ids, digitOrder, seed }: Case): Promise<Figure[]> {
	const meters = simpleMeters({ count, ids, seed, answerBytes: ANSWER_BYTES });
	const numbers = meters.map(({ identity }) => identity.id);
	const model: ScanModel = scanModel(numbers, digitOrder, ANSWER_BYTES);
	const wire = await tcpWire(meters);
	const start = performance.now();
	const { found, selects, collisions } = await scanSecondary(wire.master, { digitOrder }).finally(() => wire.close());
	const measured = performance.now() - start;
	if (found.length !== count) {
		throw new Error(
			`only ${found.length} of ${count} meters were found, collisions at ${collisions.join(" ") || "none"}`,
		);
	}
	const name = `${title}, ${digitOrder} significant digit first`;
	return [
		{ name: `${name}: SELECTs`, measured: selects, reference: model.selects, unit: "", limit: 1 },
		{ name: `${name}: time`, measured, reference: model.ms, unit: "ms", limit: 1.25 },
	];
}

if (import.meta.main) process.exitCode = report(await mbusScan(benchOptions())) ? 0 : 1;
