import { describe, expect, test } from "vitest";
import { stepCounter } from "../../../lib/store/counter/step-counter.ts";
import { EIGHT_DIGITS, every, HOUR, MINUTE, run, START, verdicts } from "./counter-run.ts";

describe("what a reading turns out to be", () => {
	test.each([
		{
			name: "a 23-bit counter of tenths of Wh wraps within three minutes",
			readings: every(3 * MINUTE, [8_388_600, 5]),
			rules: { modulus: 2 ** 23, maxPerHour: null },
			expected: ["first", "rollover 13"],
		},
		{
			name: "eight digits roll over",
			readings: every(15 * MINUTE, [99_999_990, 12]),
			rules: EIGHT_DIGITS,
			expected: ["first", "rollover 22"],
		},
		{
			name: "six digits roll over",
			readings: every(15 * MINUTE, [999_998, 3]),
			rules: { modulus: 1e6, maxPerHour: null },
			expected: ["first", "rollover 5"],
		},
		{
			name: "a signed 32-bit counter wraps into the negative",
			readings: every(15 * MINUTE, [2_147_483_640, -2_147_483_646]),
			rules: { modulus: 2 ** 32, maxPerHour: null },
			expected: ["first", "rollover 10"],
		},
		{
			name: "a zero between two good values is no spike",
			readings: every(15 * MINUTE, [53_700_000, 0, 53_700_120]),
			rules: EIGHT_DIGITS,
			expected: ["first", "suspect", "accepted 120"],
		},
		{
			name: "the third value of a new line confirms a reset",
			readings: every(HOUR, [1000, 3, 5, 8]),
			rules: { modulus: 1e8, maxPerHour: 10 },
			expected: ["first", "suspect", "suspect", "reset 5"],
		},
		{
			name: "one odd value does not move the count",
			readings: every(15 * MINUTE, [1000, 999_999, 1001]),
			rules: EIGHT_DIGITS,
			expected: ["first", "suspect", "accepted 1"],
		},
		{
			name: "another identity is another meter",
			readings: every(15 * MINUTE, [12_340, 2, 10]).map((reading, index) => ({
				...reading,
				meter: index === 0 ? "A" : "B",
			})),
			rules: { modulus: null, maxPerHour: null },
			expected: ["first", "replaced", "accepted 8"],
		},
		{
			name: "a gap has one consumption",
			readings: every(3 * HOUR, [100, 112]),
			rules: EIGHT_DIGITS,
			expected: ["first", "accepted 12"],
		},
		{
			name: "a standing meter is not a missing one",
			readings: every(15 * MINUTE, [100, 100, 100]),
			rules: { modulus: null, maxPerHour: null },
			expected: ["first", "accepted 0", "accepted 0"],
		},
	])("$name", ({ readings, rules, expected }) => {
		expect(verdicts(run(readings, rules).steps)).toEqual(expected);
	});

	test.each([1, 15, 60, 360, 1440, 10_080])(
		"an odd second value is not believed after %d minutes either",
		(minutes) => {
			for (const modulus of [1e8, null]) {
				const readings = every(minutes * MINUTE, [1000, 999_999, 1001]);
				expect(verdicts(run(readings, { modulus, maxPerHour: null }).steps)).toEqual([
					"first",
					"suspect",
					"accepted 1",
				]);
			}
		},
	);

	test("a large meter that is read once a day, or again after weeks, loses nothing", () => {
		const days = [0, 30, 31, 32, 33, 34, 35, 36, 37, 38];
		const readings = days.map((day) => ({ value: day * 700_000, time: START + day * 24 * HOUR }));
		const { steps } = run(readings, EIGHT_DIGITS);
		expect(steps.reduce((sum, { delta }) => sum + (delta ?? 0), 0)).toBe(38 * 700_000);
		expect(verdicts(steps).join()).not.toMatch(/reset|rollover/);
	});

	test("a reset says where the old count ended, where the new one begins, and which suspects it confirms", () => {
		const readings = every(HOUR, [1000, 3, 5, 8]);
		const step = run(readings, { modulus: 1e8, maxPerHour: 10 }).steps.at(-1);
		expect(step).toMatchObject({ before: 1000, after: 3, confirmed: [START + HOUR, START + 2 * HOUR] });
	});

	test("suspects that fall or race are no new line", () => {
		const rules = { modulus: 1e8, maxPerHour: 10 };
		expect(verdicts(run(every(HOUR, [1000, 8, 5, 3, 4, 6]), rules).steps).slice(1)).toEqual([
			"suspect",
			"suspect",
			"suspect",
			"suspect",
			"reset 3",
		]);
		expect(verdicts(run(every(HOUR, [1000, 3, 500, 90_000]), rules).steps)).not.toContain("reset");
	});

	test("the old line that goes on leaves suspects behind and counts everything", () => {
		const readings = every(HOUR, [1000, 3, 5, 1012, 1020]);
		expect(verdicts(run(readings, { modulus: 1e8, maxPerHour: 10 }).steps)).toEqual([
			"first",
			"suspect",
			"suspect",
			"accepted 12",
			"accepted 8",
		]);
	});

	test("what is older than what is believed, or of the same time, changes nothing", () => {
		const { state } = run(every(HOUR, [1000, 1010]), EIGHT_DIGITS);
		for (const time of [START, START + HOUR - 1, START + HOUR]) {
			const step = stepCounter(state, { value: 7, time, meter: "other" }, EIGHT_DIGITS);
			expect(step).toMatchObject({ verdict: "ignored", delta: null, state });
		}
	});

	test("a late reading between suspects changes nothing", () => {
		const { state } = run(every(HOUR, [1000, 3, 5]), { modulus: 1e8, maxPerHour: 10 });
		const late = stepCounter(state, { value: 4, time: START + 1.5 * HOUR }, { modulus: 1e8, maxPerHour: 10 });
		expect(late).toMatchObject({ verdict: "ignored", state });
	});

	test("a meter that goes on faster than it ever did loses nothing", () => {
		const slow = Array.from({ length: 40 }, (_, index) => 1000 + index);
		const fast = [50_000, 100_000, 150_000].map((more) => 1039 + more);
		const { steps, state } = run(every(HOUR, [...slow, ...fast]), EIGHT_DIGITS);
		expect(verdicts(steps).slice(40)).toEqual(["suspect", "suspect", "accepted 150000"]);
		expect(state.accepted?.value).toBe(151_039);
	});

	test("the largest rate is at least one last digit per minute", () => {
		const standing = Array.from({ length: 40 }, (_, index) => 1000 + Math.floor(index / 1.5));
		const { state } = run(every(24 * HOUR, standing), EIGHT_DIGITS);
		const { value, time } = state.accepted ?? { value: 0, time: 0 };
		const next = (more: number) =>
			stepCounter(state, { value: value + more, time: time + 15 * MINUTE }, EIGHT_DIGITS).verdict;
		expect(next(15)).toBe("accepted");
		expect(next(16)).toBe("suspect");
	});
});
