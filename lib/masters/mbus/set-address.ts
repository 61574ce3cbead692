import { Failure } from "../../model/failure.ts";
import { decodeFrame } from "../../protocols/mbus/decode-frame.ts";
import { encodeFrame, type Frame } from "../../protocols/mbus/frame.ts";
import { setPrimaryAddress, sndNke } from "../../protocols/mbus/requests.ts";
import type { TelegramResult } from "../../protocols/mbus/telegram.ts";
import type { BusAccess } from "./bus-access.ts";
import type { MbusLine } from "./line.ts";
import { type MeterAddress, meterAddressText } from "./meter-address.ts";
import { identityOf, type MeterIdentity } from "./meter-identity.ts";
import { MeterSession } from "./meter-session.ts";
import { type MeterAnswer, type ReadOptions, readOverBus } from "./read-meter.ts";
import { knock } from "./scan-probe.ts";

/** A primary address that was written and read back. */
export interface AddressChange {
	readonly address: MeterAddress;
	readonly oldAddress: number | null;
	readonly newAddress: number;
	/** What the meter answered under its new address. */
	readonly telegram: TelegramResult;
}

/** EN 13757-2, 5.4.3: 1 … 250 for meters, 0 for one without an address yet. */
const HIGHEST = 250;

/**
 * Gives a meter a new primary address: reads it, checks that nobody answers under the new address, writes, reads back.
 * Throws Failure `address-range`, `address-taken`, `wrong-answer` (another meter answers under the new address) and
 * whatever reading throws.
 */
export async function setMeterAddress(
	line: MbusLine,
	address: MeterAddress,
	newAddress: number,
	options: ReadOptions = {},
): Promise<AddressChange> {
	checkRange(address, newAddress);
	const { priority = "user", signal } = options;
	return await line.transact({ priority, signal }, (bus) => change(line, bus, address, newAddress));
}

function checkRange(address: MeterAddress, newAddress: number): void {
	const isMeter = address.kind === "secondary" || address.address <= HIGHEST;
	if (!isMeter) throw new Failure("address-range", { address: address.address });
	if (!Number.isInteger(newAddress) || newAddress < 0 || newAddress > HIGHEST) {
		throw new Failure("address-range", { address: newAddress });
	}
}

async function change(
	line: MbusLine,
	bus: BusAccess,
	address: MeterAddress,
	newAddress: number,
): Promise<AddressChange> {
	const before = await readOverBus(line, bus, address);
	const oldAddress = primaryOf(before);
	if (oldAddress !== newAddress) {
		if (newAddress !== 0) await checkFree(bus, newAddress);
		const session = new MeterSession(line, bus, address);
		await session.attend(async () => {
			await session.begin();
			await session.command((target, fcb) => setPrimaryAddress(target, newAddress, fcb));
		});
	}
	if (newAddress !== 0) await resetFcb(line, bus, newAddress);
	const after = newAddress === 0 ? before : await readOverBus(line, bus, { kind: "primary", address: newAddress });
	const [telegram] = after.telegrams;
	if (telegram === undefined || !isSameMeter(before, after)) {
		throw new Failure("wrong-answer", { address: meterAddressText(address), newAddress });
	}
	return { address, oldAddress, newAddress, telegram };
}

/** Whatever the policy and the number of retries: without SND_NKE the meter may repeat its telegram with the old address. */
async function resetFcb(line: MbusLine, bus: BusAccess, address: number): Promise<void> {
	await bus.exchange(encodeFrame(sndNke(address)), { expect: "ack", device: String(address) });
	line.devices.of(String(address)).nextFcb = true;
}

async function checkFree(bus: BusAccess, address: number): Promise<void> {
	const knocked = await knock(bus, sndNke(address), { selects: 0 });
	if (knocked !== "empty") throw new Failure("address-taken", { address });
}

function firstFrame({ raw: [raw] }: MeterAnswer): Frame | null {
	return raw === undefined ? null : decodeFrame(raw).frame;
}

function primaryOf(answer: MeterAnswer): number | null {
	const frame = firstFrame(answer);
	return frame?.kind === "long" ? frame.address : null;
}

function isSameMeter(before: MeterAnswer, after: MeterAnswer): boolean {
	const [one, other] = [before, after].map(firstFrame).map((frame) => frame && identityOf(frame));
	return identityText(one ?? null) === identityText(other ?? null);
}

function identityText(identity: MeterIdentity | null): string {
	if (identity === null) return "";
	const { id, manufacturer, version, medium } = identity;
	return [id, manufacturer, version, medium].join(" ");
}
