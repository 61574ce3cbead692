import { expect, test } from "vitest";
import { dryRun } from "../../lib/exports/dry-run.ts";
import { presetLayout } from "../../lib/exports/preset.ts";
import { sample, sampleChannel } from "./sample.ts";

test("a file that keeps the rules has no problems", () => {
	const context = { now: 0, channels: [sampleChannel("energy", { code: "401" })] };
	const run = dryRun(presetLayout("dexma"), context, [sample(0, 1)]);
	expect(run).toEqual({
		name: "dexma_19700101000000.csv",
		lines: ["UTC;1970/01/01 00:00:00;meter;401;1", ""],
		problems: [],
	});
});

test("every broken rule is told", () => {
	const channels = [sampleChannel("energy", { id: "x".repeat(65), unit: "MWh" })];
	const rules = {
		required: ["code"],
		lengths: { id: 64 },
		oneOf: { unit: ["kWh"] },
		interval: "PT15M",
	};
	const layout = presetLayout("german-long", {
		file: "{plant}_ß/{now|YYYY}.csv",
		bom: false,
		charset: "iso-8859-1",
		head: ["→"],
		rules,
	});
	const { problems, name } = dryRun(layout, { now: 0, channels }, [sample(1, 1)]);
	expect(name).toBe("___1970.csv");
	expect(problems.map(({ rule }) => rule).sort()).toEqual([
		"charset",
		"file-name",
		"interval",
		"length",
		"unfilled",
		"unfilled",
		"value",
	]);
});

test("no readings are worth a word", () => {
	expect(dryRun(presetLayout("csv-long"), { now: 0 }, []).problems).toEqual([{ rule: "empty", details: {} }]);
});
