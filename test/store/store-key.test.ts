import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseStoreKey, storeKeyOf } from "../../lib/store/store-key.ts";

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("parseStoreKey", () => {
	test("reads what was written in hexadecimal, base64 or base64url", () => {
		fc.assert(
			fc.property(key, (bytes) => {
				for (const encoding of ["hex", "base64", "base64url"] as const) {
					const text = Buffer.from(bytes).toString(encoding);
					expect(parseStoreKey(` ${text}\n`)).toEqual(bytes);
					expect(storeKeyOf(Buffer.from(`${text}\n`))).toEqual(bytes);
				}
				expect(storeKeyOf(bytes)).toEqual(bytes);
			}),
		);
	});

	test.each(["", "secret", "f".repeat(63), "g".repeat(64), "A".repeat(42)])("refuses %j", (text) => {
		expect(() => parseStoreKey(text)).toThrow(expect.objectContaining({ code: "store-key" }));
	});
});
