import { expect, test } from "vitest";
import { selectChannels } from "../../lib/exports/select-channels.ts";

const CHANNELS = ["energy", "energy@2", "volume", "flow-temperature", "temperature"].map((datapoint) => ({
	datapoint,
}));

test.each([
	["", ["energy", "energy@2", "volume", "flow-temperature", "temperature"]],
	["energy", ["energy"]],
	["energy*; volume", ["energy", "energy@2", "volume"]],
	["*temperature", ["flow-temperature", "temperature"]],
	["energy@2,nothing", ["energy@2"]],
	["e.ergy (", []],
])("%j selects %j", (patterns, datapoints) => {
	expect(selectChannels(CHANNELS, patterns).map(({ datapoint }) => datapoint)).toEqual(datapoints);
});
