import { expect, test } from "vitest";
import { printTable } from "../../lib/cli/print-table.ts";

test("columns are as wide as their widest cell, and an empty cell is a dash", () => {
	const rows = [
		["energy", "12", "kWh"],
		["t", "", "°C"],
	];
	expect(printTable(["datapoint", "value", "unit"], rows)).toBe(
		["datapoint  value  unit", "─────────  ─────  ────", "energy     12     kWh", "t          –      °C", ""].join(
			"\n",
		),
	);
});
