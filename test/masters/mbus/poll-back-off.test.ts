import { expect, test } from "vitest";
import { DeviceStates } from "../../../lib/masters/mbus/device-state.ts";
import { DEFAULT_BACK_OFF, roundsLeftOut, takeTurn } from "../../../lib/masters/mbus/poll-back-off.ts";

test("more failures leave out more rounds, up to a bound", () => {
	const left = [0, 1, 2, 3, 4, 5, 6, 7, 1000].map((failures) => roundsLeftOut(failures, DEFAULT_BACK_OFF));
	expect(left).toEqual([0, 0, 0, 1, 3, 7, 7, 7, 7]);
});

test("a meter that answers has its turn in every round", () => {
	const state = new DeviceStates().of("5");
	expect([1, 2, 3].map(() => takeTurn(state, DEFAULT_BACK_OFF))).toEqual([true, true, true]);
	state.failures = 4;
	const turns = Array.from({ length: 8 }, () => takeTurn(state, DEFAULT_BACK_OFF));
	expect(turns).toEqual([false, false, false, true, false, false, false, true]);
});
