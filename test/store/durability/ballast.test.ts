import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Ballast } from "../../../lib/store/durability/ballast.ts";
import { temporaryDirectory } from "../../support/open-log.ts";
import { missingForMedium, mountMedium } from "../../support/small-medium.ts";

const MEGABYTE = 1_048_576;
const missing = missingForMedium();

test("a ballast takes real room beside the file until it is released", () => {
	const file = join(temporaryDirectory(), "readings.db");
	const ballast = new Ballast(file);
	expect(ballast.release()).toBe(false);
	expect(ballast.ensure()).toBe(true);
	expect(ballast.ensure()).toBe(true);
	const { size, blocks } = statSync(`${file}.ballast`);
	expect(size).toBe(16 * MEGABYTE);
	expect(blocks * 512).toBeGreaterThanOrEqual(size);
	expect(ballast.release()).toBe(true);
	expect(existsSync(`${file}.ballast`)).toBe(false);
});

describe.skipIf(missing !== null)(`on a medium of its own${missing === null ? "" : ` (needs ${missing})`}`, () => {
	test.each([
		{ megabytes: 4, expected: null },
		{ megabytes: 40, expected: 2 },
		{ megabytes: 400, expected: 16 },
	])("$megabytes MB hold a ballast of $expected MB", ({ megabytes, expected }) => {
		const medium = mountMedium(megabytes * MEGABYTE);
		onTestFinished(() => medium?.unmount());
		const directory = medium?.directory ?? "";
		expect(new Ballast(join(directory, "readings.db")).ensure()).toBe(expected !== null);
		const sizes = readdirSync(directory).map((name) => statSync(join(directory, name)).size / MEGABYTE);
		expect(sizes).toEqual(expected === null ? [] : [expected]);
	});
});
