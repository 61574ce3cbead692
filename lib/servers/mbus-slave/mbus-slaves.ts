import { type Failure, toFailure } from "../../model/failure.ts";
import { encodeFrame, type Frame } from "../../protocols/mbus/frame.ts";
import { SELECTED_ADDRESS } from "../../protocols/mbus/requests.ts";
import { isSelected, readSelect } from "./selection.ts";
import { type Command, readCommand } from "./slave-command.ts";
import { type Readout, SlaveSession } from "./slave-session.ts";
import { telegramBytes } from "./telegram-bytes.ts";
import type { SlaveChange, SlaveTelegram, VirtualSlave } from "./virtual-slave.ts";

const DEFAULT_BAUD_RATE = 2400;
const MAXIMUM_DATA = 252;
const RSP_UD = 0x08;
const ACCESS_DEMAND = 0x20;
const CI_APPLICATION_ERROR = 0x70;
const CI_ALARM = 0x71;
const EVERYBODY = 0xfe;
const NOBODY_ANSWERS = 0xff;
const ERROR_UNSPECIFIED = 0x00;
const ERROR_CI = 0x01;
const ERROR_TOO_MANY_RECORDS = 0x03;
const ACKNOWLEDGE = encodeFrame({ kind: "ack" });

/** A virtual slave and what changes in its life. */
export interface SlaveDevice {
	readonly slave: VirtualSlave;
	primary: number;
	baudRate: number;
	accessNumber: number;
	subCode: number | null;
	/** Application error to report with the next RSP_UD (EN 13757-3, clause 10). */
	pendingError: number | null;
}

/** One slave's answer to a request; several of them meet on the wire. */
export interface SlaveAnswer {
	readonly slave: VirtualSlave;
	readonly bytes: Uint8Array;
}

/** When and how a request was heard. */
export interface RequestContext {
	/** Wall time, UTC milliseconds. */
	readonly time: number;
	/** Rate of the request: slaves at another rate do not hear it; null or absent where there is no rate. */
	readonly baudRate?: number | null;
	/** The master's own link state; absent = one state for the whole bus, as on a real wire. */
	readonly session?: SlaveSession<SlaveDevice>;
}

/** What the engine is made of. */
export interface MbusSlavesOptions {
	readonly slaves: readonly VirtualSlave[];
	/** The rate of slaves that name none of their own; 2400 Bd unless said otherwise. */
	readonly baudRate?: number;
	/** True where the port cannot follow a change of rate: CI B8–BF is then refused like any unknown CI. */
	readonly baudRateFixed?: boolean;
	/** A master changed an address or a rate: keep it. */
	onChange?(change: SlaveChange): void;
	/** A slave could not make its telegram; the master gets an application error. */
	onFailure?(failure: Failure, slave: VirtualSlave): void;
}

/** Any number of M-Bus slaves (EN 13757-2, -3, -7) without a wire: a frame in, the answers out. */
export class MbusSlaves {
	readonly #options: MbusSlavesOptions;
	readonly #devices: SlaveDevice[];
	readonly #bus = new SlaveSession<SlaveDevice>();

	constructor(options: MbusSlavesOptions) {
		this.#options = options;
		this.#devices = options.slaves.map((slave) => ({
			slave,
			primary: slave.primary,
			baudRate: slave.baudRate ?? options.baudRate ?? DEFAULT_BAUD_RATE,
			accessNumber: 0,
			subCode: null,
			pendingError: null,
		}));
	}

	/** The slaves with their present address and rate. */
	get devices(): readonly Readonly<SlaveDevice>[] {
		return this.#devices;
	}

	/** A link state for one more master, see `RequestContext.session`. */
	createSession(): SlaveSession<SlaveDevice> {
		return new SlaveSession<SlaveDevice>();
	}

	/** Plays one request; the answers are of the same moment, in the order of the slaves. */
	respond(frame: Frame, context: RequestContext): SlaveAnswer[] {
		const command = readCommand(frame);
		if (command === null) return [];
		const session = context.session ?? this.#bus;
		const answers: SlaveAnswer[] = [];
		for (const device of this.#addressed(command, session, context.baudRate ?? null)) {
			const bytes = this.#obey(device, command, { session, time: context.time });
			if (bytes !== null && command.address !== NOBODY_ANSWERS) answers.push({ slave: device.slave, bytes });
		}
		return answers;
	}

	#addressed(command: Command, session: SlaveSession<SlaveDevice>, baudRate: number | null): SlaveDevice[] {
		const { address } = command;
		return this.#devices.filter((device) => {
			if (baudRate !== null && device.baudRate !== baudRate) return false;
			if (command.kind === "select" || address >= EVERYBODY) return true;
			return address === SELECTED_ADDRESS ? session.selected.has(device) : device.primary === address;
		});
	}

	#obey(device: SlaveDevice, command: Command, master: Master): Uint8Array | null {
		const bySelection = command.address === SELECTED_ADDRESS;
		switch (command.kind) {
			case "initialise":
				return this.#initialise(device, command.address, master.session);
			case "select":
				return select(device, command, master.session);
			case "data":
				return this.#data(device, { fcb: command.fcb, bySelection }, master);
			case "alarm":
				return this.#alarm(device, master.time);
			default:
				return this.#write(device, command, master.session);
		}
	}

	#initialise(device: SlaveDevice, address: number, session: SlaveSession<SlaveDevice>): Uint8Array {
		if (address === SELECTED_ADDRESS || address === NOBODY_ANSWERS) session.deselect(device);
		if (address !== SELECTED_ADDRESS) session.forget(device, false);
		return ACKNOWLEDGE;
	}

	#data(device: SlaveDevice, request: DataRequest, { session, time }: Master): Uint8Array {
		const readout = session.readout(device, request.bySelection);
		if (request.fcb !== null && request.fcb === readout.lastFcb && readout.lastAnswer !== null)
			return readout.lastAnswer;
		const answer = this.#nextAnswer(device, readout, { time, restart: request.fcb === null });
		readout.lastFcb = request.fcb;
		readout.lastAnswer = answer;
		return answer;
	}

	#nextAnswer(
		device: SlaveDevice,
		readout: Readout,
		{ time, restart }: { time: number; restart: boolean },
	): Uint8Array {
		if (device.pendingError !== null) return takePendingError(device);
		try {
			if (restart || readout.next >= readout.telegrams.length) {
				readout.telegrams = device.slave.telegrams(time, device.subCode);
				readout.next = 0;
			}
			const telegram = readout.telegrams[readout.next] ?? { records: [] };
			const last = readout.next >= readout.telegrams.length - 1;
			readout.next += 1;
			return telegramAnswer(device, telegram, { last, alarm: (device.slave.alarm?.(time) ?? null) !== null });
		} catch (error) {
			this.#options.onFailure?.(toFailure(error), device.slave);
			return errorAnswer(device, ERROR_UNSPECIFIED);
		}
	}

	#alarm(device: SlaveDevice, time: number): Uint8Array {
		const alarm = device.slave.alarm?.(time) ?? null;
		return alarm === null ? ACKNOWLEDGE : userData(device, { ci: CI_ALARM, data: Uint8Array.of(alarm) });
	}

	#write(device: SlaveDevice, command: WriteCommand, session: SlaveSession<SlaveDevice>): Uint8Array {
		switch (command.kind) {
			case "set-address":
				this.#change(device, { primary: command.newAddress });
				// A remembered answer bears the old address; whoever repeats a request wants the new one.
				forgetReadouts(device, session);
				break;
			case "set-baud-rate":
				if (this.#options.baudRateFixed === true) device.pendingError = ERROR_CI;
				else this.#change(device, { baudRate: command.baudRate });
				break;
			case "reset":
				device.subCode = command.subCode;
				device.pendingError = null;
				forgetReadouts(device, session);
				break;
			case "refused":
				device.pendingError = command.error;
				break;
			case "accepted":
				break;
		}
		return ACKNOWLEDGE;
	}

	#change(device: SlaveDevice, change: Partial<Pick<SlaveDevice, "primary" | "baudRate">>): void {
		Object.assign(device, change);
		this.#options.onChange?.({ slave: device.slave, primary: device.primary, baudRate: device.baudRate });
	}
}

type WriteCommand = Exclude<Command, { kind: "initialise" | "select" | "data" | "alarm" }>;

interface Master {
	readonly session: SlaveSession<SlaveDevice>;
	readonly time: number;
}

interface DataRequest {
	/** Null where the master does not use the FCB (FCV = 0). */
	readonly fcb: boolean | null;
	readonly bySelection: boolean;
}

function forgetReadouts(device: SlaveDevice, session: SlaveSession<SlaveDevice>): void {
	session.forget(device, true);
	session.forget(device, false);
}

function select(
	device: SlaveDevice,
	command: Extract<Command, { kind: "select" }>,
	session: SlaveSession<SlaveDevice>,
): Uint8Array | null {
	const pattern = readSelect(command.data, command.msbFirst);
	if (pattern === null || !isSelected(pattern, device.slave.identity)) {
		session.deselect(device);
		return null;
	}
	session.select(device);
	return ACKNOWLEDGE;
}

function userData(device: SlaveDevice, body: { ci: number; data: Uint8Array }, demand = false): Uint8Array {
	const control = demand ? RSP_UD | ACCESS_DEMAND : RSP_UD;
	return encodeFrame({ kind: "long", control, address: device.primary, ...body });
}

function errorAnswer(device: SlaveDevice, error: number): Uint8Array {
	return userData(device, { ci: CI_APPLICATION_ERROR, data: Uint8Array.of(error) });
}

function takePendingError(device: SlaveDevice): Uint8Array {
	const error = device.pendingError ?? ERROR_UNSPECIFIED;
	device.pendingError = null;
	return errorAnswer(device, error);
}

function telegramAnswer(
	device: SlaveDevice,
	telegram: SlaveTelegram,
	{ last, alarm }: { last: boolean; alarm: boolean },
): Uint8Array {
	const { identity } = device.slave;
	device.accessNumber = (device.accessNumber + 1) & 0xff;
	const body = telegramBytes(telegram, { identity, accessNumber: device.accessNumber, last });
	if (body.data.length > MAXIMUM_DATA) return errorAnswer(device, ERROR_TOO_MANY_RECORDS);
	return userData(device, body, alarm);
}
