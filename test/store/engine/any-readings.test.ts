import fc from "fast-check";
import { expect, test } from "vitest";
import type { Reading } from "../../../lib/model/reading.ts";
import type { WorkerReadingLog } from "../../../lib/store/engine/worker-reading-log.ts";
import { anyCorrection, anyReadings } from "../../support/any-readings.ts";
import { allOf, DAY, type TestStore, testStore } from "../../support/open-log.ts";

const keyOf = ({ device, datapoint, time }: Reading) => `${device} ${datapoint} ${time}`;

/** What a store is to hold: the first reading of every series and time, unless it was corrected. */
class Model {
	readonly readings = new Map<string, Reading>();

	append(readings: readonly Reading[]): number {
		const before = this.readings.size;
		for (const one of readings) if (!this.readings.has(keyOf(one))) this.readings.set(keyOf(one), one);
		return this.readings.size - before;
	}

	/** A correction of one of the readings; null where there is none. */
	correct(pick: number, number: number): Reading | null {
		const old = [...this.readings.values()][pick % Math.max(1, this.readings.size)];
		if (old === undefined) return null;
		const { exact: _, reason: __, ...rest } = old;
		const values = { number, boolean: old.value !== true, string: `corrected ${pick % 3}` };
		const value = values[typeof old.value as keyof typeof values];
		const fresh: Reading = { ...rest, value, quality: "substituted" };
		this.readings.set(keyOf(old), fresh);
		return fresh;
	}

	sorted(): string[] {
		return [...this.readings.values()].map((one) => JSON.stringify(canonical(one))).toSorted();
	}

	latest(): string[] {
		const newest = new Map<string, Reading>();
		for (const one of this.readings.values()) {
			const name = `${one.device} ${one.datapoint}`;
			if ((newest.get(name)?.time ?? 0) < one.time) newest.set(name, one);
		}
		return [...newest.values()].map((one) => JSON.stringify(canonical(one))).toSorted();
	}
}

/** The same for the same, whatever the order of its words. */
function canonical(one: Reading): [string, unknown][] {
	return Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

async function expectSame(store: TestStore, model: Model): Promise<void> {
	const all = await allOf(store.log);
	const times = all.map(({ time }) => time);
	expect(times).toEqual(times.toSorted((a, b) => a - b));
	expect(all.map((one) => JSON.stringify(canonical(one))).toSorted()).toEqual(model.sorted());
	const latest = await store.log.latest();
	expect(latest.map((one) => JSON.stringify(canonical(one))).toSorted()).toEqual(model.latest());
	const span = await store.log.span();
	expect(span).toEqual(times.length === 0 ? null : { first: times[0], last: times.at(-1) });
}

interface Step {
	readonly readings: Reading[];
	readonly corrections: { pick: number; number: number }[];
	readonly days: number;
	readonly end: string;
}

const step: fc.Arbitrary<Step> = fc.record({
	readings: anyReadings,
	corrections: fc.array(anyCorrection, { maxLength: 5 }),
	days: fc.constantFrom(0, 1, 8),
	end: fc.constantFrom("maintain", "maintain", "reopen", "crash", "nothing"),
});

async function play(store: TestStore, model: Model, { readings, corrections, days, end }: Step) {
	expect(await store.log.append(readings, { now: true })).toBe(model.append(readings));
	const corrected = corrections.flatMap(({ pick, number }) => model.correct(pick, number) ?? []);
	const last = await store.log.lastLate();
	for (const one of corrected) expect(await store.log.correct([one], "somebody")).toBe(1);
	expect(await store.log.late(last, 100)).toHaveLength(corrected.length);
	await expectSame(store, model);
	await store.clock.advance(days * DAY);
	if (end === "maintain") await store.log.maintain();
	if (end === "reopen") await store.reopen();
	if (end === "crash") await (store.log as WorkerReadingLog).crash();
	await expectSame(store, model);
}

test("whatever comes in comes out, late, corrected, compacted, merged, opened again or not", {
	timeout: 60_000,
}, async () => {
	const run = fc.asyncProperty(
		fc.array(step, { minLength: 2, maxLength: 5 }),
		fc.boolean(),
		async (steps, isSealed) => {
			const store = await testStore(isSealed ? { key: new Uint8Array(32).fill(7) } : {});
			const model = new Model();
			for (const one of steps) await play(store, model, one);
			await store.log.close();
		},
	);
	await fc.assert(run, { numRuns: 8 });
});
