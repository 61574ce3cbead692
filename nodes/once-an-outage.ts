import type { LinkState } from "../lib/model/byte-link.ts";
import type { Failure } from "../lib/model/failure.ts";

/** Calls `report` for the first failure of every outage: a link that is tried again for hours must not flood the log. */
export function onceAnOutage(report: (failure: Failure) => void): (state: LinkState, cause?: Failure) => void {
	let reported = false;
	return (state, cause) => {
		if (state === "open") reported = false;
		if (cause === undefined || reported || state === "closed") return;
		reported = true;
		report(cause);
	};
}
