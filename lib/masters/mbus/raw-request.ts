import { Failure } from "../../model/failure.ts";
import { decodeFrame } from "../../protocols/mbus/decode-frame.ts";
import { encodeFrame, type Frame } from "../../protocols/mbus/frame.ts";
import { decodeTelegram, type TelegramResult } from "../../protocols/mbus/telegram.ts";
import type { BusAccess } from "./bus-access.ts";
import type { MbusLine } from "./line.ts";
import { BROADCAST_ADDRESS } from "./meter-address.ts";
import type { ReadOptions } from "./read-meter.ts";

/** What came back, as it came and as it reads; both empty after a broadcast. */
export interface RawAnswer {
	readonly raw: Uint8Array[];
	readonly telegrams: TelegramResult[];
}

const MOST_BYTES = 512;

/**
 * Sends bytes or a frame as they are and hands over the answer, also one that is no good frame. What the line knew of its
 * meters is void afterwards. Throws Failure `input` for nothing, `too-long` for more than 512 bytes, `device-silent`,
 * `link-down`, `bus-closed`, `bus-busy`, `cancelled`.
 */
export async function rawRequest(
	line: MbusLine,
	request: Uint8Array | Frame,
	options: ReadOptions = {},
): Promise<RawAnswer> {
	const bytes = request instanceof Uint8Array ? request : encodeFrame(request);
	if (bytes.length === 0) throw new Failure("input", { text: "" });
	if (bytes.length > MOST_BYTES) throw new Failure("too-long", { length: bytes.length, maximum: MOST_BYTES });
	const { priority = "user", signal } = options;
	return await line.transact({ priority, signal }, async (bus) => {
		line.devices.forget({ kind: "unknown" });
		const raw = await ask(bus, bytes);
		return { raw, telegrams: raw.map((answer) => decodeTelegram(answer)) };
	});
}

async function ask(bus: BusAccess, bytes: Uint8Array): Promise<Uint8Array[]> {
	const { frame } = decodeFrame(bytes);
	if (frame !== null && frame.kind !== "ack" && frame.address === BROADCAST_ADDRESS) {
		await bus.send(bytes);
		return [];
	}
	const result = await bus.exchange(bytes, { expect: "any" });
	if (result.kind === "frame") return [result.raw];
	if (result.kind === "garbled") return [result.bytes];
	if (result.kind === "stray") return [encodeFrame(result.frame)];
	throw new Failure("device-silent");
}
