import { expect, test } from "vitest";
import { isCumulative } from "../../lib/model/cumulative.ts";

test.each(["energy", "energy-tariff2", "volume-negative-contribution", "energy-phase-l1-unit1", "volume-uncorrected"])(
	"%s is a running count",
	(name) => {
		expect(isCumulative("energy", name)).toBe(true);
	},
);

test.each([
	"energy@1",
	"energy-max-tariff1",
	"energy-upper-limit",
	"energy-average",
	"energy-future",
	"energy-per-hour",
	"energy-import-minus-export",
	"energy-relative-deviation",
])("%s is none", (name) => {
	expect(isCumulative("energy", name)).toBe(false);
});

test("what is measured anew every time is no count", () => {
	expect(isCumulative("power", "power")).toBe(false);
});
