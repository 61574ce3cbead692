import { expect, test } from "vitest";
import { type DstPolicy, timePrinter, zoneNameOf } from "../../lib/exports/time-text.ts";
import { Zone } from "../../lib/model/zone.ts";

function printed(format: string, time: string, zone = "Europe/Berlin", dst: DstPolicy = "twice"): string {
	return timePrinter(format, new Zone(zoneNameOf(dst, zone)), dst)(Date.parse(time));
}

test("every token prints its part", () => {
	expect(printed("YYYY|YY|MM|DD|hh|mm|ss|SSS|UNIX|OFF|OFFM", "2026-02-03T04:05:06.007Z")).toBe(
		"2026|26|02|03|05|05|06|007|1770091506|+01:00|60",
	);
	expect(printed("OFF OFFM", "2026-02-03T04:05:06Z", "America/St_Johns")).toBe("-03:30 -210");
	expect(printed("YYYY-MM-DDThh:mm:ssOFF", "2026-02-03T04:05:06Z", "UTC")).toBe("2026-02-03T04:05:06+00:00");
});

test.each([
	["utc", "25 00:15", "25 01:15"],
	["offset", "25 02:15+02:00", "25 02:15+01:00"],
	["ab", "25 02:15A", "25 02:15B"],
	["twice", "25 02:15", "25 02:15"],
	["cet", "25 01:15", "25 02:15"],
] as const)("the policy %s tells the repeated hour as %s and %s", (dst, first, second) => {
	expect(printed("DD hh:mm", "2026-10-25T00:15Z", "Europe/Berlin", dst)).toBe(first);
	expect(printed("DD hh:mm", "2026-10-25T01:15Z", "Europe/Berlin", dst)).toBe(second);
});

test("the mark of the repeated hour can stand anywhere", () => {
	expect(printed("hhAB:mm", "2026-10-25T01:15Z", "Europe/Berlin", "ab")).toBe("02B:15");
	expect(printed("hhAB:mm", "2026-10-25T03:15Z", "Europe/Berlin", "ab")).toBe("04:15");
});

test("a printer that is used again forgets the time before", () => {
	const print = timePrinter("DD.MM. hh:mm:ss.SSS", new Zone("Europe/Berlin"), "twice");
	expect([0, 1, 86_400_000, 0].map(print)).toEqual([
		"01.01. 01:00:00.000",
		"01.01. 01:00:00.001",
		"02.01. 01:00:00.000",
		"01.01. 01:00:00.000",
	]);
});
