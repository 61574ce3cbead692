import { decimalText, parseDecimal } from "../model/decimal.ts";
import { type FailureCode, type FailureDetails, toFailure } from "../model/failure.ts";
import { fromHex } from "../model/hex.ts";
import type { Reading } from "../model/reading.ts";
import { decodeTelegram, type TelegramResult } from "../protocols/mbus/telegram.ts";
import { applyDriver } from "./apply-driver.ts";
import { detectDriver } from "./detect-driver.ts";
import { identity } from "./device-info.ts";
import type { Driver, DriverTest, ExpectedReading } from "./driver.ts";

/** What is wrong with a driver; `details.problem` says which kind, `details.driver` whose. */
export interface DriverProblem {
	readonly code: FailureCode;
	readonly details: FailureDetails;
}

const RELATIVE_TOLERANCE = 1e-9;

/**
 * Runs the test telegrams of a driver; an empty list is a good driver. Problems (`driver-telegram`): `no-test`,
 * `telegram` (does not decode), `not-detected`, `missing` (no such reading), `different` (`expected`, `actual`),
 * `untested` (a datapoint that no test shows).
 */
export function checkDriver(driver: Driver): DriverProblem[] {
	if (driver.tests.length === 0) return [problem(driver, { problem: "no-test" })];
	const tests = driver.tests.flatMap((test, index) =>
		testProblems(driver, test).map((details) => problem(driver, { ...details, test: index + 1 })),
	);
	return [...tests, ...untested(driver).map((datapoint) => problem(driver, { problem: "untested", datapoint }))];
}

function testProblems(driver: Driver, test: DriverTest): FailureDetails[] {
	const telegrams: TelegramResult[] = [];
	for (const [index, hex] of test.telegrams.entries()) {
		const telegram = decoded(hex);
		if (telegram.code !== null) return [{ problem: "telegram", telegram: index + 1, actual: telegram.code }];
		telegrams.push(telegram);
	}
	const header = identity(telegrams);
	if (header === null || detectDriver([driver], header) === null) return [{ problem: "not-detected" }];
	const readings = applyDriver(driver, telegrams, { time: 0 });
	return test.readings.flatMap((expected) => readingProblems(expected, readings));
}

function decoded(hex: string): TelegramResult {
	try {
		return decodeTelegram(fromHex(hex));
	} catch (error) {
		return { ...decodeTelegram(new Uint8Array()), code: toFailure(error).code };
	}
}

function readingProblems(expected: ExpectedReading, readings: readonly Reading[]): FailureDetails[] {
	const { datapoint } = expected;
	const reading = readings.find((candidate) => candidate.datapoint === datapoint);
	if (reading === undefined) return [{ problem: "missing", datapoint }];
	const actual = actualReading(reading);
	const wanted = {
		value: expected.value,
		unit: expected.unit ?? actual.unit,
		quality: expected.quality ?? actual.quality,
		reason: expected.reason ?? actual.reason,
	};
	const same =
		sameValue(wanted.value, actual.value) &&
		wanted.unit === actual.unit &&
		wanted.quality === actual.quality &&
		wanted.reason === actual.reason;
	return same ? [] : [{ problem: "different", datapoint, expected: sentence(wanted), actual: sentence(actual) }];
}

type Comparable = { readonly [Key in "value" | "unit" | "quality" | "reason"]: string | null };

function actualReading(reading: Reading): Comparable {
	return { value: valueText(reading), unit: reading.unit, quality: reading.quality, reason: reading.reason ?? null };
}

/** The value of a reading as a test writes it; null for a reading without one. */
export function valueText({ value, exact }: Pick<Reading, "value" | "exact">): string | null {
	if (value === null) return null;
	if (typeof value !== "number") return String(value);
	const decimal = parseDecimal(exact ?? String(value));
	return decimal === null ? String(value) : decimalText(decimal);
}

function sameValue(expected: string | null, actual: string | null): boolean {
	if (expected === actual) return true;
	const wanted = parseDecimal(expected ?? "");
	const given = parseDecimal(actual ?? "");
	if (wanted === null || given === null) return false;
	const [a, b] = [Number(decimalText(wanted)), Number(decimalText(given))];
	return decimalText(wanted) === decimalText(given) || Math.abs(a - b) < RELATIVE_TOLERANCE * Math.abs(a);
}

function sentence({ value, unit, quality, reason }: Comparable): string {
	return [value ?? "–", unit, quality === "good" ? "" : quality, reason].filter(Boolean).join(" ");
}

function untested(driver: Driver): string[] {
	const tested = driver.tests.flatMap(({ readings }) => readings.map(({ datapoint }) => datapoint));
	return [...driver.datapoints, ...driver.manufacturerData]
		.map(({ name }) => name)
		.filter((name) => !tested.some((datapoint) => namePattern(name).test(datapoint)));
}

function namePattern(name: string): RegExp {
	return new RegExp(`^${name.replaceAll(/\{(?:storage|tariff|subunit)\}/g, "\\d+")}(?:~\\d+)?$`);
}

function problem(driver: Driver, details: FailureDetails): DriverProblem {
	return { code: "driver-telegram", details: { driver: driver.name, ...details } };
}
