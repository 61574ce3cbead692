import { expect, test } from "vitest";
import { findAmbiguousDrivers } from "../../lib/drivers/find-ambiguous-drivers.ts";
import { readDriver } from "../../lib/drivers/read-driver.ts";

function driver(name: string, detect: string) {
	return readDriver(`<driver name="${name}" protocol="mbus"><detect manufacturer="XYZ"${detect}/></driver>`);
}

test("drivers that could be meant for the same device are named in pairs", () => {
	const problems = findAmbiguousDrivers([
		driver("a", ' version="01..03"'),
		driver("b", ' version="03 07" medium="04"'),
		driver("c", ' version="04"'),
	]);
	expect(problems).toEqual([
		{ code: "driver-ambiguous", details: { problem: "ambiguous", driver: "a", other: "b", manufacturer: "XYZ" } },
	]);
});

test("id ranges keep drivers of one maker apart", () => {
	const [low, high] = [driver("a", ' id="00000000..4FFFFFFF"'), driver("b", ' id="50000000..99999999"')];
	expect(findAmbiguousDrivers([low, high])).toEqual([]);
});
