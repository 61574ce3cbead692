import { Failure, type FailureCode, toFailure } from "../../model/failure.ts";
import { encodeFrame, type Frame } from "../../protocols/mbus/frame.ts";
import { deselect, reqUd2, selectSlave, sndNke } from "../../protocols/mbus/requests.ts";
import type { BusAccess, BusAnswer } from "./bus-access.ts";
import type { DeviceState } from "./device-state.ts";
import type { ExchangeResult } from "./exchange.ts";
import type { MbusLine } from "./line.ts";
import { ANY_ADDRESS, busAddress, type MeterAddress, matchesIdentity, meterAddressText } from "./meter-address.ts";
import { identityOf } from "./meter-identity.ts";
import type { Expectation } from "./superposition.ts";
import { exchangeFailure } from "./transaction.ts";

/** EN 13757-2, 5.4.2: the function code of RSP_UD. */
const RSP_UD = 0x08;
const FUNCTION_BITS = 0x0f;
/** Ends of a read that say nothing about the meter. */
const NOT_THE_METER: readonly FailureCode[] = ["cancelled", "link-down", "bus-closed"];

/** One meter for the time of a transaction: selects it, keeps its FCB, repeats within the budget of attempts. */
export class MeterSession {
	readonly key: string;
	readonly state: DeviceState;
	readonly #line: MbusLine;
	readonly #bus: BusAccess;
	readonly #address: MeterAddress;
	#attempts: number;
	/** Good telegrams since the meter was reset or selected. */
	#telegrams = 0;
	/** The selection of an earlier transaction is relied upon. */
	#keptSelection = false;
	/** The telegram that came on a repetition: its first answer may still be on its way. */
	#repeated: Uint8Array | null = null;

	constructor(line: MbusLine, bus: BusAccess, address: MeterAddress) {
		this.#line = line;
		this.#bus = bus;
		this.#address = address;
		this.key = meterAddressText(address);
		this.state = line.devices.of(this.key);
		this.#attempts = line.settings.retries + 1;
	}

	/** Makes the meter ready for the first request. Throws what `BusAccess.request` throws. */
	async begin(): Promise<void> {
		if (this.state.baudRate !== null) await this.#bus.useBaudRate(this.state.baudRate);
		if (this.#address.kind === "secondary") await this.#beginSelected();
		else if (this.#wantsNke()) await this.#reset(this.#address.address);
		this.state.nextFcb ??= true;
	}

	/** Asks for the next telegram (REQ_UD2). Throws what `BusAccess.request` throws when all attempts failed. */
	async telegram(): Promise<BusAnswer> {
		for (let attempt = 0; ; attempt += 1) {
			const fcb = this.state.nextFcb ?? true;
			const result = await this.#ask(reqUd2(busAddress(this.#address), fcb), "response", attempt === 0);
			if (result.kind === "frame") {
				this.#answered(fcb, attempt > 0 ? result.raw : null);
				return result;
			}
			this.#spend(result);
			if (this.#mustSelectAgain(result, attempt)) await this.#select();
		}
	}

	/** Sends a command (SND_UD) with the meter's FCB and expects E5. Throws what `BusAccess.request` throws. */
	async command(build: (address: number, fcb: boolean) => Frame): Promise<void> {
		for (;;) {
			const fcb = this.state.nextFcb ?? true;
			const result = await this.#ask(build(busAddress(this.#address), fcb), "ack", false);
			if (result.kind === "frame") {
				this.#answered(fcb, null);
				return;
			}
			this.#spend(result);
		}
	}

	/** Runs the job and keeps the books on the meter: what is known of it after a success and after a failure. */
	async attend<T>(job: (session: MeterSession) => Promise<T>): Promise<T> {
		try {
			const result = await job(this);
			this.state.several = this.#telegrams > 1;
			this.state.failures = 0;
			return result;
		} catch (error) {
			if (this.#telegrams > 0) this.state.broken = true;
			if (this.#line.settings.nke !== "never") this.state.nextFcb = null;
			const { code } = toFailure(error);
			if (code === "device-silent") this.state.failures += 1;
			else if (!NOT_THE_METER.includes(code)) this.state.failures = 0;
			throw error;
		}
	}

	async #beginSelected(): Promise<void> {
		const { devices, settings } = this.#line;
		const { selection } = devices;
		const { broken, nextFcb, several } = this.state;
		const isSelected = selection.kind === "meter" && selection.key === this.key;
		const isKnown = nextFcb !== null && !broken && !several;
		this.#keptSelection = settings.keepSelection && isSelected && isKnown;
		if (this.#keptSelection) return;
		await this.#select();
		this.#attempts = settings.retries + 1;
	}

	#wantsNke(): boolean {
		const { broken, nextFcb, several } = this.state;
		const { nke } = this.#line.settings;
		if (broken) return true;
		// A meter that does not answer SND_NKE must still be read, so it may not cost the only attempt.
		if (this.#attempts <= 1) return false;
		return nke === "always" || (nke === "first" && (nextFcb === null || several));
	}

	async #reset(address: number): Promise<void> {
		const result = await this.#ask(sndNke(address), "ack", false);
		this.state.nextFcb = true;
		if (result.kind !== "frame") this.#spend(result);
		this.state.broken = false;
	}

	async #select(): Promise<void> {
		if (this.#address.kind !== "secondary") return;
		const { devices } = this.#line;
		for (;;) {
			// Some meters stay selected although another one is: EN 13757-7 wants them to let go by themselves.
			if (devices.selection.kind === "unknown" || this.state.broken) await this.#deselect();
			devices.selection = { kind: "other" };
			const result = await this.#ask(selectSlave(this.#address.address), "ack", false);
			if (result.kind === "frame") break;
			if (result.kind !== "silent") devices.selection = { kind: "unknown" };
			this.#spend(result);
		}
		devices.selection = { kind: "meter", key: this.key };
		this.state.nextFcb = true;
		this.#keptSelection = false;
	}

	async #deselect(): Promise<void> {
		const result = await this.#ask(deselect(), "ack", false);
		this.state.broken = false;
		// Silence is the answer of a bus with nobody selected; it only counts so that a dead meter costs no more than it may.
		if (result.kind === "silent" && this.#attempts > 1) this.#attempts -= 1;
	}

	#mustSelectAgain(result: ExchangeResult, attempt: number): boolean {
		if (this.#address.kind !== "secondary" || this.#telegrams > 0) return false;
		const isSomebodyElse =
			result.kind === "stray" || (result.kind === "garbled" && (attempt > 0 || result.code === "collision"));
		if (isSomebodyElse) this.#line.devices.selection = { kind: "unknown" };
		return isSomebodyElse || this.#keptSelection || attempt > 0;
	}

	#answered(fcb: boolean, repeated: Uint8Array | null): void {
		this.state.nextFcb = !fcb;
		this.state.broken = false;
		this.#repeated = repeated;
		this.#telegrams += 1;
		this.#attempts = this.#line.settings.retries + 1;
	}

	#spend(result: Exclude<ExchangeResult, { kind: "frame" }>): void {
		this.#attempts -= 1;
		if (this.#attempts <= 0) throw exchangeFailure(result, this.key);
	}

	async #ask(frame: Frame, expect: Expectation, isFirst: boolean): Promise<ExchangeResult> {
		const stale = isFirst ? this.#repeated : null;
		if (this.#bus.signal?.aborted === true) throw new Failure("cancelled");
		return await this.#bus.exchange(encodeFrame(frame), {
			expect,
			device: this.key,
			accept: (answer) => this.#isMine(answer) && !isSame(answer, stale),
		});
	}

	#isMine(answer: Frame): boolean {
		if (answer.kind !== "long") return true;
		if ((answer.control & FUNCTION_BITS) !== RSP_UD) return false;
		if (this.#address.kind === "primary") {
			return this.#address.address === ANY_ADDRESS || answer.address === this.#address.address;
		}
		const identity = identityOf(answer);
		return identity === null || matchesIdentity(this.#address.address, identity);
	}
}

function isSame(answer: Frame, raw: Uint8Array | null): boolean {
	return raw !== null && encodeFrame(answer).every((byte, index) => raw[index] === byte);
}
