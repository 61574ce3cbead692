import { afterEach, expect, test } from "vitest";
import type { ByteLink } from "../../../lib/model/byte-link.ts";
import { systemClock } from "../../../lib/model/system-clock.ts";
import { encodeFrame, type Frame } from "../../../lib/protocols/mbus/frame.ts";
import { FrameSplitter } from "../../../lib/protocols/mbus/frame-splitter.ts";
import { reqUd2 } from "../../../lib/protocols/mbus/requests.ts";
import { MbusSlaves } from "../../../lib/servers/mbus-slave/mbus-slaves.ts";
import { startSlavePort } from "../../../lib/servers/mbus-slave/slave-port.ts";
import { simpleMeters } from "../../../lib/simulation/simple-meters.ts";
import { tcpLink } from "../../../lib/transports/tcp-link.ts";
import { select } from "./slave-bus.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
	for (const resource of open.splice(0).reverse()) await resource.close();
});

function opened(link: ByteLink): Promise<void> {
	return new Promise((resolve) => {
		link.listen({ state: (state) => state === "open" && resolve() });
		link.open();
	});
}

async function master(port: number) {
	const link = tcpLink({ host: "127.0.0.1", port, clock: systemClock });
	open.push(link);
	await opened(link);
	const splitter = new FrameSplitter();
	return (frame: Frame): Promise<Frame> => {
		const answered = new Promise<Frame>((resolve) => {
			const leave = link.listen({
				bytes: (chunk) => {
					for (const item of splitter.push(chunk)) {
						if (item.kind !== "frame") continue;
						leave();
						resolve(item.frame);
					}
				},
			});
		});
		return link.write(encodeFrame(frame)).then(() => answered);
	};
}

test("two masters on one port select and read at the same time without disturbing each other", async () => {
	const meters = simpleMeters({ count: 20, ids: "consecutive" });
	const server = await startSlavePort({
		host: "127.0.0.1",
		port: 0,
		clock: systemClock,
		slaves: new MbusSlaves({ slaves: meters }),
	});
	open.push(server);
	const readAll = async (order: typeof meters) => {
		const ask = await master(server.port);
		const addresses: number[] = [];
		for (const { identity } of order) {
			expect(await ask(select(identity.id))).toEqual({ kind: "ack" });
			const answer = await ask(reqUd2(0xfd, true));
			if (answer.kind === "long") addresses.push(answer.address);
		}
		return addresses;
	};
	const [up, down] = await Promise.all([readAll(meters), readAll([...meters].reverse())]);
	expect(up).toEqual(meters.map(({ primary }) => primary));
	expect(down).toEqual([...up].reverse());
});
