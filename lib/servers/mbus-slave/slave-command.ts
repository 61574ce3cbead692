import type { Frame, LongFrame } from "../../protocols/mbus/frame.ts";
import { BAUD_RATES, SELECTED_ADDRESS } from "../../protocols/mbus/requests.ts";

/** What a master wants of a slave. */
export type Command = { readonly address: number } & (
	| { readonly kind: "initialise" | "alarm" | "accepted" }
	| { readonly kind: "data"; readonly fcb: boolean | null }
	| { readonly kind: "select"; readonly data: Uint8Array; readonly msbFirst: boolean }
	| { readonly kind: "set-address"; readonly newAddress: number }
	| { readonly kind: "set-baud-rate"; readonly baudRate: number }
	| { readonly kind: "reset"; readonly subCode: number | null }
	| { readonly kind: "refused"; readonly error: number }
);

const PRIMARY_STATION = 0x40;
const FCB = 0x20;
const FCV = 0x10;
const SND_NKE = 0x0;
const SND_UD = 0x3;
const REQ_UD1 = 0xa;
const REQ_UD2 = 0xb;
const HIGHEST_PRIMARY = 250;
const ERROR_UNSPECIFIED = 0x00;
const ERROR_CI = 0x01;

/** CI fields that carry data, with the length of the header before the records. */
const DATA_HEADERS: ReadonlyMap<number, number> = new Map([
	[0x51, 0],
	[0x55, 0],
	[0x5a, 4],
	[0x5b, 12],
]);

function isMaster(control: number): boolean {
	return (control & 0xc0) === PRIMARY_STATION;
}

/** Reads a frame of a master; null for what no slave obeys. */
export function readCommand(frame: Frame): Command | null {
	if (frame.kind === "ack" || !isMaster(frame.control)) return null;
	if (frame.kind === "long") return (frame.control & 0x0f) === SND_UD ? readSendData(frame) : null;
	const { address, control } = frame;
	switch (control & 0x0f) {
		case SND_NKE:
			return { kind: "initialise", address };
		case REQ_UD1:
			return { kind: "alarm", address };
		case REQ_UD2:
			return { kind: "data", address, fcb: (control & FCV) === 0 ? null : (control & FCB) !== 0 };
		default:
			return null;
	}
}

function readSendData({ address, ci, data }: LongFrame): Command {
	const headerLength = DATA_HEADERS.get(ci);
	if (headerLength !== undefined) return readRecords(address, data.subarray(headerLength));
	const rate = BAUD_RATES.find((row) => row.ci === ci);
	if (rate !== undefined) return { kind: "set-baud-rate", address, baudRate: rate.baudRate };
	if (ci === 0x50) return { kind: "reset", address, subCode: data[0] ?? null };
	if (ci === 0x54) return { kind: "accepted", address };
	if ((ci === 0x52 || ci === 0x56) && address === SELECTED_ADDRESS) {
		return { kind: "select", address, data, msbFirst: ci === 0x56 };
	}
	return { kind: "refused", address, error: ERROR_CI };
}

/** The bus address (01 7A nn) is written; selections for readout (DIF 08 and 7F) are taken note of; nothing else can be written. */
function readRecords(address: number, data: Uint8Array): Command {
	const [dif, vif, value] = data;
	if (data.length === 3 && dif === 0x01 && vif === 0x7a && value !== undefined && value <= HIGHEST_PRIMARY) {
		return { kind: "set-address", address, newAddress: value };
	}
	const isSelectionOnly = dif === undefined || (dif & 0x0f) === 0x08 || dif === 0x7f;
	return isSelectionOnly ? { kind: "accepted", address } : { kind: "refused", address, error: ERROR_UNSPECIFIED };
}
