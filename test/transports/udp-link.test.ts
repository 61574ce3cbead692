import { createSocket, type Socket } from "node:dgram";
import { udpLink } from "../../lib/transports/udp-link.ts";
import { describeByteLink, type Peer } from "../contracts/byte-link.ts";

const HOST = "127.0.0.1";

class UdpPeer implements Peer {
	port = 0;
	#socket: Socket | null = null;
	#caller = 0;
	#heard: Uint8Array[] = [];

	start(): Promise<void> {
		this.#heard = [];
		const socket = createSocket("udp4");
		this.#socket = socket;
		socket.on("message", (chunk, remote) => {
			this.#caller = remote.port;
			this.#heard.push(chunk);
		});
		return new Promise((resolve) => {
			socket.bind(this.port, HOST, () => {
				this.port = socket.address().port;
				resolve();
			});
		});
	}

	stop(): Promise<void> {
		const socket = this.#socket;
		this.#socket = null;
		return new Promise((resolve) => (socket === null ? resolve() : socket.close(() => resolve())));
	}

	write(bytes: Uint8Array): Promise<void> {
		return new Promise((resolve) => this.#socket?.send(bytes, this.#caller, HOST, () => resolve()));
	}

	received(): Uint8Array {
		return Uint8Array.from(this.#heard.flatMap((chunk) => [...chunk]));
	}
}

describeByteLink({
	title: "UDP link",
	absent: "link-refused",
	silent: true,
	create: async () => {
		const peer = new UdpPeer();
		await peer.start();
		await peer.stop();
		return { link: (clock) => udpLink({ host: HOST, port: peer.port, clock }), peer, dispose: () => peer.stop() };
	},
});
