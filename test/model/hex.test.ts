import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex, toHex } from "../../lib/model/hex.ts";

test("bytes survive the way to text and back", () => {
	fc.assert(
		fc.property(fc.uint8Array(), (bytes) => {
			expect(fromHex(toHex(bytes))).toEqual(bytes);
		}),
	);
});

test.each(["68 03 03 68", "68:03:03:68", "0x68030368", "68-03-03-68"])("separators in %s do not matter", (text) => {
	expect(toHex(fromHex(text))).toBe("68030368");
});

test.each(["6", "zz", "68 0", "12,34"])("%s is a Failure, not a guess", (text) => {
	expect(() => fromHex(text)).toThrow(expect.objectContaining({ code: "hex" }));
});
