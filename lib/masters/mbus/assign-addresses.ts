import { Failure, type FailureCode, toFailure } from "../../model/failure.ts";
import type { MbusLine } from "./line.ts";
import { type MeterAddress, meterAddressText } from "./meter-address.ts";
import type { ReadOptions } from "./read-meter.ts";
import type { FoundMeter } from "./scan.ts";
import { setMeterAddress } from "./set-address.ts";

/** What became of one meter. */
export interface Assignment {
	readonly address: MeterAddress;
	/** The address it had, for the log. */
	readonly oldAddress: number | null;
	/** The address it has now; null when it could not be given one. */
	readonly newAddress: number | null;
	readonly outcome: "assigned" | "kept" | "failed";
	readonly failure: Failure | null;
}

/** Which addresses are given to whom. */
export interface AssignOptions extends ReadOptions {
	/** First and last address to give, default 1 … 250. */
	readonly from?: number;
	readonly to?: number;
	/** Also meters that have an address of their own get a new one, in the order given; default false. */
	readonly renumber?: boolean;
	/** Each meter as soon as it is done. */
	onAssignment?(assignment: Assignment, done: number, total: number): void;
}

const LOWEST = 1;
const HIGHEST = 250;
/** These end the work: nobody else would be reached. */
const FATAL: readonly FailureCode[] = ["cancelled", "bus-closed", "link-down"];

/**
 * Gives free primary addresses to meters that a scan found and that have none of their own (0, the same as another, or
 * out of range). What fails for one meter is in its report; throws Failure `address-range`, `cancelled`, `link-down`, `bus-closed`.
 */
export async function assignAddresses(
	line: MbusLine,
	found: readonly FoundMeter[],
	options: AssignOptions = {},
): Promise<Assignment[]> {
	const { from = LOWEST, to = HIGHEST, renumber = false } = options;
	if (!(isMeterAddress(from) && isMeterAddress(to))) throw new Failure("address-range", { from, to });
	const kept = renumber ? [] : found.filter((meter) => hasOwnAddress(meter, found));
	const free = new FreeAddresses(from, to, new Set(kept.map(({ primary }) => primary)));
	const assignments: Assignment[] = [];
	for (const meter of found) {
		const assignment = kept.includes(meter) ? keep(meter) : await assign(line, meter, free, options);
		assignments.push(assignment);
		options.onAssignment?.(assignment, assignments.length, found.length);
	}
	return assignments;
}

/** Addresses that may still be given; one that turned out to be taken is not tried again. */
class FreeAddresses {
	#next: number;
	readonly #last: number;
	readonly #used: ReadonlySet<number | null>;

	constructor(first: number, last: number, used: ReadonlySet<number | null>) {
		this.#next = first;
		this.#last = last;
		this.#used = used;
	}

	/** Throws Failure `address-taken` when none is left. */
	take(): number {
		while (this.#used.has(this.#next)) this.#next += 1;
		if (this.#next > this.#last) throw new Failure("address-taken", { address: this.#last, reason: "none-free" });
		this.#next += 1;
		return this.#next - 1;
	}
}

function isMeterAddress(address: number): boolean {
	return Number.isInteger(address) && address >= LOWEST && address <= HIGHEST;
}

function hasOwnAddress({ primary }: FoundMeter, found: readonly FoundMeter[]): boolean {
	if (primary === null || !isMeterAddress(primary)) return false;
	return found.filter((other) => other.primary === primary).length === 1;
}

function keep({ address, primary }: FoundMeter): Assignment {
	return { address, oldAddress: primary, newAddress: primary, outcome: "kept", failure: null };
}

async function assign(
	line: MbusLine,
	{ address, primary }: FoundMeter,
	free: FreeAddresses,
	options: ReadOptions,
): Promise<Assignment> {
	for (;;) {
		try {
			const { oldAddress, newAddress } = await setMeterAddress(line, address, free.take(), options);
			return { address, oldAddress, newAddress, outcome: "assigned", failure: null };
		} catch (error) {
			const failure = toFailure(error);
			if (FATAL.includes(failure.code)) throw failure;
			const isTaken = failure.code === "address-taken" && failure.details["reason"] === undefined;
			if (isTaken) continue;
			const details = { ...failure.details, meter: meterAddressText(address) };
			const reported = new Failure(failure.code, details, failure);
			return { address, oldAddress: primary, newAddress: null, outcome: "failed", failure: reported };
		}
	}
}
