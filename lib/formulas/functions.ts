import { Failure } from "../model/failure.ts";
import { add, compareFractions, type Fraction, invert, multiply, negate, ONE, ZERO } from "../model/fraction.ts";
import { combinedPowers, type Measure } from "../model/measure.ts";
import type { Bound, BoundNumber, InputValue, NumberType } from "./bound.ts";
import { doubleOf, fractionOfDouble } from "./bounded.ts";
import { checkDifference, checkSameWeight, commonType, mismatch } from "./number-type.ts";
import { ofOne } from "./operators.ts";

const MOST_DIGITS = 12;

/** `−a`. */
export function bindNegation(a: BoundNumber): BoundNumber {
	const { constant, weight } = a.type;
	const type = { ...a.type, weight: negate(weight), constant: constant === null ? null : negate(constant) };
	return { type, evaluate: ofOne(a, negate) };
}

/** The amount without its sign. Throws Failure `unit-mismatch`. */
export function bindAmount(a: BoundNumber): BoundNumber {
	checkDifference(a.type);
	const amount = (value: Fraction) => (value.numerator < 0n ? negate(value) : value);
	return { type: { ...a.type, constant: null }, evaluate: ofOne(a, amount) };
}

/** The square root; nothing of what is negative. Throws Failure `unit-mismatch`. */
export function bindRoot(a: BoundNumber): BoundNumber {
	checkDifference(a.type);
	const powers = combinedPowers({}, a.type.powers, 0.5);
	if (!Object.values(powers).every(Number.isInteger)) throw mismatch(a.type, "1");
	const type: NumberType = { ...a.type, dimension: null, powers, native: null, exact: false, constant: null };
	return { type, evaluate: ofOne(a, (value) => fractionOfDouble(Math.sqrt(doubleOf(value)))) };
}

function wholeDown({ numerator, denominator }: Fraction): bigint {
	const quotient = numerator / denominator;
	return numerator < 0n && numerator % denominator !== 0n ? quotient - 1n : quotient;
}

const HALF: Fraction = { numerator: 1n, denominator: 2n };

/** Half up means away from zero. */
function nearest(value: Fraction): bigint {
	return value.numerator < 0n ? -wholeDown(add(negate(value), HALF)) : wholeDown(add(value, HALF));
}

const ROUNDINGS: Readonly<Record<string, (value: Fraction) => bigint>> = {
	round: nearest,
	floor: wholeDown,
	ceil: (value) => -wholeDown(negate(value)),
};

function digitsOf(digits: BoundNumber | undefined): bigint {
	const constant = digits === undefined ? ZERO : digits.type.constant;
	if (constant === null || constant.denominator !== 1n) throw new Failure("formula", { problem: "digits" });
	if (constant.numerator < 0n || constant.numerator > MOST_DIGITS) throw new Failure("formula", { problem: "digits" });
	return constant.numerator;
}

/** Rounds to so many decimals in the unit of the value, or, where that is none, in that of the result. Throws Failure `formula`. */
export function bindRounding(name: string, parts: readonly BoundNumber[], result: Measure): BoundNumber {
	const [a, digits] = parts;
	const round = ROUNDINGS[name];
	if (a === undefined || round === undefined) throw new Failure("formula", { problem: "arguments" });
	const { factor, offset } = a.type.native ?? (a.type.plain ? { factor: ONE, offset: ZERO } : result);
	const scale: Fraction = { numerator: 10n ** digitsOf(digits), denominator: 1n };
	const perUnit = multiply(scale, invert(factor));
	const shift = multiply(multiply(offset, a.type.weight), scale);
	const back = invert(perUnit);
	const compute = (value: Fraction) => {
		const whole = { numerator: round(add(multiply(value, perUnit), negate(shift))), denominator: 1n };
		return multiply(add(whole, shift), back);
	};
	return { type: { ...a.type, exact: true, constant: null }, evaluate: ofOne(a, compute) };
}

/** `a` within two limits. Throws Failure `unit-mismatch`. */
export function bindClamp([a, low, high]: readonly [BoundNumber, BoundNumber, BoundNumber]): BoundNumber {
	const type = { ...commonType(commonType(a.type, low.type), high.type), weight: a.type.weight };
	for (const limit of [low, high]) checkSameWeight(a.type, limit.type);
	const evaluate = (inputs: readonly InputValue[]) => {
		const [value, least, most] = [a, low, high].map((part) => part.evaluate(inputs) as Fraction | null);
		if (!(value && least && most)) return null;
		if (compareFractions(value, least) < 0) return least;
		return compareFractions(value, most) > 0 ? most : value;
	};
	return { type: { ...type, constant: null }, evaluate };
}

/** Growth of an input since its value before; with `perTime` by the time between them. Throws Failure `formula`, where the part is no single input. */
export function bindGrowth(a: BoundNumber, perTime: boolean): BoundNumber {
	const { input } = a;
	if (input === undefined || a.isGroup === true) throw new Failure("formula", { problem: "input-only" });
	const powers = combinedPowers(a.type.powers, { s: 1 }, perTime ? -1 : 0);
	const known = perTime ? { dimension: null, native: null, exact: false, plain: false } : {};
	const evaluate = (inputs: readonly InputValue[]) => {
		const value = a.evaluate(inputs);
		const previous = inputs[input]?.previous ?? null;
		if (value === null || typeof value === "boolean" || previous === null) return null;
		const growth = add(value, negate(previous.value));
		if (!perTime) return growth;
		return previous.seconds.numerator <= 0n ? null : multiply(growth, invert(previous.seconds));
	};
	return { type: { ...a.type, ...known, powers, weight: ZERO, constant: null }, evaluate };
}

/** Magnus formula over water, Sonntag 1990. */
const MAGNUS = { factor: 17.62, shift: 243.12 } as const;
const KELVIN = 273.15;

/** Dew point of air of a temperature and a relative humidity. Throws Failure `unit-mismatch`. */
export function bindDewPoint(temperature: BoundNumber, humidity: BoundNumber): BoundNumber {
	if (temperature.type.dimension !== "temperature" || temperature.type.weight.numerator === 0n)
		throw mismatch(temperature.type, "°C");
	const isShare = Object.keys(humidity.type.powers).length === 0 && !humidity.type.plain;
	if (!isShare) throw mismatch(humidity.type, "%");
	const evaluate = (inputs: readonly InputValue[]) => {
		const [kelvin, share] = [temperature, humidity].map((part) => part.evaluate(inputs) as Fraction | null);
		if (!(kelvin && share) || share.numerator <= 0n) return null;
		const celsius = doubleOf(kelvin) - KELVIN;
		const level = Math.log(doubleOf(share)) + (MAGNUS.factor * celsius) / (MAGNUS.shift + celsius);
		return fractionOfDouble((MAGNUS.shift * level) / (MAGNUS.factor - level) + KELVIN);
	};
	return { type: { ...temperature.type, exact: false, constant: null }, evaluate };
}

/** One of two parts. Throws Failure `unit-mismatch`, `formula`. */
export function bindChoice(test: Bound, yes: Bound, no: Bound): Bound {
	if (test.type.kind !== "boolean") throw new Failure("formula", { problem: "condition" });
	const evaluate = (inputs: readonly InputValue[]) => {
		const isTrue = test.evaluate(inputs);
		if (isTrue === null) return null;
		return isTrue === true ? yes.evaluate(inputs) : no.evaluate(inputs);
	};
	if (yes.type.kind === "number" && no.type.kind === "number") {
		const type = { ...commonType(yes.type, no.type), weight: yes.type.weight };
		checkSameWeight(yes.type, no.type);
		return { type, evaluate };
	}
	if (yes.type.kind !== no.type.kind) throw new Failure("formula", { problem: "choice" });
	return { type: yes.type, evaluate };
}
