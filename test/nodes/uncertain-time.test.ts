import { expect, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import { uncertainTime } from "../../nodes/uncertain-time.ts";

const GOOD: Reading = {
	...{ device: "d", datapoint: "energy", quantity: "energy", unit: "Wh" },
	...{ value: 1, time: 0, quality: "good" },
};
const BAD: Reading = { ...GOOD, value: null, quality: "bad", reason: "device-silent" };

test("readings of a guessed time say so, bad ones stay what they are", () => {
	expect(uncertainTime([GOOD, BAD], { state: "untrusted" })).toEqual([
		{ ...GOOD, quality: "uncertain", reason: "clock-uncertain" },
		BAD,
	]);
	expect(uncertainTime([GOOD, BAD], { state: "holdover" })).toEqual([GOOD, BAD]);
});
