import { expect, test } from "vitest";
import { genericName, UniqueNames } from "../../lib/drivers/generic-name.ts";
import { record } from "./telegrams.ts";

test.each([
	["energy", { dataField: "int32", vib: [0x06], value: 1 }],
	["energy@2", { dataField: "int32", vib: [0x06], value: 1, storage: 2 }],
	["energy-tariff1@2", { dataField: "int32", vib: [0x06], value: 1, storage: 2, tariff: 1 }],
	["volume-flow-max", { dataField: "int32", vib: [0x3b], value: 1, function: "maximum" }],
	["volume-flow-min-unit3", { dataField: "int32", vib: [0x3b], value: 1, function: "minimum", subunit: 3 }],
	["power-error", { dataField: "int32", vib: [0x2b], value: 1, function: "error" }],
	["voltage-phase-l1", { dataField: "bcd4", vib: [0xfd, 0xc8, 0xfc, 0x01], value: 2436 }],
] as const)("%s", (name, spec) => {
	expect(genericName(record(spec))).toBe(name);
});

test("a name that is taken gets a number that is free", () => {
	const names = new UniqueNames();
	expect(["a", "a", "a~2", "a"].map((name) => names.take(name))).toEqual(["a", "a~2", "a~2~2", "a~3"]);
});
