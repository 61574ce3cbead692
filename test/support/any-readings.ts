import fc from "fast-check";
import type { Reading } from "../../lib/model/reading.ts";
import { DAY, START } from "./open-log.ts";

const TEXTS = ["on", "off", "Ö\n;'", "", "x".repeat(90)];
const EXACT = [
	"9223372036854775807",
	"18446744073709551615",
	"9007199254740993",
	"-9223372036854775808",
	"1000000000000000000000000000007.5",
];
const ODD = [
	1e20,
	1e22,
	1.5e300,
	5e-324,
	1e-7,
	123_456_789.123,
	0.1 + 0.2,
	4_503_599_627_370_497,
	2 ** 60,
	1e-20,
	-1e15,
];

const hundredths = fc.integer({ min: -50_000, max: 50_000 }).map((value) => value / 100);

/** What the datapoints of the devices measure: every kind of value, with changing units and decimals. */
const VALUES: readonly fc.Arbitrary<Pick<Reading, "quantity" | "unit" | "value" | "exact">>[] = [
	hundredths.map((value) => ({ quantity: "temperature", unit: "°C", value })),
	fc.boolean().map((value) => ({ quantity: "state", unit: "", value })),
	fc.constantFrom(...TEXTS).map((value) => ({ quantity: "text", unit: "", value })),
	fc.constantFrom(...EXACT).map((exact) => ({ quantity: "voltage", unit: "V", value: Number(exact), exact })),
	fc.record({
		quantity: fc.constant("current" as const),
		unit: fc.constantFrom("A", "mA"),
		value: fc.oneof(hundredths, fc.constantFrom(...ODD)),
	}),
];

const QUALITIES: readonly Pick<Reading, "quality" | "reason">[] = [
	{ quality: "good" },
	{ quality: "uncertain", reason: "out-of-range" },
	{ quality: "uncertain", reason: "record-error" },
	{ quality: "estimated" },
	{ quality: "substituted" },
	{ quality: "backfilled" },
];

const source = fc.integer({ min: 0, max: VALUES.length - 1 });
const value = source.chain((datapoint) =>
	(VALUES[datapoint] ?? fc.constant(null)).map((measured) => ({ datapoint: `p${datapoint}`, ...measured })),
);

/** Readings of two months before and the day after the start: many meet at one time, and every one of a time has the same device time. */
export const anyReadings: fc.Arbitrary<Reading[]> = fc.array(
	fc
		.record({
			device: fc.constantFrom("a", "b"),
			value,
			quality: fc.constantFrom(...QUALITIES),
			day: fc.integer({ min: -60, max: 0 }),
			minute: fc.integer({ min: 0, max: 40 }),
			ms: fc.constantFrom(0, 0, 0, 7),
		})
		.map(({ device, value: measured, quality, day, minute, ms }) => {
			const time = START + day * DAY + minute * 60_000 + ms;
			return { device, ...measured, ...quality, time } as Reading;
		}),
	{ maxLength: 60 },
);

/** Another value for a reading, as somebody corrects it. */
export const anyCorrection: fc.Arbitrary<{ pick: number; number: number }> = fc.record({
	pick: fc.nat(),
	number: fc.oneof(hundredths, fc.constantFrom(...ODD)),
});
