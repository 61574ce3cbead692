import fc from "fast-check";
import { expect, test } from "vitest";
import { MINUTE, run, type Shown, START } from "./counter-run.ts";

/** What happens to a meter, in random order. */
interface Event {
	readonly kind: "step" | "spike" | "zero" | "gap" | "reset" | "exchange" | "stand";
	readonly share: number;
	readonly size: number;
}

/** A reading, and what the meter has counted since the reading before of the same line; null where nobody can say. */
interface Told extends Shown {
	readonly truth: "odd" | "good" | "begins";
	readonly counted: number;
	readonly isReset: boolean;
}

const INTERVAL = 15 * MINUTE;
const PER_STEP = 200;

/** A meter of a modulus, read every quarter of an hour: what it shows, and what is true. */
function history(events: readonly Event[], modulus: number, start: number): Told[] {
	const told: Told[] = [];
	let [value, time, number] = [start % modulus, START, 1];
	let sinceJump = 0;
	const tell = (truth: Told["truth"], shown: number, counted: number, isReset = false) => {
		told.push({ value: shown, time, meter: `M${number}`, truth, counted, isReset });
		time += INTERVAL;
	};
	tell("begins", value, 0);
	const count = (share: number, steps: number) => {
		const counted = Math.floor(share * PER_STEP * steps);
		value = (value + counted) % modulus;
		tell("good", value, counted);
		sinceJump += 1;
	};
	for (const { kind, share, size } of events) {
		const isInside = value > modulus * 0.1 && value < modulus * 0.8;
		if (kind === "gap") {
			time += size * INTERVAL;
			count(share, size + 1);
		} else if (kind === "spike" && told.at(-1)?.truth === "good") tell("odd", modulus * (0.2 + 0.7 * share) + value, 0);
		else if (kind === "zero" && isInside && told.at(-1)?.truth === "good") tell("odd", 0, 0);
		else if (kind === "exchange") {
			number += 1;
			value = Math.floor(share * modulus);
			tell("begins", value, 0);
		} else if (kind === "reset" && isInside && sinceJump > 30 && told.at(-1)?.truth === "good") {
			sinceJump = 0;
			value = Math.floor(share * 100);
			tell("begins", value, 0, true);
			count(share, 1);
			count(1 - share, 1);
		} else count(kind === "stand" ? 0 : share, 1);
	}
	return told;
}

/** The sum of what is counted between good readings of the same line. */
function truthOf(told: readonly Told[]): number {
	return told.reduce((sum, { counted }) => sum + counted, 0);
}

// A random double would nearly always be next to 0.
const share = fc.nat({ max: 9_999 }).map((number) => number / 10_000);
const event: fc.Arbitrary<Event> = fc.record({
	kind: fc.oneof(
		{ weight: 30, arbitrary: fc.constant("step" as const) },
		{ weight: 4, arbitrary: fc.constant("stand" as const) },
		{ weight: 1, arbitrary: fc.constantFrom("spike" as const, "zero" as const, "gap" as const) },
		{ weight: 1, arbitrary: fc.constantFrom("reset" as const, "exchange" as const) },
	),
	share,
	size: fc.integer({ min: 1, max: 40 }),
});

test("10 000 random histories: the total is exact, no spike is counted, every reset is found at its third reading", () => {
	let [readings, resets, rollovers, odd] = [0, 0, 0, 0];
	fc.assert(
		fc.property(
			fc.array(event, { minLength: 20, maxLength: 120, size: "max" }),
			fc.constantFrom(1e6, 1e8, 2 ** 32, 1e12),
			share,
			(events, modulus, near) => {
				const start = near < 0.5 ? modulus - Math.floor(near * 10_000) - 1 : Math.floor(near * modulus);
				const told = history(events, modulus, start);
				const { steps } = run(told, { modulus, maxPerHour: null }, Math.floor(near * told.length));
				const total = steps.reduce((sum, { delta }) => sum + (delta ?? 0), 0);
				expect(total).toBe(truthOf(told));
				const wrong = told.flatMap(({ truth, isReset }, index) => {
					if (isReset) return steps[index + 2]?.verdict === "reset" ? [] : ["reset not found"];
					return truth === "odd" && steps[index]?.verdict !== "suspect" ? ["odd value believed"] : [];
				});
				expect(wrong).toEqual([]);
				resets += told.filter(({ isReset }) => isReset).length;
				odd += told.filter(({ truth }) => truth === "odd").length;
				rollovers += steps.filter(({ verdict }) => verdict === "rollover").length;
				readings += told.length;
			},
		),
		{ numRuns: 10_000 },
	);
	expect(Math.min(readings / 100, resets, rollovers, odd)).toBeGreaterThan(1000);
});
