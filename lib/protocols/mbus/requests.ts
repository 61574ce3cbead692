import { Failure } from "../../model/failure.ts";
import { joinBytes } from "./bytes.ts";
import type { Frame, LongFrame } from "./frame.ts";
import { encodeId, encodeSecondaryAddress, type SecondaryAddress } from "./secondary-address.ts";

/** The address behind which the selected slave answers (EN 13757-7, 8.4). */
export const SELECTED_ADDRESS = 0xfd;

/** Baud rates and the CI field that switches to each (EN 13757-7, 8.2). */
export const BAUD_RATES = [
	{ ci: 0xb8, baudRate: 300 },
	{ ci: 0xb9, baudRate: 600 },
	{ ci: 0xba, baudRate: 1200 },
	{ ci: 0xbb, baudRate: 2400 },
	{ ci: 0xbc, baudRate: 4800 },
	{ ci: 0xbd, baudRate: 9600 },
	{ ci: 0xbe, baudRate: 19200 },
	{ ci: 0xbf, baudRate: 38400 },
] as const satisfies readonly { ci: number; baudRate: number }[];

/** SND_NKE: resets the link of one slave, or deselects (address FD); throws Failure `address-range` outside 0–255. */
export function sndNke(address: number): Frame {
	return { kind: "short", control: 0x40, address: checkAddress(address, 255) };
}

/** REQ_UD2: asks for data; `fcb` as toggled after each good answer; throws Failure `address-range` outside 0–255. */
export function reqUd2(address: number, fcb: boolean): Frame {
	return { kind: "short", control: fcb ? 0x7b : 0x5b, address: checkAddress(address, 255) };
}

/** REQ_UD1: asks for alarms; throws Failure `address-range` outside 0–255. */
export function reqUd1(address: number, fcb: boolean): Frame {
	return { kind: "short", control: fcb ? 0x7a : 0x5a, address: checkAddress(address, 255) };
}

/** SND_UD: sends data with any CI; throws Failure `address-range` outside 0–255. */
export function sndUd(address: number, ci: number, data: Uint8Array, fcb = false): LongFrame {
	return { kind: "long", control: fcb ? 0x73 : 0x53, address: checkAddress(address, 255), ci, data };
}

/** SELECT: selects every slave that matches; throws Failure `input` for an impossible address. */
export function selectSlave(secondary: SecondaryAddress, fcb = false): LongFrame {
	const { fabrication } = secondary;
	const enhanced = fabrication === undefined ? [] : joinBytes([0x0c, 0x78], encodeId(fabrication));
	return sndUd(SELECTED_ADDRESS, 0x52, joinBytes(encodeSecondaryAddress(secondary), enhanced), fcb);
}

/** Deselects whoever is selected. */
export function deselect(): Frame {
	return sndNke(SELECTED_ADDRESS);
}

/** Gives a slave a new primary address 0–250; throws Failure `address-range` outside. */
export function setPrimaryAddress(address: number, newAddress: number, fcb = false): LongFrame {
	return sndUd(address, 0x51, Uint8Array.of(0x01, 0x7a, checkAddress(newAddress, 250)), fcb);
}

/** Switches the baud rate of a slave; throws Failure `baud-rate` for one that M-Bus does not have. */
export function setBaudRate(address: number, baudRate: number): LongFrame {
	const row = BAUD_RATES.find((candidate) => candidate.baudRate === baudRate);
	if (row === undefined) throw new Failure("baud-rate", { baudRate });
	return sndUd(address, row.ci, new Uint8Array(0));
}

/** Application reset, with a sub code (EN 13757-7, 8.3: 00 all, 10 user data, 20 billing …) where one is wanted. */
export function applicationReset(address: number, subCode?: number): LongFrame {
	return sndUd(address, 0x50, subCode === undefined ? new Uint8Array(0) : Uint8Array.of(subCode));
}

function checkAddress(address: number, maximum: number): number {
	if (Number.isInteger(address) && address >= 0 && address <= maximum) return address;
	throw new Failure("address-range", { address, maximum });
}
