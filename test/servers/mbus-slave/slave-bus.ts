import { Failure } from "../../../lib/model/failure.ts";
import { toHex } from "../../../lib/model/hex.ts";
import { decodeFrame } from "../../../lib/protocols/mbus/decode-frame.ts";
import type { Frame, LongFrame } from "../../../lib/protocols/mbus/frame.ts";
import { selectSlave } from "../../../lib/protocols/mbus/requests.ts";
import { parseSecondaryAddress } from "../../../lib/protocols/mbus/secondary-address.ts";
import { MbusSlaves, type MbusSlavesOptions } from "../../../lib/servers/mbus-slave/mbus-slaves.ts";
import type { SlaveTelegram, VirtualSlave } from "../../../lib/servers/mbus-slave/virtual-slave.ts";

/** The moment at which everything in these tests happens. */
export const TIME = Date.UTC(2026, 0, 1);
/** A telegram with one record. */
export const BODY: SlaveTelegram = { body: Uint8Array.of(0x01, 0xfd, 0x17, 0x00) };

/** A slave with one short telegram. */
export function slave(primary: number, id: string, more: Partial<VirtualSlave> = {}): VirtualSlave {
	return {
		primary,
		identity: { id, manufacturer: "KAM", version: 0x35, medium: 0x04 },
		telegrams: () => [BODY],
		...more,
	};
}

/** An engine with slaves, asked frame by frame. */
export function bus(slaves: VirtualSlave[], options: Partial<MbusSlavesOptions> = {}) {
	const engine = new MbusSlaves({ slaves, ...options });
	const ask = (frame: Frame, baudRate: number | null = null) =>
		engine.respond(frame, { time: TIME, baudRate }).map(({ bytes }) => toHex(bytes));
	const answer = (frame: Frame): LongFrame => {
		const [first] = engine.respond(frame, { time: TIME });
		const decoded = decodeFrame(first?.bytes ?? new Uint8Array()).frame;
		if (decoded === null || decoded.kind !== "long") throw new Failure("wrong-answer");
		return decoded;
	};
	return { engine, ask, answer };
}

/** SELECT for an address in text form. */
export const select = (text: string) => selectSlave(parseSecondaryAddress(text));
