import { describe, expect, test } from "vitest";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { serialLink } from "../../lib/transports/serial-link.ts";
import { describeByteLink, until } from "../contracts/byte-link.ts";
import { PseudoTerminal, SOCAT } from "./pseudo-terminal.ts";

describe.skipIf(!SOCAT)("over a pseudo terminal (skipped where the Debian package socat is missing)", () => {
	describeByteLink({
		title: "serial link",
		absent: "port-missing",
		silent: false,
		create: async () => {
			const peer = new PseudoTerminal();
			await Promise.resolve();
			return {
				link: (clock) => serialLink({ path: peer.path, baudRate: 2400, parity: "none", clock }),
				peer,
				dispose: () => peer.dispose(),
			};
		},
	});

	test("the speed can be changed while open and is kept for the next opening", async () => {
		const peer = new PseudoTerminal();
		await peer.start();
		const link = serialLink({ path: peer.path, baudRate: 2400, parity: "none", clock: new SimulatedClock() });
		link.open();
		await until(() => link.state === "open");
		await link.setBaudRate(9600);
		await link.write(Uint8Array.of(0xe5));
		await until(() => peer.received().length === 1);
		await link.close();
		await link.setBaudRate(300);
		link.open();
		await until(() => link.state === "open");
		await link.close();
		await peer.dispose();
	});

	test("a port that another program holds is in use", async () => {
		const peer = new PseudoTerminal();
		await peer.start();
		const options = { path: peer.path, baudRate: 2400, parity: "none", clock: new SimulatedClock() } as const;
		const first = serialLink(options);
		const second = serialLink(options);
		const causes: string[] = [];
		second.listen({ state: (_state, cause) => cause !== undefined && causes.push(cause.code) });
		first.open();
		await until(() => first.state === "open");
		second.open();
		await until(() => second.state === "waiting");
		await Promise.all([first.close(), second.close()]);
		await peer.dispose();
		expect(causes).toEqual(["port-in-use"]);
	});
});

test("a file that is no port is refused with its settings", async () => {
	const link = serialLink({ path: import.meta.filename, baudRate: 2400, clock: new SimulatedClock() });
	const causes: unknown[] = [];
	link.listen({ state: (_state, cause) => cause !== undefined && causes.push(cause) });
	link.open();
	await until(() => link.state === "waiting");
	await link.close();
	expect(causes).toMatchObject([{ code: "port-setting", details: { remedy: "parity-none" } }]);
});
