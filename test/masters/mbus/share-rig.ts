import { MbusLine } from "../../../lib/masters/mbus/line.ts";
import { type MeterAddress, meterAddressText } from "../../../lib/masters/mbus/meter-address.ts";
import { readMeter } from "../../../lib/masters/mbus/read-meter.ts";
import { type GateOptions, SharedGate } from "../../../lib/masters/mbus/share.ts";
import { toHex } from "../../../lib/model/hex.ts";
import { encodeFrame } from "../../../lib/protocols/mbus/frame.ts";
import { reqUd2, selectSlave } from "../../../lib/protocols/mbus/requests.ts";
import { parseSecondaryAddress } from "../../../lib/protocols/mbus/secondary-address.ts";
import { type MemoryLink, memoryLinkPair } from "../../../lib/transports/memory-link.ts";
import { type Rig, rig } from "./rig.ts";

const PATIENCE_MS = 5000;
export const LATENCY_MS = 40;
export const REQ = encodeFrame(reqUd2(0xfd, true));
export const NEXT = encodeFrame(reqUd2(0xfd, false));
export const select = (id: string) => encodeFrame(selectSlave(parseSecondaryAddress(id)));
export const COUNTER = (value: number) => Uint8Array.of(0x04, 0x13, value, 0, 0, 0);

/** A line with a gate, and masters at its door. */
export interface Shared extends Rig {
	readonly gate: SharedGate;
	/** A foreign master that knows the protocol. */
	master(): MbusLine;
	/** A foreign master by hand: what it hears, and its end of the wire. */
	port(): { readonly heard: Uint8Array[]; readonly link: MemoryLink; readonly near: MemoryLink };
}

export function shared(options: GateOptions = {}, chunk = 8): Shared {
	const on = rig({ latencyMs: LATENCY_MS }, { chunk });
	const gate = new SharedGate(on.line, options);
	const plug = () => {
		const [near, far] = memoryLinkPair("shared");
		near.open();
		gate.attach(near);
		return [near, far] as const;
	};
	return {
		...on,
		gate,
		master: () => {
			const [, link] = plug();
			const line = new MbusLine({ link, clock: on.bus.clock, latencyMs: PATIENCE_MS, retries: 0 });
			line.open();
			return line;
		},
		port: () => {
			const [near, link] = plug();
			const heard: Uint8Array[] = [];
			link.listen({ bytes: (bytes) => heard.push(Uint8Array.from(bytes)) });
			link.open();
			return { heard, link, near };
		},
	};
}

export function text(chunks: readonly Uint8Array[]): string {
	return chunks.map(toHex).join("");
}

export async function readAgain(line: MbusLine, addresses: readonly MeterAddress[], times: number): Promise<number> {
	let good = 0;
	for (let time = 0; time < times; time += 1) {
		const address = addresses[time % addresses.length];
		if (address === undefined) break;
		const { telegrams } = await readMeter(line, address, { priority: "schedule" });
		const id = telegrams[0]?.header?.id;
		const text = meterAddressText(address);
		if (telegrams.length === 1 && (text === id || `0000000${text}` === id)) good += 1;
	}
	return good;
}
