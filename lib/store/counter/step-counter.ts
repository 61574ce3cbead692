/** What a counter is held against. All values are in the same whole units, e.g. mantissas of one exponent. */
export interface CounterRules {
	/** Where it begins again at zero; null for never. */
	readonly modulus: number | null;
	/** Units per hour that are still possible; null where nobody said: then it is learned. */
	readonly maxPerHour: number | null;
}

/** A value and when it was read, UTC ms. */
export interface CounterPoint {
	readonly value: number;
	readonly time: number;
}

/** What is remembered of a counter between two readings: plain data. */
export interface CounterState {
	/** The last value that was believed; null before the first. */
	readonly accepted: CounterPoint | null;
	/** Values since that nothing has confirmed, the oldest first. */
	readonly suspects: readonly CounterPoint[];
	/** Highest rate seen, units per hour, and in how many steps it was learned. */
	readonly highestPerHour: number;
	readonly learnedSteps: number;
	/** Identity of the meter; null where it is not known. */
	readonly meter: string | null;
}

/** What a reading turned out to be. `ignored`: older than what is already believed. */
export type CounterVerdict = "first" | "accepted" | "rollover" | "suspect" | "reset" | "replaced" | "ignored";

/** What a step makes of a reading. */
export interface CounterStep {
	readonly state: CounterState;
	readonly verdict: CounterVerdict;
	/** Consumption since the last believed value; null where there is none to tell. */
	readonly delta: number | null;
	/** Times of suspects that are believed now. */
	readonly confirmed: readonly number[];
	/** The believed value before a reset, a roll-over or an exchange. */
	readonly before: number | null;
	/** The value with which the new count begins. */
	readonly after: number | null;
}

/** A counter of which nothing was read yet. */
export const NEW_COUNTER: CounterState = {
	accepted: null,
	suspects: [],
	highestPerHour: 0,
	learnedSteps: 0,
	meter: null,
};

/** The same memory in units that are finer by a power of ten. */
export function finerCounter(state: CounterState, factor: number): CounterState {
	const scaled = ({ value, time }: CounterPoint): CounterPoint => ({ value: value * factor, time });
	return {
		...state,
		accepted: state.accepted === null ? null : scaled(state.accepted),
		suspects: state.suspects.map(scaled),
		highestPerHour: state.highestPerHour * factor,
	};
}

const HOUR = 3_600_000;
const SHORTEST_STEP = 60_000;
const SUSPECTS_FOR_RESET = 3;
const MARGIN = 10;
const DIGITS_PER_HOUR = 60;
/** So many steps with consumption say enough about a meter's rate. */
const STEPS_TO_LEARN = 24;
/** Before that, a thousandth of the whole range within an hour is possible, and no more than five of them ahead in one step. */
const UNKNOWN_SHARE = 1000;
const LONGEST_UNKNOWN_STEP = 5 * HOUR;
/** A counter that never rolls over is held against the display that its value would fit. */
const LEAST_DIGITS = 8;

function lenientPerHour({ modulus }: CounterRules): number {
	return (modulus ?? Number.MAX_SAFE_INTEGER) / UNKNOWN_SHARE;
}

function isUnknown(state: CounterState, rules: CounterRules): boolean {
	return rules.maxPerHour === null && state.learnedSteps < STEPS_TO_LEARN;
}

function unknownPerHour({ accepted }: CounterState, { modulus }: CounterRules): number {
	const digits = Math.floor(Math.log10(Math.max(1, Math.abs(accepted?.value ?? 0)))) + 2;
	return (modulus ?? 10 ** Math.max(LEAST_DIGITS, digits)) / UNKNOWN_SHARE;
}

function mostPerHour(state: CounterState, rules: CounterRules): number {
	if (rules.maxPerHour !== null) return rules.maxPerHour;
	const least = isUnknown(state, rules) ? unknownPerHour(state, rules) : DIGITS_PER_HOUR;
	return Math.max(MARGIN * state.highestPerHour, least);
}

function isPlausible(amount: number, elapsedMs: number, perHour: number, shortestMs: number): boolean {
	return amount >= 0 && amount * HOUR <= perHour * Math.max(elapsedMs, shortestMs);
}

/** Nobody knows this meter's rate yet: a short step gets the measure of an hour. */
function shortestStep(state: CounterState, rules: CounterRules): number {
	return isUnknown(state, rules) ? HOUR : SHORTEST_STEP;
}

/** What is ahead loses nothing while it waits to be confirmed; a roll-over would, so that this is not for it. */
function creditedTime(state: CounterState, rules: CounterRules, elapsedMs: number): number {
	return isUnknown(state, rules) ? Math.min(elapsedMs, LONGEST_UNKNOWN_STEP) : elapsedMs;
}

function believed(state: CounterState, point: CounterPoint, delta: number): CounterState {
	const elapsed = point.time - (state.accepted?.time ?? point.time);
	const perHour = (delta * HOUR) / Math.max(elapsed, SHORTEST_STEP);
	return {
		...state,
		accepted: point,
		suspects: [],
		highestPerHour: Math.max(state.highestPerHour, perHour),
		learnedSteps: state.learnedSteps + Number(delta > 0),
	};
}

function begun(state: CounterState, point: CounterPoint, meter: string | null): CounterState {
	return { ...state, accepted: point, suspects: [], meter: meter ?? state.meter };
}

/** Suspects that agree with each other: not falling, and no faster than the meter can be. */
function agree(points: readonly CounterPoint[], state: CounterState, rules: CounterRules): boolean {
	const perHour = rules.maxPerHour ?? Math.max(mostPerHour(state, rules), lenientPerHour(rules));
	return points.every((point, index) => {
		const before = points[index - 1];
		return before === undefined || isPlausible(point.value - before.value, point.time - before.time, perHour, HOUR);
	});
}

/** The newest suspects that agree; one that does not begins anew. */
function agreeing(state: CounterState, point: CounterPoint, rules: CounterRules): CounterPoint[] {
	const all = [...state.suspects, point];
	return agree(all, state, rules) ? all : [point];
}

const NOTHING = { delta: null, confirmed: [], before: null, after: null } as const;

function suspect(state: CounterState, accepted: CounterPoint, point: CounterPoint, rules: CounterRules): CounterStep {
	const suspects = agreeing(state, point, rules);
	const [first] = suspects;
	if (first === undefined || suspects.length < SUSPECTS_FOR_RESET) {
		return { ...NOTHING, state: { ...state, suspects }, verdict: "suspect" };
	}
	const confirmed = suspects.slice(0, -1).map(({ time }) => time);
	const ahead = point.value - accepted.value;
	// A meter that went on faster than it ever did is no reset: nothing of its consumption is lost.
	if (rules.maxPerHour === null && isPlausible(ahead, point.time - accepted.time, lenientPerHour(rules), HOUR)) {
		return { ...NOTHING, state: believed(state, point, ahead), verdict: "accepted", delta: ahead, confirmed };
	}
	const delta = point.value - first.value;
	const next = believed(begun(state, first, null), point, delta);
	return { state: next, verdict: "reset", delta, confirmed, before: accepted.value, after: first.value };
}

/**
 * One reading of a counter: accepted, a roll-over, the start of another meter, or suspect. One odd value never moves the count; three that agree
 * are a reset, which begins with the first of them. Values are whole numbers up to 2^53; a signed binary counter hands in its value modulo its range.
 */
export function stepCounter(
	state: CounterState,
	reading: CounterPoint & { readonly meter?: string | null },
	rules: CounterRules,
): CounterStep {
	const { value, time, meter = null } = reading;
	const { accepted } = state;
	const point = { value, time };
	if (accepted === null) return { ...NOTHING, state: begun(state, point, meter), verdict: "first" };
	if (time <= accepted.time || time <= (state.suspects.at(-1)?.time ?? 0))
		return { ...NOTHING, state, verdict: "ignored" };
	if (meter !== null && state.meter !== null && meter !== state.meter) {
		const fresh = { ...NEW_COUNTER, accepted: point, meter };
		return { ...NOTHING, state: fresh, verdict: "replaced", before: accepted.value, after: value };
	}
	const known = meter !== null && state.meter === null ? { ...state, meter } : state;
	const elapsed = time - accepted.time;
	const credited = creditedTime(known, rules, elapsed);
	const perHour = mostPerHour(known, rules);
	const shortest = shortestStep(known, rules);
	const ahead = value - accepted.value;
	if (isPlausible(ahead, credited, perHour, shortest)) {
		return { ...NOTHING, state: believed(known, point, ahead), verdict: "accepted", delta: ahead };
	}
	const around = rules.modulus === null ? -1 : ahead + rules.modulus;
	if (ahead < 0 && isPlausible(around, elapsed, perHour, shortest)) {
		const next = believed(known, point, around);
		return { ...NOTHING, state: next, verdict: "rollover", delta: around, before: accepted.value, after: value };
	}
	return suspect(known, accepted, point, rules);
}
