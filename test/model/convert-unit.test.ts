import fc from "fast-check";
import { expect, test } from "vitest";
import { convertExact, convertUnit, decimalShift } from "../../lib/model/convert-unit.ts";
import { type Decimal, decimalText, parseDecimal } from "../../lib/model/decimal.ts";
import { Failure } from "../../lib/model/failure.ts";
import { fractionOf, fractionText } from "../../lib/model/fraction.ts";

function converted(text: string, from: string, to: string): string | null {
	const decimal = parseDecimal(text);
	const result = decimal === null ? null : convertUnit(fractionOf(decimal), from, to);
	return result === null ? null : fractionText(result).text;
}

test.each([
	["1234000", "Wh", "kWh", "1234"],
	["36", "MJ", "kWh", "10"],
	["1", "kWh", "MJ", "3.6"],
	["0.1", "kWh", "Wh", "100"],
	["3600", "J/h", "W", "1"],
	["1.5", "m³", "l", "1500"],
	["2", "m³/min", "l/h", "120000"],
	["90", "min", "h", "1.5"],
	["0.25", "A", "mA", "250"],
	["68", "°F", "°C", "20"],
	["-40", "°C", "°F", "-40"],
	["2", "year", "month", "24"],
	["5", "", "kWh", "5"],
	["5", "Wh/s", "Wh/s", "5"],
])("%s %s in %s is %s", (value, from, to, expected) => {
	expect(converted(value, from, to)).toBe(expected);
});

test("units that have nothing in common do not convert", () => {
	expect(converted("1", "Wh", "varh")).toBeNull();
	expect(converted("1", "m³", "kWh")).toBeNull();
	expect(converted("1", "month", "d")).toBeNull();
	expect(converted("1", "apples", "pears")).toBeNull();
});

test("a power of ten between two units is known without arithmetic", () => {
	expect(decimalShift("Wh", "kWh")).toBe(-3);
	expect(decimalShift("MWh", "Wh")).toBe(6);
	expect(decimalShift("l/h", "m³/h")).toBe(-3);
	expect(decimalShift("MJ", "kWh")).toBeNull();
	expect(decimalShift("°F", "°C")).toBeNull();
	expect(decimalShift("°C", "°C")).toBe(0);
	expect(decimalShift("apples", "pears")).toBeNull();
});

test.each([
	["20", "°C", "K", undefined, "293.15"],
	["68", "°F", "K", 2, "293.15"],
	["0", "K", "°F", undefined, "-459.67"],
	["1", "gal", "l", 3, "3.785"],
	["1", "ft³", "m³", undefined, "0.028316846592"],
	["1", "J", "Wh", undefined, "0.00027777777777777777778"],
	["2.5", "BTU", "J", 2, "2637.64"],
	["-0.5", "kWh", "kWh", 0, "-1"],
	["12", "kWh/m³", "MJ/l", undefined, "0.0432"],
	["3600", "J/s", "kW", undefined, "3.6"],
	["0.25", "", "%", undefined, "25"],
	["18446744073709551615", "Wh", "MWh", undefined, "18446744073709.551615"],
])("%s %s in %s to %s decimals is exactly %s", (...[value, from, to, decimals, expected]) => {
	expect(decimalText(convertExact(parsed(value), from, to, decimals))).toBe(expected);
});

test.each([
	["kWh", "kvarh", "unit-mismatch"],
	["m³", "m³/h", "unit-mismatch"],
	["", "kWh", "unit-mismatch"],
	["month", "d", "unit-mismatch"],
	["apples", "kg", "unit-unknown"],
	["kWh", "kWh/(m³", "unit-unknown"],
	["kWh", "kWh/", "unit-unknown"],
	["kWh", "·", "unit-unknown"],
])("%s in %s is refused as %s", (from, to, code) => {
	expect(codeOf(() => convertExact(parsed("1"), from, to))).toBe(code);
});

test("any text as a unit ends in a value or a Failure", () => {
	const text = fc.oneof(
		fc.string(),
		fc.stringMatching(/^[()·*/1KWhm³]{0,20}$/),
		fc.constantFrom("__proto__", "constructor"),
	);
	fc.assert(
		fc.property(text, text, (from, to) => {
			const code = codeOf(() => convertExact(parsed("1"), from, to));
			expect([null, "unit-unknown", "unit-mismatch"]).toContain(code);
		}),
	);
});

/** Base units per unit as whole numbers with a common divisor per row, offsets in hundredths: written down apart from the table. */
const PEERS: readonly (readonly [group: string, unit: string, factor: string, divisor: string, offset: string])[] = [
	["e", "J", "1", "1", "0"],
	["e", "MJ", "1000000", "1", "0"],
	["e", "Wh", "3600", "1", "0"],
	["e", "kWh", "3600000", "1", "0"],
	["e", "MWh", "3600000000", "1", "0"],
	["e", "BTU", "105505585262", "100000000", "0"],
	["e", "cal", "41868", "10000", "0"],
	["t", "°C", "1", "1", "27315"],
	["t", "K", "1", "1", "0"],
	["t", "°F", "5", "9", "45967"],
	["v", "m³", "1", "1", "0"],
	["v", "l", "1", "1000", "0"],
	["v", "gal", "3785411784", "1000000000000", "0"],
	["v", "ft³", "28316846592", "1000000000000", "0"],
	["f", "m³/h", "1", "3600", "0"],
	["f", "l/min", "1", "60000", "0"],
	["f", "gal/min", "3785411784", "60000000000000", "0"],
	["p", "bar", "100000", "1", "0"],
	["p", "hPa", "100", "1", "0"],
	["d", "d", "86400", "1", "0"],
	["d", "min", "60", "1", "0"],
];

/** Long division, digit by digit, with one digit more than asked for; that one rounds, away from zero. */
function longDivision(dividend: bigint, divisor: bigint, decimals: number): string {
	const top = dividend < 0n ? -dividend : dividend;
	let digits = (top / divisor).toString();
	let rest = top % divisor;
	for (let place = 0; place <= decimals; place += 1) {
		rest *= 10n;
		digits += (rest / divisor).toString();
		rest %= divisor;
	}
	const kept = BigInt(digits.slice(0, -1)) + (digits.endsWith("0") || /[1-4]$/.test(digits) ? 0n : 1n);
	const padded = kept.toString().padStart(decimals + 1, "0");
	const text = decimals === 0 ? padded : `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
	return dividend < 0n && kept !== 0n ? `-${text}` : text;
}

const peer = fc.integer({ min: 0, max: PEERS.length - 1 });
const runs = Number(process.env["CONVERSIONS"] ?? 2000);

test("random conversions are those of long division", { timeout: 600_000 }, () => {
	const value = fc.tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.nat({ max: 12 }));
	fc.assert(
		fc.property(peer, peer, value, fc.nat({ max: 12 }), (a, b, [digits, places], decimals) => {
			const [group, from, factor, divisor, offset] = PEERS[a] ?? [];
			const [other, to, toFactor, toDivisor, toOffset] = PEERS[b] ?? [];
			fc.pre(group === other && from !== undefined && to !== undefined);
			const big = (text: string | undefined) => BigInt(text ?? "");
			const unit = 10n ** BigInt(places);
			const base = (digits * 100n + big(offset) * unit) * big(factor) * big(toDivisor);
			const scale = 100n * unit * big(divisor) * big(toFactor);
			const expected = longDivision(100n * base - big(toOffset) * scale, 100n * scale, decimals);
			const result = convertExact({ mantissa: digits, exponent: -places }, from, to, decimals);
			expect(decimalText(result)).toBe(decimalText(parsed(expected)));
		}),
		{ numRuns: runs },
	);
});

function parsed(text: string): Decimal {
	return parseDecimal(text) ?? { mantissa: 0n, exponent: 0 };
}

function codeOf(work: () => unknown): string | null {
	try {
		work();
		return null;
	} catch (error) {
		if (error instanceof Failure) return error.code;
		throw error;
	}
}
