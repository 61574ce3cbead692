import { Failure, toFailure } from "../../model/failure.ts";
import { encodeFrame } from "../../protocols/mbus/frame.ts";
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
/** Meters within this distance make a silent address look like a gap in a row. */
const NEAR = 2;
const FEWEST_NEIGHBOURS = 2;

/**
 * Finds the meters of a line by their primary address: SND_NKE to each, then a request for data to those that answer.
 * In the end a second look is taken at gaps in a row of meters and wherever an answer seems to have come too late.
 * Resolves also when cancelled, with the address to go on at. Throws Failure `address-range`, `link-down`, `bus-closed`.
 */
export async function scanPrimary(line: MbusLine, options: PrimaryScanOptions = {}): Promise<ScanResult> {
	const { from = 0, to = HIGHEST, resume } = options;
	const first = typeof resume === "string" ? Number(resume) : from;
	if (!(isAddress(first) && isAddress(to))) throw new Failure("address-range", { from: first, to });
	return await new PrimaryScan(line, options, from, to).run(first);
}

class PrimaryScan {
	readonly #line: MbusLine;
	readonly #options: PrimaryScanOptions;
	readonly #from: number;
	readonly #to: number;
	readonly #counter = { selects: 0 };
	readonly #found = new Map<number, FoundMeter>();
	readonly #collisions = new Set<number>();
	readonly #silent = new Set<number>();
	/** Silent addresses whose answer may have come too late. */
	readonly #doubtful = new Set<number>();

	constructor(line: MbusLine, options: PrimaryScanOptions, from: number, to: number) {
		this.#line = line;
		this.#options = options;
		this.#from = from;
		this.#to = to;
	}

	async run(first: number): Promise<ScanResult> {
		let address = first;
		try {
			for (; address <= this.#to; address += 1) await this.#look(address);
			for (const again of this.#secondLooks()) await this.#look(again);
			return this.#result(null);
		} catch (error) {
			const failure = toFailure(error);
			if (failure.code === "cancelled") return this.#result(address > this.#to ? null : String(address));
			throw failure;
		}
	}

	async #look(address: number): Promise<void> {
		const { signal, priority = "schedule" } = this.#options;
		const probe = await this.#line.transact({ priority, signal }, (bus) => this.#probe(bus, address));
		const meter = meterOf(address, probe);
		if (meter !== null) {
			this.#silent.delete(address);
			this.#found.set(address, meter);
			this.#options.onFound?.(meter);
		} else if (probe.kind === "empty") this.#silent.add(address);
		else this.#collisions.add(address);
		this.#report(address);
	}

	async #probe(bus: BusAccess, address: number): Promise<Probe> {
		const knocked = await knock(bus, sndNke(address), this.#counter);
		if (knocked === "empty" || knocked === "noise") return { kind: knocked };
		// SND_NKE and the request that may follow have changed what the meter expects.
		this.#line.devices.of(String(address)).nextFcb = null;
		const accept = (frame: { kind: string; address?: number }) => frame.kind !== "long" || frame.address === address;
		const probe = await askData(bus, address, { accept, thorough: true });
		return probe.kind === "mute" && (await this.#isBorrowed(bus, address)) ? { kind: "empty" } : probe;
	}

	/** An E5 names no sender: when it does not come a second time, it was that of the address before, too late. */
	async #isBorrowed(bus: BusAccess, address: number): Promise<boolean> {
		this.#counter.selects += 1;
		const { kind } = await bus.exchange(encodeFrame(sndNke(address)), { expect: "ack" });
		if (kind !== "silent") return false;
		for (const doubtful of [address - 1, address]) this.#doubtful.add(doubtful);
		return true;
	}

	/** One lost request must not cost a meter, and an empty bus no second scan: where meters stand in a row, one may be missing. */
	#secondLooks(): number[] {
		return [...this.#silent].filter((address) => this.#doubtful.has(address) || this.#isGap(address));
	}

	#isGap(address: number): boolean {
		const near = [...this.#found.keys()].filter((found) => Math.abs(found - address) <= NEAR);
		return near.length >= FEWEST_NEIGHBOURS;
	}

	#report(address: number): void {
		const done = this.#found.size + this.#collisions.size + this.#silent.size;
		this.#options.onProgress?.({
			selects: this.#counter.selects,
			found: this.#found.size,
			collisions: this.#collisions.size,
			mask: String(address),
			fraction: Math.min(1, (done + this.#skipped()) / (this.#to - this.#from + 1)),
		});
	}

	/** Addresses that an earlier scan has done. */
	#skipped(): number {
		const { resume } = this.#options;
		return typeof resume === "string" ? Number(resume) - this.#from : 0;
	}

	#result(resume: string | null): ScanResult {
		return {
			found: [...this.#found.values()].sort((one, other) => (one.primary ?? 0) - (other.primary ?? 0)),
			collisions: [...this.#collisions].map(String),
			selects: this.#counter.selects,
			resume,
		};
	}
}

function isAddress(address: number): boolean {
	return Number.isInteger(address) && address >= 0 && address <= HIGHEST;
}

function meterOf(address: number, probe: Probe): FoundMeter | null {
	const shared = { address: { kind: "primary" as const, address }, primary: address };
	if (probe.kind === "meter") return { ...shared, telegram: decodeTelegram(probe.raw), raw: probe.raw };
	return probe.kind === "mute" ? { ...shared, telegram: null, raw: null } : null;
}
