import { expect, test } from "vitest";
import type { FieldType } from "../../lib/drivers/driver.ts";
import { readManufacturerField } from "../../lib/drivers/manufacturer-field.ts";
import { fromHex } from "../../lib/model/hex.ts";

function read(type: FieldType, hex: string, order: "lsb" | "msb" | null = null) {
	const block = fromHex(hex);
	const field = {
		name: "f",
		quantity: null,
		unit: null,
		wireUnit: null,
		scale: null,
		modulus: null,
		offset: 1,
		type,
		order,
	};
	return readManufacturerField({ ...field, length: block.length - 1 }, block);
}

test.each([
	["unsigned", "FF0201", null, 258],
	["unsigned", "FF0201", "msb", 513],
	["unsigned", "00FFFF", null, 65535],
	["signed", "00FFFF", null, -1],
	["bcd", "003412", null, 1234],
	["bcd", "0034F2", null, -234],
	["real", "000000C03F", null, 1.5],
	["real", "003FC00000", "msb", 1.5],
	["real", "00000000000000F83F", null, 1.5],
	["text", "00434241", null, "ABC"],
	["text", "00414243", "msb", "ABC"],
	["hex", "000A0B", null, "0A0B"],
] as const)("%s in %s (%s) is %s", (type, hex, order, value) => {
	expect(read(type, hex, order)).toMatchObject({ value, reason: null });
});

test("no number and too few bytes say why", () => {
	expect(read("bcd", "00AB")).toMatchObject({ value: null, reason: "invalid-bcd" });
	expect(read("real", "000000C07F")).toMatchObject({ value: null, reason: "invalid-value" });
	const field = {
		name: "f",
		quantity: null,
		unit: null,
		wireUnit: null,
		scale: null,
		modulus: null,
		type: "hex",
		order: null,
	} as const;
	expect(readManufacturerField({ ...field, offset: 1, length: 3 }, new Uint8Array(3))).toMatchObject({
		value: null,
		reason: "record-data",
	});
});
