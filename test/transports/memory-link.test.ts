import { memoryLinkPair } from "../../lib/transports/memory-link.ts";
import { describeByteLink } from "../contracts/byte-link.ts";

describeByteLink({
	title: "memory link",
	absent: "link-down",
	silent: false,
	create: async () => {
		const [near, far] = memoryLinkPair();
		let heard: Uint8Array[] = [];
		far.listen({ bytes: (chunk) => heard.push(chunk) });
		far.open();
		near.cut(true);
		await Promise.resolve();
		return {
			link: () => near,
			peer: {
				start: async () => {
					heard = [];
					near.cut(false);
					await Promise.resolve();
				},
				stop: async () => {
					near.cut(true);
					await Promise.resolve();
				},
				write: (bytes) => far.write(bytes),
				received: () => Uint8Array.from(heard.flatMap((chunk) => [...chunk])),
			},
			dispose: () => far.close(),
		};
	},
});
