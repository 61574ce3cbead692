import type { DeviceState } from "./device-state.ts";

/** How a meter that does not answer is polled less often. */
export interface BackOff {
	/** Silent reads in a row after which rounds are left out. */
	readonly after: number;
	/** Most rounds left out in a row. */
	readonly most: number;
}

/** Two silent reads are forgiven; then 1, 3 and from then on 7 rounds are left out. */
export const DEFAULT_BACK_OFF: BackOff = { after: 2, most: 7 };

/** Rounds that are left out after so many silent reads in a row. */
export function roundsLeftOut(failures: number, { after, most }: BackOff): number {
	if (failures <= after) return 0;
	return Math.min(2 ** Math.min(failures - after, 30) - 1, most);
}

/** Whether the meter is due in this round; counts the round as left out when it is not. */
export function takeTurn(state: DeviceState, backOff: BackOff): boolean {
	if (state.skipped >= roundsLeftOut(state.failures, backOff)) {
		state.skipped = 0;
		return true;
	}
	state.skipped += 1;
	return false;
}
