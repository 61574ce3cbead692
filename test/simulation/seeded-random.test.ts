import { expect, test } from "vitest";
import { fraction, seededRandom } from "../../lib/simulation/seeded-random.ts";

test("the same seed gives the same row, another one another", () => {
	const row = (seed: number) => Array.from({ length: 20 }, seededRandom(seed));
	expect(row(1)).toEqual(row(1));
	expect(row(1)).not.toEqual(row(2));
});

test("numbers are spread evenly over [0, 1)", () => {
	const random = seededRandom(42);
	const counts = new Array<number>(10).fill(0);
	for (let index = 0; index < 10_000; index += 1) {
		const number = random();
		expect(number).toBeLessThan(1);
		const tenth = Math.floor(number * 10);
		counts[tenth] = (counts[tenth] ?? 0) + 1;
	}
	for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test("numbers beyond 32 bits and negative ones count", () => {
	const values = [1, -1, 2 ** 32 + 1, 2 ** 40].map((number) => fraction("text", number));
	expect(new Set(values).size).toBe(4);
	expect(fraction("text", 1)).not.toBe(fraction("other", 1));
});
