import fc from "fast-check";
import { expect, test } from "vitest";
import {
	busAddress,
	matchesIdentity,
	meterAddressText,
	parseMeterAddress,
} from "../../../lib/masters/mbus/meter-address.ts";
import { Failure } from "../../../lib/model/failure.ts";
import { parseSecondaryAddress } from "../../../lib/protocols/mbus/secondary-address.ts";

test.each(["0", "5", "250", "251", "254", "12345678", "00000001", "1234FFFF", "12345678-KAM-35-04", "12345678-*-*-04"])(
	"%s is read and printed the same",
	(text) => {
		expect(meterAddressText(parseMeterAddress(text))).toBe(text);
	},
);

test("numbers that are no address are refused", () => {
	for (const text of ["252", "253", "255", "999"]) {
		expect(() => parseMeterAddress(text)).toThrow(expect.objectContaining({ code: "address-range" }));
	}
});

test("any other text never throws anything but a Failure", () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9A-F-]{0,20}$/)), (text) => {
			try {
				parseMeterAddress(text);
			} catch (error) {
				expect(error).toBeInstanceOf(Failure);
			}
		}),
	);
});

test("a secondary address is asked for over the address of the selected meter", () => {
	expect(busAddress(parseMeterAddress("12345678"))).toBe(0xfd);
	expect(busAddress(parseMeterAddress("17"))).toBe(17);
});

test("wildcards match, and so does what an answer does not say", () => {
	const meter = { id: "12345678", manufacturer: "KAM", version: 0x35, medium: 4 };
	const matches = (text: string, identity: Parameters<typeof matchesIdentity>[1] = meter) =>
		matchesIdentity(parseSecondaryAddress(text), identity);
	expect(["12345678", "1234FFFF", "FFFFFFFF-KAM-35-04"].map((text) => matches(text))).toEqual([true, true, true]);
	expect(["12345679", "FFFFFFFF-LUG-*-*", "FFFFFFFF-*-36-*", "FFFFFFFF-*-*-05"].some((text) => matches(text))).toBe(
		false,
	);
	expect(matches("12345678-LUG-01-02", { id: "12345678", manufacturer: null, version: null, medium: null })).toBe(true);
});
