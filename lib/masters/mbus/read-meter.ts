import { Failure } from "../../model/failure.ts";
import { decodeTelegram, type TelegramResult } from "../../protocols/mbus/telegram.ts";
import type { Priority } from "./arbiter.ts";
import type { BusAccess } from "./bus-access.ts";
import type { MbusLine } from "./line.ts";
import type { MeterAddress } from "./meter-address.ts";
import { MeterSession } from "./meter-session.ts";
import { answerTimeoutMs } from "./timing.ts";

/** What a meter answered: all telegrams of one read. */
export interface MeterAnswer {
	readonly address: MeterAddress;
	readonly telegrams: TelegramResult[];
	/** The frames as they came, one per telegram. */
	readonly raw: Uint8Array[];
	/** For how long the bus was needed. */
	readonly durationMs: number;
}

/** Who reads. */
export interface ReadOptions {
	readonly signal?: AbortSignal | undefined;
	/** Default `user`. */
	readonly priority?: Priority;
}

/** EN 13757-7, 7.5.6: bits 1–0 of the status. */
const STATUS_BITS = 0x03;
const STATUS_BUSY = 1;
/** EN 13757-3, table of application errors: application too busy for handling the readout request. */
const ERROR_BUSY = 8;

/**
 * Reads a meter completely, in one transaction. Throws Failure `device-silent`, `checksum`, `collision`, `wrong-answer`
 * (the header is not that of the asked meter), `device-busy`, `application-error` (with `error`), `too-many-telegrams`,
 * other link layer codes, `link-down`, `bus-closed`, `bus-busy` or `cancelled`.
 */
export async function readMeter(
	line: MbusLine,
	address: MeterAddress,
	options: ReadOptions = {},
): Promise<MeterAnswer> {
	const { priority = "user", signal } = options;
	return await line.transact({ priority, signal }, (bus) => readOverBus(line, bus, address));
}

/** The same within a transaction that is already held. */
export async function readOverBus(line: MbusLine, bus: BusAccess, address: MeterAddress): Promise<MeterAnswer> {
	const { clock } = line.settings;
	const start = clock.monotonic();
	const session = new MeterSession(line, bus, address);
	const answers = await session.attend(() => readTelegrams(line, bus, session));
	return {
		address,
		telegrams: answers.map(({ telegram }) => telegram),
		raw: answers.map(({ raw }) => raw),
		durationMs: clock.monotonic() - start,
	};
}

interface Answer {
	readonly telegram: TelegramResult;
	readonly raw: Uint8Array;
}

async function readTelegrams(line: MbusLine, bus: BusAccess, session: MeterSession): Promise<Answer[]> {
	const { maxTelegrams } = line.settings;
	await session.begin();
	const answers: Answer[] = [];
	for (;;) {
		const answer = await nextTelegram(line, bus, session);
		answers.push(answer);
		// Bit 4 of the control field (DFC) and the announced number of telegrams are not reliable; only DIF 1F is.
		if (!answer.telegram.moreFollows) return answers;
		if (answers.length >= maxTelegrams) throw new Failure("too-many-telegrams", { address: session.key, maxTelegrams });
	}
}

async function nextTelegram(line: MbusLine, bus: BusAccess, session: MeterSession): Promise<Answer> {
	const { latencyMs, retries } = line.settings;
	for (let attempt = 0; ; attempt += 1) {
		const { raw } = await session.telegram();
		const telegram = decodeTelegram(raw);
		const { applicationError } = telegram;
		const isBusy = applicationError === ERROR_BUSY || saysBusy(telegram);
		if (!isBusy && applicationError !== null) {
			throw new Failure("application-error", { address: session.key, error: applicationError });
		}
		if (!isBusy) return { telegram, raw };
		if (attempt >= retries) throw new Failure("device-busy", { address: session.key });
		await bus.pause(answerTimeoutMs({ baudRate: bus.baudRate, latencyMs }));
	}
}

/** A meter that is busy but sends its values all the same is believed. */
function saysBusy({ header, records }: TelegramResult): boolean {
	return header !== null && (header.status & STATUS_BITS) === STATUS_BUSY && records.length === 0;
}
