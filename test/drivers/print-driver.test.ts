import fc from "fast-check";
import { expect, test } from "vitest";
import type { DatapointRule, Driver, HexRange, MatchRule, NumberRange } from "../../lib/drivers/driver.ts";
import { printDriver } from "../../lib/drivers/print-driver.ts";
import { readDriver } from "../../lib/drivers/read-driver.ts";
import { EXAMPLE } from "./house-example.ts";

test("a file in canonical form is printed byte for byte", () => {
	expect(printDriver(readDriver(EXAMPLE))).toBe(EXAMPLE);
});

test("another form of the same driver is printed in canonical form", () => {
	const squeezed = `<?xml version="1.0" encoding="UTF-8"?>\r\n${EXAMPLE.replaceAll(/\n\s*/g, "").replaceAll('"', "'")}`;
	expect(printDriver(readDriver(squeezed))).toBe(EXAMPLE);
});

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const text = fc.string({ maxLength: 20, unit: fc.constantFrom(..."abc <>&\"'§°³µ") }).map((value) => value.trim());
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const hexRange = (digits: number): fc.Arbitrary<HexRange> =>
	fc
		.tuple(fc.nat({ max: 16 ** digits - 1 }), fc.nat({ max: 16 ** digits - 1 }))
		.map(([a, b]) => [Math.min(a, b), Math.max(a, b)].map((n) => n.toString(16).toUpperCase().padStart(digits, "0")))
		.map(([first = "", last = ""]) => ({ first, last }));
const some = <T>(arbitrary: fc.Arbitrary<T>) => maybe(fc.array(arbitrary, { minLength: 1, maxLength: 3 }));
const numbers: fc.Arbitrary<readonly NumberRange[] | null> = maybe(
	fc.oneof(
		fc.constant([{ first: 0, last: Number.POSITIVE_INFINITY }]),
		fc
			.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 3 })
			.map((pairs) => pairs.map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }))),
	),
);
const match: fc.Arbitrary<MatchRule> = fc.record({
	vif: fc.oneof(fc.constant("energy" as const), some(fc.oneof(hexRange(2), hexRange(4)))),
	unit: maybe(text),
	dataField: some(hexRange(1)),
	function: maybe(fc.constantFrom("instantaneous" as const, "maximum" as const, "any" as const)),
	storage: numbers,
	tariff: numbers,
	subunit: numbers,
	occurrence: numbers,
	modifiers: maybe(fc.oneof(fc.constant("any" as const), fc.constant(["phase-l1", "future"]))),
});
const naming = {
	name,
	quantity: maybe(fc.constantFrom("energy" as const, "x-own" as const)),
	unit: maybe(text),
	wireUnit: maybe(text),
	scale: maybe(fc.constantFrom({ mantissa: -5n, exponent: -1 }, { mantissa: 1001n, exponent: -3 })),
	modulus: maybe(fc.constantFrom({ mantissa: 100_000n, exponent: 0 }, { mantissa: 99_999_999n, exponent: -1 })),
};
const datapoint: fc.Arbitrary<DatapointRule> = fc.record({
	...naming,
	matches: fc.array(match, { minLength: 1, maxLength: 3 }),
});
const driver: fc.Arbitrary<Driver> = fc.record({
	name: fc.constant("xyz"),
	protocol: fc.constant("mbus" as const),
	title: maybe(text.filter((value) => value !== "")),
	rest: maybe(fc.constantFrom("keep" as const, "hide" as const)),
	note: maybe(text),
	detect: fc.array(
		fc.record({
			manufacturer: fc.stringMatching(/^[A-Z]{3}$/),
			version: some(hexRange(2)),
			medium: some(hexRange(2)),
			id: some(hexRange(8)),
		}),
		{ minLength: 1, maxLength: 2 },
	),
	datapoints: fc.uniqueArray(datapoint, { maxLength: 4, selector: (rule) => rule.name }),
	hide: fc.array(match, { maxLength: 2 }),
	manufacturerData: fc.array(
		fc.record({
			...naming,
			offset: fc.nat({ max: 200 }),
			length: fc.integer({ min: 1, max: 20 }),
			type: fc.constantFrom("unsigned" as const, "text" as const),
			order: maybe(fc.constantFrom("lsb" as const, "msb" as const)),
		}),
		{ maxLength: 2 },
	),
	tests: fc.array(
		fc.record({
			telegrams: fc.array(fc.constantFrom("AB", "cd01"), { minLength: 1, maxLength: 2 }),
			readings: fc.array(
				fc.record({
					datapoint: name,
					value: maybe(text),
					unit: maybe(text),
					quality: maybe(fc.constant("bad" as const)),
					reason: maybe(fc.constant("invalid-bcd" as const)),
				}),
				{ maxLength: 3 },
			),
		}),
		{ maxLength: 2 },
	),
});

test("any driver comes back from its file, and its file from the driver", () => {
	fc.assert(
		fc.property(driver, (original) => {
			const xml = printDriver(original);
			const read = readDriver(xml);
			expect(read).toEqual(original);
			expect(printDriver(read)).toBe(xml);
		}),
	);
});
