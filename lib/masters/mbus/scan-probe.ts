import { encodeFrame, type Frame } from "../../protocols/mbus/frame.ts";
import { deselect, reqUd2, SELECTED_ADDRESS, selectSlave } from "../../protocols/mbus/requests.ts";
import type { SecondaryAddress } from "../../protocols/mbus/secondary-address.ts";
import type { BusAccess } from "./bus-access.ts";
import type { ExchangeResult } from "./exchange.ts";
import { matchesIdentity } from "./meter-address.ts";
import { identityOf } from "./meter-identity.ts";
import { isCutShort, isNextAnswer, isOneBitWrong, looksSuperposed } from "./superposition.ts";

/** What one address or mask brought. */
export type Probe =
	| { readonly kind: "empty" }
	| { readonly kind: "meter"; readonly frame: Frame; readonly raw: Uint8Array }
	/** Somebody acknowledges but sends no data. */
	| { readonly kind: "mute" }
	/** Several answer; `bytes` are their answers to the request for data, null when they were not asked for it. */
	| { readonly kind: "collision"; readonly bytes: Uint8Array | null }
	/** Bytes came that no meter sent. */
	| { readonly kind: "noise" };

/** Counts what was sent. */
export interface ProbeCounter {
	selects: number;
}

/** What the first request of a probe brought. */
type Knock = "empty" | "answered" | "collision" | "noise";

/** Knocks once, or twice when the answer is neither an E5 nor several of them at once. */
export async function knock(bus: BusAccess, request: Frame, counter: ProbeCounter): Promise<Knock> {
	for (let attempt = 0; ; attempt += 1) {
		counter.selects += 1;
		const result = await bus.exchange(encodeFrame(request), { expect: "ack" });
		const knocked = knockOf(result);
		if (knocked !== null) return knocked;
		if (attempt > 0) return result.kind === "stray" ? "empty" : "noise";
	}
}

/** Null when it must be asked once more. */
function knockOf(result: ExchangeResult): Knock | null {
	if (result.kind === "silent") return "empty";
	if (result.kind === "frame") return result.followed ? "collision" : "answered";
	return result.kind === "garbled" && looksSuperposed(result.bytes, "ack") ? "collision" : null;
}

/**
 * Asks for data, and once more when the answer may have been a single one that was disturbed. `thorough` asks twice in any
 * case: where telling meters apart by the next part of the address would cost hundreds of SELECTs.
 */
export async function askData(bus: BusAccess, address: number, options: AskOptions): Promise<Probe> {
	const { accept, isThin = () => false, thorough } = options;
	for (let attempt = 0; ; attempt += 1) {
		const result = await bus.exchange(encodeFrame(reqUd2(address, true)), { expect: "response", accept });
		if (result.kind === "frame") return { kind: "meter", frame: result.frame, raw: result.raw };
		if (attempt > 0 || (!thorough && isSurelySeveral(result, isThin))) return lost(result);
	}
}

/** How data is asked for. */
export interface AskOptions {
	readonly accept: (frame: Frame) => boolean;
	readonly thorough: boolean;
	/** Whether a frame shows so few bits that it is hardly that of one meter. */
	readonly isThin?: (raw: Uint8Array) => boolean;
}

function isSurelySeveral(
	result: Exclude<ExchangeResult, { kind: "frame" }>,
	isThin: (raw: Uint8Array) => boolean,
): boolean {
	if (result.kind !== "garbled" || isCutShort(result.bytes)) return false;
	if (!looksSuperposed(result.bytes, "response")) return false;
	return !isOneBitWrong(result.bytes) || isThin(result.bytes);
}

function lost(result: Exclude<ExchangeResult, { kind: "frame" }>): Probe {
	return result.kind === "garbled" ? { kind: "collision", bytes: result.bytes } : { kind: "mute" };
}

/** SELECTs a mask and reads who answers: one transaction. */
export async function probeMask(bus: BusAccess, mask: SecondaryAddress, context: ProbeContext): Promise<Probe> {
	const { counter, isDoubtful, isThin } = context;
	const isWhole = !mask.id.includes("F");
	const knocked = await knock(bus, selectSlave(mask), counter);
	if (knocked === "empty") return { kind: "empty" };
	if (knocked === "collision" && !isWhole) return { kind: "collision", bytes: null };
	if (knocked === "noise" && !(await isQuiet(bus))) return { kind: "noise" };
	if (knocked === "noise") return { kind: "collision", bytes: null };
	const accept = (frame: Frame) => {
		const identity = identityOf(frame);
		return identity === null || matchesIdentity(mask, identity);
	};
	const probe = await askData(bus, SELECTED_ADDRESS, { accept, thorough: isWhole, isThin });
	if (probe.kind === "mute") await bus.exchange(encodeFrame(deselect()), { expect: "ack" });
	const isSure = probe.kind !== "meter" || isWhole || !isDoubtful(probe.raw);
	return isSure ? probe : await secondOpinion(bus, probe);
}

/** What a probe is told by the scan. */
export interface ProbeContext {
	readonly counter: ProbeCounter;
	/** Whether a good answer may be several that happen to superpose to a good frame. */
	readonly isDoubtful: (raw: Uint8Array) => boolean;
	/** Whether a disturbed answer shows fewer bits than one meter would. */
	readonly isThin: (raw: Uint8Array) => boolean;
}

/** Asks for the next answer: several meters hardly superpose to a good frame twice, and do not count like one. */
async function secondOpinion(bus: BusAccess, probe: Extract<Probe, { kind: "meter" }>): Promise<Probe> {
	const next = await bus.exchange(encodeFrame(reqUd2(SELECTED_ADDRESS, false)), { expect: "response" });
	const isOne = next.kind === "silent" || (next.kind === "frame" && isNextAnswer(probe.raw, next.raw));
	return isOne ? probe : { kind: "collision", bytes: probe.raw };
}

/** Whether the bus is silent when nobody is asked. */
async function isQuiet(bus: BusAccess): Promise<boolean> {
	return (await bus.exchange(new Uint8Array(0), { expect: "any" })).kind === "silent";
}
