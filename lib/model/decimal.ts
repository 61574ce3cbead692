/** A number without loss: `mantissa × 10^exponent`. */
export interface Decimal {
	readonly mantissa: bigint;
	readonly exponent: number;
}

const DECIMAL = /^([+-]?)(\d{1,400})(?:\.(\d{1,400}))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Reads decimal text such as `-0.5`, `2850.427` or `1e21`; null for anything else. */
export function parseDecimal(text: string): Decimal | null {
	const match = DECIMAL.exec(text);
	if (match === null) return null;
	const [, sign = "", whole = "", fraction = "", power = "0"] = match;
	const mantissa = BigInt(whole + fraction);
	return { mantissa: sign === "-" ? -mantissa : mantissa, exponent: Number(power) - fraction.length };
}

/** `a + b`, exact. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
	const exponent = Math.min(a.exponent, b.exponent);
	const raised = ({ mantissa, exponent: own }: Decimal) => mantissa * 10n ** BigInt(own - exponent);
	return { mantissa: raised(a) + raised(b), exponent };
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
