import { littleEndian } from "../protocols/mbus/bytes.ts";
import { fraction, seededRandom } from "./seeded-random.ts";
import type { SimulatedMeter } from "./simulated-meter.ts";

/** How the ids of generated meters lie: batches are runs of 8 … 30 consecutive numbers, as a house gets them delivered. */
export type IdPattern = "random" | "consecutive" | "batches";

/** Meters for tests and benches. */
export interface SimpleMetersOptions {
	readonly count: number;
	/** Length of each answer on the wire, 21 … 261 bytes; 87 unless said otherwise. */
	readonly answerBytes?: number;
	/** How the ids lie, or the ids themselves; `random` unless said otherwise. */
	readonly ids?: IdPattern | readonly string[];
	readonly seed?: number;
	/** Primary address of the first meter, the others follow up to 250 and then share 0; 1 unless said otherwise. */
	readonly firstAddress?: number;
	readonly baudRate?: number;
	/** Telegrams of each readout, all of the same length; 1 unless said otherwise. */
	readonly telegrams?: number;
}

const ID_LIMIT = 100_000_000;
const HIGHEST_PRIMARY = 250;
/** Frame and long header around the records. */
const OVERHEAD = 21;
/** VIF Wh and, when the storage numbers of one DIFE are used up, VIF 0.001 m³. */
const ENERGY = 0x03;
const VOLUME = 0x13;
const MAKERS = [
	{ manufacturer: "KAM", version: 0x35, medium: 0x04 },
	{ manufacturer: "ACW", version: 0x14, medium: 0x16 },
	{ manufacturer: "EFE", version: 0x00, medium: 0x06 },
	{ manufacturer: "NZR", version: 0x01, medium: 0x02 },
] as const;

function batch(random: () => number, taken: ReadonlySet<number>): number[] {
	for (;;) {
		const length = 8 + Math.floor(random() * 23);
		const first = Math.floor(random() * (ID_LIMIT - length));
		const numbers = Array.from({ length }, (_, index) => first + index);
		if (numbers.every((number) => !taken.has(number))) return numbers;
	}
}

function someIds(count: number, pattern: IdPattern, random: () => number): string[] {
	const taken = new Set<number>();
	const first = Math.floor(random() * (ID_LIMIT - count));
	while (taken.size < count) {
		if (pattern === "consecutive") taken.add(first + taken.size);
		else if (pattern === "random") taken.add(Math.floor(random() * ID_LIMIT));
		else for (const number of batch(random, taken)) taken.add(number);
	}
	return [...taken].slice(0, count).map((number) => number.toString().padStart(8, "0"));
}

/** Records of exactly `length` bytes: four-byte energies of rising storage numbers, then a three- or four-byte rest and fillers. */
function recordsOf(length: number, value: number): Uint8Array {
	const bytes = new Uint8Array(length).fill(0x2f);
	let offset = 0;
	for (let storage = 0; offset + 7 <= length; storage += 1) {
		const head = [0x84 | ((storage & 1) << 6), (storage >> 1) & 0x0f, storage < 32 ? ENERGY : VOLUME];
		bytes.set([...head, ...littleEndian(Math.max(0, value - storage), 4)], offset);
		offset += 7;
	}
	return bytes;
}

/** Meters whose answers are of exactly the same length: what a bus costs does not depend on what its meters say. */
export function simpleMeters(options: SimpleMetersOptions): SimulatedMeter[] {
	const { count, answerBytes = 87, seed = 1, firstAddress = 1, telegrams = 1, ids = "random" } = options;
	const list = typeof ids === "string" ? someIds(count, ids, seededRandom(seed)) : ids.slice(0, count);
	return list.map((id, index) => {
		const maker = MAKERS[Math.floor(fraction(id, seed) * MAKERS.length)] ?? MAKERS[0];
		const primary = firstAddress + index;
		const value = 1000 + Math.floor(fraction(id, seed, 1) * 10_000_000);
		return {
			primary: primary > HIGHEST_PRIMARY ? 0 : primary,
			identity: { ...maker, id },
			...(options.baudRate === undefined ? {} : { baudRate: options.baudRate }),
			telegrams: () =>
				Array.from({ length: telegrams }, (_, part) => telegram(answerBytes, value + part, part < telegrams - 1)),
		};
	});
}

function telegram(answerBytes: number, value: number, moreFollows: boolean): { body: Uint8Array } {
	const body = recordsOf(Math.max(0, answerBytes - OVERHEAD - (moreFollows ? 1 : 0)), value);
	return { body: moreFollows ? Uint8Array.of(...body, 0x1f) : body };
}
