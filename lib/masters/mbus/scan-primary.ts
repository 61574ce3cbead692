import { Failure, toFailure } from "../../model/failure.ts";
import { sndNke } from "../../protocols/mbus/requests.ts";
import { decodeTelegram } from "../../protocols/mbus/telegram.ts";
import type { BusAccess } from "./bus-access.ts";
import type { MbusLine } from "./line.ts";
import type { FoundMeter, ScanOptions, ScanResult } from "./scan.ts";
import { askData, knock, type Probe } from "./scan-probe.ts";

/** Where a primary scan looks. */
export interface PrimaryScanOptions extends ScanOptions {
	/** First address, default 0. */
	readonly from?: number;
	/** Last address, default 250. */
	readonly to?: number;
}

const HIGHEST = 250;

/**
 * Finds the meters of a line by their primary address: SND_NKE to each, then a request for data to those that answer.
 * Resolves also when cancelled, with the address to go on at. Throws Failure `address-range`, `link-down`, `bus-closed`.
 */
export async function scanPrimary(line: MbusLine, options: PrimaryScanOptions = {}): Promise<ScanResult> {
	const { from = 0, to = HIGHEST, resume, signal, priority = "schedule" } = options;
	const first = typeof resume === "string" ? Number(resume) : from;
	if (!(isAddress(first) && isAddress(to))) throw new Failure("address-range", { from: first, to });
	const counter = { selects: 0 };
	const found: FoundMeter[] = [];
	const collisions: string[] = [];
	for (let address = first; address <= to; address += 1) {
		const probing = line.transact({ priority, signal }, (bus) => probePrimary(line, bus, address, counter));
		const probe = await probing.catch(unlessCancelled);
		if (probe === null) return { found, collisions, selects: counter.selects, resume: String(address) };
		const meter = meterOf(address, probe);
		if (meter !== null) {
			found.push(meter);
			options.onFound?.(meter);
		} else if (probe.kind !== "empty") collisions.push(String(address));
		const fraction = (address - from + 1) / (to - from + 1);
		const { selects } = counter;
		const mask = String(address);
		options.onProgress?.({ selects, found: found.length, collisions: collisions.length, mask, fraction });
	}
	return { found, collisions, selects: counter.selects, resume: null };
}

function isAddress(address: number): boolean {
	return Number.isInteger(address) && address >= 0 && address <= HIGHEST;
}

function unlessCancelled(error: unknown): null {
	const failure = toFailure(error);
	if (failure.code === "cancelled") return null;
	throw failure;
}

async function probePrimary(
	line: MbusLine,
	bus: BusAccess,
	address: number,
	counter: { selects: number },
): Promise<Probe> {
	const knocked = await knock(bus, sndNke(address), counter);
	if (knocked === "empty" || knocked === "noise") return { kind: knocked };
	// SND_NKE and the request that may follow have changed what the meter expects.
	line.devices.of(String(address)).nextFcb = null;
	const accept = (frame: { kind: string; address?: number }) => frame.kind !== "long" || frame.address === address;
	return await askData(bus, address, { accept, thorough: true });
}

function meterOf(address: number, probe: Probe): FoundMeter | null {
	const shared = { address: { kind: "primary" as const, address }, primary: address };
	if (probe.kind === "meter") return { ...shared, telegram: decodeTelegram(probe.raw), raw: probe.raw };
	return probe.kind === "mute" ? { ...shared, telegram: null, raw: null } : null;
}
