import { Failure } from "../model/failure.ts";
import { add, compareFractions, type Fraction, invert, multiply, negate, ONE, ZERO } from "../model/fraction.ts";
import { combinedPowers } from "../model/measure.ts";
import type { Bound, BoundNumber, InputValue, NumberType, Scalar } from "./bound.ts";
import { bounded, doubleOf, fractionOfDouble } from "./bounded.ts";
import { checkDifference, checkSameWeight, commonType, mismatch } from "./number-type.ts";

type Pair = (a: Fraction, b: Fraction) => Scalar;

const HIGHEST_POWER = 12;

function isFraction(value: Scalar): value is Fraction {
	return value !== null && typeof value !== "boolean";
}

/** Computes two numbers at once; nothing where one of them is nothing. */
function ofTwo(a: Bound, b: Bound, compute: Pair): (inputs: readonly InputValue[]) => Scalar {
	return (inputs) => {
		const left = a.evaluate(inputs);
		const right = isFraction(left) ? b.evaluate(inputs) : null;
		if (!(isFraction(left) && isFraction(right))) return null;
		const result = compute(left, right);
		return isFraction(result) ? bounded(result) : result;
	};
}

/** Computes one number; nothing from nothing. */
export function ofOne(a: Bound, compute: (value: Fraction) => Scalar): (inputs: readonly InputValue[]) => Scalar {
	return (inputs) => {
		const value = a.evaluate(inputs);
		const result = isFraction(value) ? compute(value) : null;
		return isFraction(result) ? bounded(result) : result;
	};
}

function folded(type: NumberType, parts: readonly BoundNumber[], evaluate: Bound["evaluate"]): BoundNumber {
	const constant = parts.every((part) => part.type.constant !== null) ? evaluate([]) : null;
	return { type: { ...type, constant: isFraction(constant) ? constant : null }, evaluate };
}

/** `a + b` or `a − b`. Throws Failure `unit-mismatch`. */
export function bindSum(a: BoundNumber, b: BoundNumber, sign: 1 | -1): BoundNumber {
	const other = sign === 1 ? b.type.weight : negate(b.type.weight);
	const type = { ...commonType(a.type, b.type), weight: add(a.type.weight, other) };
	return folded(
		type,
		[a, b],
		ofTwo(a, b, (x, y) => add(x, sign === 1 ? y : negate(y))),
	);
}

function isBare({ powers }: NumberType): boolean {
	return Object.keys(powers).length === 0;
}

/** A number times a unit keeps the unit; a product of two units is only known by its powers. */
function productType(a: NumberType, b: NumberType, sign: 1 | -1): NumberType {
	const plain = a.plain && b.plain;
	const exact = a.exact && b.exact && (sign === 1 || b.constant !== null);
	const rest = { exact, plain, constant: null, weight: ZERO } as const;
	if (isBare(b)) return { ...a, ...rest, native: a.native ?? (sign === 1 ? b.native : null) };
	if (isBare(a) && sign === 1) return { ...b, ...rest };
	const powers = combinedPowers(a.powers, b.powers, sign);
	return { kind: "number", dimension: null, powers, native: null, ...rest };
}

/** A temperature may be scaled by a number of the formula (for means), by nothing else. */
function productWeight(a: NumberType, b: NumberType, sign: 1 | -1): Fraction {
	if (a.weight.numerator === 0n && b.weight.numerator === 0n) return ZERO;
	const [scaled, scale] = b.weight.numerator === 0n ? [a, b] : [b, a];
	const isScale = scale.plain && scale.constant !== null && scale.constant.numerator !== 0n;
	if (!isScale || (sign === -1 && scaled === b)) throw mismatch(scaled, "K");
	const factor = scale.constant ?? ONE;
	return multiply(scaled.weight, sign === 1 ? factor : invert(factor));
}

/** `a × b`. Throws Failure `unit-mismatch`. */
export function bindProduct(a: BoundNumber, b: BoundNumber): BoundNumber {
	const type = { ...productType(a.type, b.type, 1), weight: productWeight(a.type, b.type, 1) };
	return folded(type, [a, b], ofTwo(a, b, multiply));
}

/** `a ÷ b`; nothing where b is zero. Throws Failure `unit-mismatch`. */
export function bindQuotient(a: BoundNumber, b: BoundNumber): BoundNumber {
	const type = { ...productType(a.type, b.type, -1), weight: productWeight(a.type, b.type, -1) };
	const divide: Pair = (x, y) => (y.numerator === 0n ? null : multiply(x, invert(y)));
	return folded(type, [a, b], ofTwo(a, b, divide));
}

/** The rest of a division, with the sign of the dividend. Throws Failure `unit-mismatch`. */
export function bindRemainder(a: BoundNumber, b: BoundNumber): BoundNumber {
	const type = commonType(a.type, b.type);
	checkDifference(a.type);
	checkDifference(b.type);
	const rest: Pair = (x, y) => {
		if (y.numerator === 0n) return null;
		const denominator = x.denominator * y.denominator;
		return { numerator: (x.numerator * y.denominator) % (y.numerator * x.denominator), denominator };
	};
	return folded(type, [a, b], ofTwo(a, b, rest));
}

function wholePower(base: Fraction, exponent: number): Scalar {
	if (exponent < 0 && base.numerator === 0n) return null;
	let result: Fraction | null = ONE;
	const factor = exponent < 0 ? invert(base) : base;
	for (let step = 0; step < Math.abs(exponent) && result !== null; step += 1)
		result = bounded(multiply(result, factor));
	return result;
}

function anyPower(base: Fraction, exponent: Fraction): Scalar {
	const whole = exponent.denominator === 1n ? Number(exponent.numerator) : Number.NaN;
	if (Math.abs(whole) <= HIGHEST_POWER) return wholePower(base, whole);
	return fractionOfDouble(doubleOf(base) ** doubleOf(exponent));
}

/** `a ^ b`: a whole number up to 12, or a half, where `a` has a unit. Throws Failure `unit-mismatch`. */
export function bindPower(a: BoundNumber, b: BoundNumber): BoundNumber {
	checkDifference(a.type);
	if (!isBare(b.type) || b.type.native !== null) throw mismatch(b.type, "1");
	const { constant } = b.type;
	const isWhole = constant !== null && constant.denominator === 1n;
	const exact = a.type.exact && isWhole && constant.numerator >= 0n;
	const powers = isBare(a.type) ? {} : raisedPowers(a.type, constant);
	const type: NumberType = { ...a.type, dimension: null, powers, native: null, exact, constant: null };
	return folded(type, [a, b], ofTwo(a, b, anyPower));
}

function raisedPowers(type: NumberType, exponent: Fraction | null): Record<string, number> {
	if (exponent === null) throw mismatch(type, "1");
	const times = doubleOf(exponent);
	const powers = combinedPowers({}, type.powers, times);
	if (Math.abs(times) > HIGHEST_POWER || !Object.values(powers).every(Number.isInteger)) throw mismatch(type, "1");
	return powers;
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
	"<": (order) => order < 0,
	"<=": (order) => order <= 0,
	">": (order) => order > 0,
	">=": (order) => order >= 0,
	"==": (order) => order === 0,
	"!=": (order) => order !== 0,
};

/** A comparison of two numbers. Throws Failure `unit-mismatch`; `formula` for an operator that compares nothing. */
export function bindComparison(name: string, a: BoundNumber, b: BoundNumber): Bound {
	const holds = COMPARISONS[name];
	if (holds === undefined) throw new Failure("formula", { problem: "operator", text: name });
	commonType(a.type, b.type);
	checkSameWeight(a.type, b.type);
	return { type: { kind: "boolean" }, evaluate: ofTwo(a, b, (x, y) => holds(compareFractions(x, y))) };
}
