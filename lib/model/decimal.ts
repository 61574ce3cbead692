/** A number without loss: `mantissa × 10^exponent`. */
export interface Decimal {
	readonly mantissa: bigint;
	readonly exponent: number;
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
