import { Failure, type FailureCode } from "../model/failure.ts";
import { add, compareFractions, type Fraction, multiply, negate, reduced, ZERO } from "../model/fraction.ts";
import { type Measure, sameDimension } from "../model/measure.ts";
import { worseQuality } from "../model/quality.ts";
import type { Quality } from "../model/reading.ts";
import type { GroupTotals } from "./bound.ts";
import type { InputReading } from "./input-reading.ts";
import { missingState, type Slot, type SlotState } from "./slot.ts";
import type { StandIn } from "./stand-in.ts";

interface Member extends InputReading {
	readonly value: Fraction;
}

function isMember(reading: InputReading): reading is Member {
	return reading.value !== null && typeof reading.value !== "boolean";
}

/** Whether `a` comes before `b` by a sign: -1 for the least, 1 for the greatest. */
function isBeyond(a: Fraction, b: Fraction | null, sign: 1 | -1): boolean {
	return b === null || compareFractions(a, b) * sign > 0;
}

/**
 * An input of many series: keeps their sum, so that a reading costs the same however many there are. Members are kept in the order in which
 * they were heard, the one that is silent for the longest first.
 */
export class GroupSlot implements Slot {
	readonly #maxAgeMs: number;
	readonly #standIn: StandIn;
	readonly #members = new Map<string, Member>();
	/** Those that are silent or have no value, with the reason. */
	readonly #absent = new Map<string, FailureCode | null>();
	readonly #heard = new Map<string, number>();
	readonly #fresh = new Set<string>();
	readonly #qualities = new Map<Quality, { count: number; reason: FailureCode | null }>();
	#sum: Fraction = ZERO;
	#minimum: Fraction | null = null;
	#maximum: Fraction | null = null;
	/** True while the extremes must be looked for again. */
	#isStale = false;
	#measure: Measure | null = null;
	newest = Number.NEGATIVE_INFINITY;

	constructor(maxAgeMs: number, standIn: StandIn) {
		this.#maxAgeMs = maxAgeMs;
		this.#standIn = standIn;
	}

	get isFresh(): boolean {
		return this.#fresh.size > 0 && this.#fresh.size === this.#heard.size;
	}

	take(series: string, reading: InputReading): boolean {
		if (reading.time <= (this.#heard.get(series) ?? Number.NEGATIVE_INFINITY)) return false;
		this.#check(reading);
		this.#heard.set(series, reading.time);
		this.#fresh.add(series);
		this.newest = Math.max(this.newest, reading.time);
		if (isMember(reading)) {
			this.#remove(series);
			this.#absent.delete(series);
			this.#add(series, reading);
			return true;
		}
		if (this.#standIn.rule !== "last") this.#remove(series);
		this.#absent.set(series, reading.reason);
		return true;
	}

	read(now: number): SlotState {
		this.#dropSilent(now);
		const { rule } = this.#standIn;
		const [absent] = this.#absent.values();
		if (this.#measure === null || (rule === "none" && absent !== undefined)) return missingState(absent ?? null);
		const isWhole = this.#absent.size === 0;
		const [quality, reason] = isWhole ? this.#worst() : this.#weakened();
		const kind = { measure: this.#measure, isGroup: true };
		return {
			kind,
			value: { value: null, previous: null, group: this.#totals() },
			quality,
			reason,
			isMissing: false,
		};
	}

	settle(): void {
		this.#fresh.clear();
	}

	#check(reading: InputReading): void {
		if (!isMember(reading)) return;
		this.#measure ??= reading.measure;
		const { offset, symbol } = this.#measure;
		const isShifted = offset.numerator !== 0n;
		const fits = sameDimension(this.#measure, reading.measure);
		if (!fits || isShifted !== (reading.measure.offset.numerator !== 0n))
			throw new Failure("unit-mismatch", { from: reading.measure.symbol, to: symbol });
	}

	#add(series: string, member: Member): void {
		this.#members.set(series, member);
		this.#sum = reduced(add(this.#sum, member.value));
		if (isBeyond(member.value, this.#minimum, -1)) this.#minimum = member.value;
		if (isBeyond(member.value, this.#maximum, 1)) this.#maximum = member.value;
		const known = this.#qualities.get(member.quality);
		this.#qualities.set(member.quality, { count: (known?.count ?? 0) + 1, reason: member.reason });
	}

	#remove(series: string): void {
		const member = this.#members.get(series);
		if (member === undefined) return;
		this.#members.delete(series);
		this.#sum = reduced(add(this.#sum, negate(member.value)));
		this.#isStale ||= member.value === this.#minimum || member.value === this.#maximum;
		const known = this.#qualities.get(member.quality);
		if (known !== undefined) known.count -= 1;
	}

	/** Every member leaves at most once for every time it was heard. */
	#dropSilent(now: number): void {
		for (const [series, { time }] of this.#members) {
			if (now - time <= this.#maxAgeMs) return;
			this.#absent.set(series, null);
			if (this.#standIn.rule === "last") return;
			this.#remove(series);
		}
	}

	/** Growing counters leave their least value all the time: it is looked for only where a formula asks for it. */
	#extremes(): void {
		if (!this.#isStale) return;
		this.#isStale = false;
		this.#minimum = null;
		this.#maximum = null;
		for (const { value } of this.#members.values()) {
			if (isBeyond(value, this.#minimum, -1)) this.#minimum = value;
			if (isBeyond(value, this.#maximum, 1)) this.#maximum = value;
		}
	}

	#totals(): GroupTotals {
		const own = { count: this.#members.size, sum: this.#sum, extreme: (sign: 1 | -1) => this.#extreme(sign) };
		const { rule, base } = this.#standIn;
		if (rule !== "substitute" || this.#absent.size === 0) return own;
		const count = { numerator: BigInt(this.#absent.size), denominator: 1n };
		return {
			count: own.count + this.#absent.size,
			sum: reduced(add(own.sum, multiply(base, count))),
			extreme: (sign: 1 | -1) => {
				const known = own.extreme(sign);
				return isBeyond(base, known, sign) ? base : known;
			},
		};
	}

	#extreme(sign: 1 | -1): Fraction | null {
		this.#extremes();
		return sign === 1 ? this.#maximum : this.#minimum;
	}

	#weakened(): [Quality, FailureCode | null] {
		const quality = ({ skip: "uncertain", last: "estimated", substitute: "substituted", none: "bad" } as const)[
			this.#standIn.rule
		];
		const [own] = this.#worst();
		return [worseQuality(quality, own), "formula-input"];
	}

	#worst(): [Quality, FailureCode | null] {
		let worst: Quality = "good";
		for (const [quality, { count }] of this.#qualities) if (count > 0) worst = worseQuality(worst, quality);
		return [worst, this.#qualities.get(worst)?.reason ?? null];
	}
}
