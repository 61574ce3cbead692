import { createServer, type Server, type Socket } from "node:net";
import { expect, test } from "vitest";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { tcpLink } from "../../lib/transports/tcp-link.ts";
import { describeByteLink, type Peer, until } from "../contracts/byte-link.ts";

const HOST = "127.0.0.1";

class TcpPeer implements Peer {
	port = 0;
	#server: Server | null = null;
	#sockets = new Set<Socket>();
	#heard: Uint8Array[] = [];

	start(): Promise<void> {
		this.#heard = [];
		const server = createServer((socket) => {
			this.#sockets.add(socket);
			socket.on("error", () => undefined);
			socket.on("close", () => this.#sockets.delete(socket));
			socket.on("data", (chunk: Uint8Array) => this.#heard.push(chunk));
		});
		this.#server = server;
		return new Promise((resolve) => {
			server.listen(this.port, HOST, () => {
				const bound = server.address();
				if (typeof bound === "object" && bound !== null) this.port = bound.port;
				resolve();
			});
		});
	}

	stop(): Promise<void> {
		const server = this.#server;
		this.#server = null;
		for (const socket of this.#sockets) socket.destroy();
		return new Promise((resolve) => (server === null ? resolve() : server.close(() => resolve())));
	}

	write(bytes: Uint8Array): Promise<void> {
		return new Promise((resolve) => {
			for (const socket of this.#sockets) socket.write(bytes, () => resolve());
		});
	}

	received(): Uint8Array {
		return Uint8Array.from(this.#heard.flatMap((chunk) => [...chunk]));
	}
}

async function reservedPeer(): Promise<TcpPeer> {
	const peer = new TcpPeer();
	await peer.start();
	await peer.stop();
	return peer;
}

describeByteLink({
	title: "TCP link",
	absent: "link-refused",
	silent: false,
	create: async () => {
		const peer = await reservedPeer();
		return { link: (clock) => tcpLink({ host: HOST, port: peer.port, clock }), peer, dispose: () => peer.stop() };
	},
});

test("the pause between two tries doubles up to thirty seconds", async () => {
	const { port } = await reservedPeer();
	const clock = new SimulatedClock();
	const link = tcpLink({ host: HOST, port, clock, backOff: { random: () => 0 } });
	const pauses: number[] = [];
	link.listen({ state: (_state, _cause, retryMs) => retryMs !== undefined && pauses.push(retryMs) });
	link.open();
	for (let count = 1; count <= 9; count += 1) {
		await until(() => pauses.length === count);
		await clock.advance(pauses[count - 1] ?? 0);
	}
	await link.close();
	expect(pauses.slice(0, 9)).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test("an address that cannot be one is a Failure, not a crash", async () => {
	const clock = new SimulatedClock();
	const causes: string[] = [];
	const link = tcpLink({ host: HOST, port: 70_000, clock });
	link.listen({ state: (_state, cause) => cause !== undefined && causes.push(cause.code) });
	link.open();
	await until(() => link.state === "waiting");
	await link.close();
	expect(causes).toEqual(["port-setting"]);
});
