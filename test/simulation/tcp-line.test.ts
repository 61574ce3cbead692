import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { systemClock } from "../../lib/model/system-clock.ts";
import { encodeFrame, type Frame } from "../../lib/protocols/mbus/frame.ts";
import { reqUd2, sndNke } from "../../lib/protocols/mbus/requests.ts";
import { decodeTelegram } from "../../lib/protocols/mbus/telegram.ts";
import { simpleMeters } from "../../lib/simulation/simple-meters.ts";
import { startTcpLine } from "../../lib/simulation/tcp-line.ts";

function connected(port: number): Promise<Socket> {
	return new Promise((resolve, reject) => {
		const socket = connect({ port, host: "127.0.0.1" }, () => resolve(socket));
		socket.once("error", reject);
	});
}

function ask(socket: Socket, frame: Frame, length: number): Promise<Buffer> {
	return new Promise((resolve) => {
		let heard = Buffer.alloc(0);
		const hear = (chunk: Buffer) => {
			heard = Buffer.concat([heard, chunk]);
			if (heard.length < length) return;
			socket.off("data", hear);
			resolve(heard);
		};
		socket.on("data", hear);
		socket.write(encodeFrame(frame));
	});
}

test("a line without time reads 250 meters over a socket, and every connection hears the answers", async () => {
	const { port, close, line } = await startTcpLine({
		port: 0,
		meters: simpleMeters({ count: 250 }),
		clock: systemClock,
		paced: false,
	});
	const [socket, other] = [await connected(port), await connected(port)];
	const overheard = new Promise<void>((resolve) => {
		let length = 0;
		other.on("data", (chunk: Buffer) => {
			length += chunk.length;
			if (length === 250 * 87) resolve();
		});
	});
	for (let address = 1; address <= 250; address += 1) {
		const bytes = await ask(socket, reqUd2(address, true), 87);
		expect(decodeTelegram(bytes).status).toBe("ok");
	}
	await overheard;
	expect(await ask(other, sndNke(1), 1)).toEqual(Buffer.of(0xe5));
	expect(line.counters).toMatchObject({ dataRequests: 250, answers: 251, collisions: 0 });
	socket.destroy();
	other.destroy();
	await close();
});

test("a port that is taken is a failure with a word", async () => {
	const first = await startTcpLine({ port: 0, meters: [], clock: systemClock });
	await expect(startTcpLine({ port: first.port, meters: [], clock: systemClock })).rejects.toMatchObject({
		code: "port-in-use",
	});
	await first.close();
});
