import {
	type CounterRules,
	type CounterState,
	type CounterStep,
	NEW_COUNTER,
	stepCounter,
} from "../../../lib/store/counter/step-counter.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** UTC ms of the first reading. */
export const START = Date.UTC(2026, 2, 1);

/** What a meter shows. */
export interface Shown {
	readonly value: number;
	readonly time: number;
	readonly meter?: string;
}

/** Steps of the readings, with a restart behind the one of that number: what is remembered is plain data. */
export function run(
	readings: readonly Shown[],
	rules: CounterRules,
	restart = 1,
): { readonly steps: CounterStep[]; readonly state: CounterState } {
	const steps: CounterStep[] = [];
	let state = NEW_COUNTER;
	for (const [index, reading] of readings.entries()) {
		const step = stepCounter(state, reading, rules);
		steps.push(step);
		state = index === restart ? JSON.parse(JSON.stringify(step.state)) : step.state;
	}
	return { steps, state };
}

/** Values read one after the other. */
export function every(stepMs: number, values: readonly number[]): Shown[] {
	return values.map((value, index) => ({ value, time: START + index * stepMs }));
}

/** What each reading turned out to be, with its consumption. */
export function verdicts(steps: readonly CounterStep[]): string[] {
	return steps.map(({ verdict, delta }) => (delta === null ? verdict : `${verdict} ${delta}`));
}

/** A display of eight digits, of a meter that nothing more is known of. */
export const EIGHT_DIGITS = { modulus: 1e8, maxPerHour: null };
