/** A number without loss: `mantissa × 10^exponent`. */
export interface Decimal {
	readonly mantissa: bigint;
	readonly exponent: number;
}

const DECIMAL = /^([+-]?)(\d{0,400})(?:\.(\d{1,400}))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Reads decimal text such as `-0.5`, `2850.427` or `1e21`; null for anything else. */
export function parseDecimal(text: string): Decimal | null {
	const match = DECIMAL.exec(text);
	if (match === null) return null;
	const [, sign = "", whole = "", fraction = "", power = "0"] = match;
	if (whole + fraction === "") return null;
	const mantissa = BigInt(whole + fraction);
	return { mantissa: sign === "-" ? -mantissa : mantissa, exponent: Number(power) - fraction.length };
}

/** `a + b`, exact. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
	const exponent = Math.min(a.exponent, b.exponent);
	const raised = ({ mantissa, exponent: own }: Decimal) => mantissa * 10n ** BigInt(own - exponent);
	return { mantissa: raised(a) + raised(b), exponent };
}

/** `a − b`, exact. */
export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
	return addDecimals(a, { mantissa: -b.mantissa, exponent: b.exponent });
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
	const { mantissa } = subtractDecimals(a, b);
	return mantissa < 0n ? -1 : Number(mantissa > 0n);
}

/** `dividend ÷ divisor` as a whole number, rounded half up (away from zero); the divisor is not zero. */
export function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
	const negative = dividend < 0n !== divisor < 0n;
	const top = dividend < 0n ? -dividend : dividend;
	const bottom = divisor < 0n ? -divisor : divisor;
	const result = (2n * top + bottom) / (2n * bottom);
	return negative ? -result : result;
}

/** `a ÷ b` to so many decimals, rounded half up (away from zero); `b` is not zero. */
export function divideDecimals(a: Decimal, b: Decimal, decimals: number): Decimal {
	const shift = a.exponent - b.exponent + decimals;
	const dividend = shift > 0 ? a.mantissa * 10n ** BigInt(shift) : a.mantissa;
	const divisor = shift < 0 ? b.mantissa * 10n ** BigInt(-shift) : b.mantissa;
	return { mantissa: roundedQuotient(dividend, divisor), exponent: -decimals };
}

/** Plain decimal text of a decimal, no exponent and no superfluous zeros: `2850.427`, `-0.5`, `5853400000000`. */
export function decimalText({ mantissa, exponent }: Decimal): string {
	if (mantissa === 0n) return "0";
	const sign = mantissa < 0n ? "-" : "";
	const digits = (mantissa < 0n ? -mantissa : mantissa).toString();
	if (exponent >= 0) return sign + digits + "0".repeat(exponent);
	const padded = digits.padStart(1 - exponent, "0");
	const fraction = padded.slice(exponent).replace(/0+$/, "");
	const whole = padded.slice(0, exponent);
	return sign + whole + (fraction === "" ? "" : `.${fraction}`);
}

/** Whether a double written down in full, or in its shortest form, is the decimal text. */
export function doubleHolds(value: number, exact: string): boolean {
	if (!Number.isFinite(value)) return false;
	if (String(value) === exact) return true;
	const shortest = parseDecimal(String(value));
	if (shortest !== null && decimalText(shortest) === exact) return true;
	const full = parseDecimal(Math.abs(value) < 1e21 ? value.toFixed(100) : BigInt(value).toString());
	return full !== null && decimalText(full) === exact;
}
