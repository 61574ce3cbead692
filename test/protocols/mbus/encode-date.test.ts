import fc from "fast-check";
import { expect, test } from "vitest";
import { dateValue } from "../../../lib/protocols/mbus/date-value.ts";
import { encodeDate } from "../../../lib/protocols/mbus/encode-date.ts";

const day = (last: string) =>
	fc.date({ min: new Date("1981-01-01"), max: new Date(last), noInvalidDate: true }).map((date) => date.toISOString());

test.each([
	[2, "2080-12-31", (text: string) => text.slice(0, 10)],
	[3, "2080-12-31", (text: string) => text.slice(11, 19)],
	[4, "2299-12-31", (text: string) => `${text.slice(0, 16)}:00`],
	[6, "2080-12-31", (text: string) => text.slice(0, 19)],
])("dates of %i bytes come back as they were", (length, last, shorten) => {
	fc.assert(
		fc.property(day(last).map(shorten), (text) => {
			expect(dateValue(encodeDate(text, length)).value).toBe(text);
		}),
	);
});

test("a date alone has the time 00:00", () => {
	expect(dateValue(encodeDate("2024-02-29", 4)).value).toBe("2024-02-29T00:00:00");
});

test.each([
	["", 3],
	["yesterday", 4],
	["14:23:05", 4],
	["14:23:05", 2],
	["2081-01-01", 2],
	["2300-01-01", 4],
	["1980-01-01", 2],
	["2024-00-01", 2],
	["2024-01-00", 2],
	["2024-01-01", 1],
	["2024-01-01", 8],
])("%j in %i bytes is refused", (text, length) => {
	expect(() => encodeDate(text, length)).toThrow("input");
});
