import { expect, test } from "vitest";
import { PARK_START, ReferencePark } from "../../lib/simulation/reference-park.ts";

test("the park is the same on every machine", () => {
	const park = new ReferencePark();
	expect(park.advance()).toBe(PARK_START);
	expect([...park.values.subarray(0, 10)]).toEqual([1_000_098, 3916, 500_004, 17, 652, 449, 2280, 170, 10_001, 0]);
	let sum = park.values.reduce((total, value) => total + value, 0);
	for (let tick = 1; tick < 96; tick += 1) {
		park.advance();
		sum += park.values.reduce((total, value) => total + value, 0);
	}
	expect([...park.values.subarray(2490)]).toEqual([25_739_322, 21_428, 1_582_322, 93, 650, 446, 2311, 932, 12_514, 0]);
	expect(sum).toBe(346_323_447_732);
});
