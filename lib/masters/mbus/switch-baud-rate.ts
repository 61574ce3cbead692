import { Failure, type FailureCode, toFailure } from "../../model/failure.ts";
import { setBaudRate } from "../../protocols/mbus/requests.ts";
import type { BusAccess } from "./bus-access.ts";
import type { MbusLine } from "./line.ts";
import { type MeterAddress, meterAddressText } from "./meter-address.ts";
import { MeterSession } from "./meter-session.ts";
import { type ReadOptions, readOverBus } from "./read-meter.ts";

/** A baud rate that was switched and proved. */
export interface BaudRateChange {
	readonly address: MeterAddress;
	readonly oldBaudRate: number;
	readonly newBaudRate: number;
}

const FATAL: readonly FailureCode[] = ["cancelled", "bus-closed", "link-down"];

/**
 * Switches the baud rate of one meter (EN 13757-7, 8.2): E5 comes at the old rate, then the meter must answer at the new
 * one at once. Else the line goes back and Failure `baud-rate` says at which rate the meter answers (`answersAt`, null:
 * at neither). The line remembers the rate of the meter. Also throws whatever reading throws.
 */
export async function switchBaudRate(
	line: MbusLine,
	address: MeterAddress,
	baudRate: number,
	options: ReadOptions = {},
): Promise<BaudRateChange> {
	setBaudRate(0, baudRate);
	const { priority = "user", signal } = options;
	return await line.transact({ priority, signal }, async (bus) => {
		const state = line.devices.of(meterAddressText(address));
		const oldBaudRate = state.baudRate ?? line.settings.baudRate;
		await command(line, bus, address, baudRate);
		await bus.useBaudRate(baudRate);
		if (!(await answersAt(line, bus, address, baudRate))) await goBack(line, bus, address, oldBaudRate);
		return { address, oldBaudRate, newBaudRate: baudRate };
	});
}

async function command(line: MbusLine, bus: BusAccess, address: MeterAddress, baudRate: number): Promise<void> {
	const session = new MeterSession(line, bus, address);
	try {
		await session.attend(async () => {
			await session.begin();
			await session.command((target) => setBaudRate(target, baudRate));
		});
	} catch (error) {
		// The E5 may have been lost although the meter has switched: the proof decides.
		const failure = toFailure(error);
		if (FATAL.includes(failure.code)) throw failure;
	}
}

async function answersAt(line: MbusLine, bus: BusAccess, address: MeterAddress, baudRate: number): Promise<boolean> {
	const state = line.devices.of(meterAddressText(address));
	const before = state.baudRate;
	state.baudRate = baudRate;
	try {
		await readOverBus(line, bus, address);
		if (baudRate === line.settings.baudRate) state.baudRate = null;
		return true;
	} catch (error) {
		state.baudRate = before;
		const failure = toFailure(error);
		if (FATAL.includes(failure.code)) throw failure;
		return false;
	}
}

async function goBack(line: MbusLine, bus: BusAccess, address: MeterAddress, baudRate: number): Promise<never> {
	await bus.useBaudRate(baudRate);
	const isBack = await answersAt(line, bus, address, baudRate);
	throw new Failure("baud-rate", { address: meterAddressText(address), answersAt: isBack ? baudRate : null });
}
