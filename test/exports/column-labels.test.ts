import { describe, expect, test } from "vitest";
import { columnLabels } from "../../lib/exports/column-labels.ts";
import { channelOf } from "../../lib/exports/export-channel.ts";
import { presetLayout } from "../../lib/exports/preset.ts";
import { writeExport } from "../../lib/exports/write-export.ts";

const ENERGY = { datapoint: "energy", quantity: "energy", unit: "kWh" } as const;
const channels = [
	channelOf({ device: "a", ...ENERGY }, { name: "Cellar" }),
	channelOf({ device: "b", ...ENERGY }),
	channelOf({ device: "b", datapoint: "state", quantity: "state", unit: "" }),
];

function headOf(preset: string, changes = {}): string {
	const layout = presetLayout(preset, { bom: false, ...changes });
	return [...writeExport(layout, [], { now: 0, channels: columnLabels(channels, layout) })].join("").trim();
}

describe("the titles of a table's columns", () => {
	test("tell devices apart", () => {
		expect(headOf("german-wide")).toBe("Zeitstempel;Cellar energy [kWh];b energy [kWh];state");
	});

	test("are not said twice where the layout names the device itself", () => {
		expect(headOf("csv-wide")).toBe("time;Cellar energy [kWh];b energy [kWh];b state");
	});

	test("stay as they are in a file per device", () => {
		const layout = presetLayout("schneider-comx");
		expect(columnLabels(channels, layout)).toBe(channels);
	});
});
