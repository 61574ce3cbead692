import { readRound } from "../lib/masters/mbus/read-round.ts";
import { simpleMeters } from "../lib/simulation/simple-meters.ts";
import { type BenchOptions, benchOptions, type Figure, report } from "./report.ts";
import { BIT_MS, SOCAT, serialWire, tcpWire, type Wire } from "./simulated-wire.ts";

const REQUEST_BITS = 55;
const ANSWER_DELAY_BITS = 33;
const BITS_PER_BYTE = 11;
const CYCLE_BYTES = 92;
const BUILDING_BYTES = 87;
/** What 250 meters may cost, 130 s, against the floor of 250 answers of 87 bytes. */
const BUILDING_LIMIT = 130_000 / (250 * floorMs(BUILDING_BYTES));

/** How long a 2400-baud line needs for one meter, against what physics asks: request, pause, answer. */
export async function mbusCycle({ quick }: BenchOptions): Promise<Figure[]> {
	const count = quick ? 5 : 20;
	const many = quick ? 25 : 250;
	const figures = [await cycle("TCP", tcpWire, count)];
	if (SOCAT) figures.push(await cycle("pty", serialWire, count));
	else console.log("pty: skipped, the Debian package socat is missing");
	const measured = await meterMs(tcpWire, many, BUILDING_BYTES);
	const reference = floorMs(BUILDING_BYTES);
	const name = `${many} meters, 87-byte answers, TCP`;
	figures.push({ name, measured: measured * many, reference: reference * many, unit: "ms", limit: BUILDING_LIMIT });
	return figures;
}

type MakeWire = typeof tcpWire;

async function cycle(way: string, make: MakeWire, count: number): Promise<Figure> {
	const measured = await meterMs(make, count, CYCLE_BYTES);
	return {
		name: `one meter, 92-byte answer, ${way}`,
		measured,
		reference: floorMs(CYCLE_BYTES),
		unit: "ms",
		limit: 1.1,
	};
}

function floorMs(answerBytes: number): number {
	return (REQUEST_BITS + ANSWER_DELAY_BITS + BITS_PER_BYTE * answerBytes) * BIT_MS;
}

async function meterMs(make: MakeWire, count: number, answerBytes: number): Promise<number> {
	const wire: Wire = await make(simpleMeters({ count, answerBytes }), { nke: "never" });
	try {
		const addresses = Array.from({ length: count }, (_, index) => ({ kind: "primary", address: index + 1 }) as const);
		const { answered, durationMs } = await readRound(wire.master, addresses);
		if (answered !== count) throw new Error(`only ${answered} of ${count} meters answered`);
		return durationMs / count;
	} finally {
		await wire.close();
	}
}

if (import.meta.main) process.exitCode = report(await mbusCycle(benchOptions())) ? 0 : 1;
