import { expect, test } from "vitest";
import { checkDriver } from "../../lib/drivers/check-driver.ts";
import { readDriver } from "../../lib/drivers/read-driver.ts";
import { EXAMPLE } from "./house-example.ts";

function problems(xml: string) {
	return checkDriver(readDriver(xml)).map(({ details }) => details);
}

test("the example of the house style is a good driver", () => {
	expect(problems(EXAMPLE)).toEqual([]);
});

test("a driver without a telegram is not good", () => {
	expect(problems(EXAMPLE.replace(/ {2}<test[\s\S]*<\/test>\n/, ""))).toEqual([
		{ driver: "xyz-heat", problem: "no-test" },
	]);
});

test("what a test expects and does not get is said with both", () => {
	expect(problems(EXAMPLE.replace('value="1234"', 'value="1235"'))).toEqual([
		{
			driver: "xyz-heat",
			test: 1,
			problem: "different",
			datapoint: "energy",
			expected: "1235 kWh",
			actual: "1234 kWh",
		},
	]);
	expect(problems(EXAMPLE.replace('value="1234" unit="kWh"', 'value="1234000" unit="Wh"'))).toHaveLength(1);
	expect(problems(EXAMPLE.replace('value="1234"', 'value="1234" quality="bad"'))).toHaveLength(1);
	expect(problems(EXAMPLE.replace('datapoint="energy"', 'datapoint="volume"'))).toEqual([
		{ driver: "xyz-heat", test: 1, problem: "missing", datapoint: "volume" },
		{ driver: "xyz-heat", problem: "untested", datapoint: "energy" },
	]);
});

test("a telegram that is broken or of another device is named", () => {
	expect(problems(EXAMPLE.replace("1116", "1216"))).toEqual([
		{ driver: "xyz-heat", test: 1, problem: "telegram", telegram: 1, actual: "checksum" },
	]);
	expect(problems(EXAMPLE.replace('version="01"', 'version="02"'))).toEqual([
		{ driver: "xyz-heat", test: 1, problem: "not-detected" },
	]);
});
