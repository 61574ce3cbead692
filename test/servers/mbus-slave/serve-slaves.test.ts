import { describe, expect, test } from "vitest";
import type { Failure } from "../../../lib/model/failure.ts";
import { toHex } from "../../../lib/model/hex.ts";
import { encodeFrame } from "../../../lib/protocols/mbus/frame.ts";
import { reqUd2, sndNke } from "../../../lib/protocols/mbus/requests.ts";
import { MbusSlaves } from "../../../lib/servers/mbus-slave/mbus-slaves.ts";
import { serveSlaves } from "../../../lib/servers/mbus-slave/serve-slaves.ts";
import { SimulatedClock } from "../../../lib/simulation/simulated-clock.ts";
import { memoryLinkPair } from "../../../lib/transports/memory-link.ts";
import { select, slave } from "./slave-bus.ts";

function setUp(baudRate: number | null) {
	const clock = new SimulatedClock();
	const [near, far] = memoryLinkPair();
	near.open();
	far.open();
	const failures: Failure[] = [];
	const slaves = new MbusSlaves({ slaves: [slave(1, "12345678"), slave(2, "12345699")] });
	const stop = serveSlaves({ link: far, slaves, clock, baudRate, onFailure: (failure) => failures.push(failure) });
	const heard: { at: number; hex: string }[] = [];
	near.listen({ bytes: (bytes) => heard.push({ at: clock.monotonic(), hex: toHex(bytes) }) });
	return { clock, near, far, stop, heard, failures };
}

describe("slaves on a link", () => {
	test("answer after 33 bit times", async () => {
		const { clock, near, heard } = setUp(2400);
		await near.write(encodeFrame(sndNke(1)));
		await clock.advance(100);
		expect(heard).toEqual([{ at: expect.closeTo(13.75, 2), hex: "E5" }]);
	});

	test("answer at once where there is no rate", async () => {
		const { clock, near, heard } = setUp(null);
		await near.write(encodeFrame(sndNke(1)));
		await clock.advance(0);
		expect(heard).toEqual([{ at: 0, hex: "E5" }]);
	});

	test("take requests however the wire cuts them", async () => {
		const { clock, near, heard } = setUp(null);
		for (const byte of [0x00, 0xff, ...encodeFrame(sndNke(2))]) {
			await near.write(Uint8Array.of(byte));
			await clock.advance(1);
		}
		expect(heard.map(({ hex }) => hex)).toEqual(["E5"]);
	});

	test("forget half a request after a second", async () => {
		const { clock, near, heard } = setUp(null);
		await near.write(Uint8Array.of(0x68, 0x20, 0x20, 0x68));
		await clock.advance(1500);
		await near.write(encodeFrame(sndNke(2)));
		await clock.advance(1);
		expect(heard.map(({ hex }) => hex)).toEqual(["E5"]);
	});

	test("superpose when several answer", async () => {
		const { clock, near, heard } = setUp(null);
		await near.write(encodeFrame(select("123456FF")));
		await clock.advance(1);
		await near.write(encodeFrame(reqUd2(0xfd, true)));
		await clock.advance(1);
		expect(heard[0]?.hex).toBe("E5");
		expect(heard[1]?.hex.slice(14, 22)).toBe("18563412");
	});

	test("are silent once stopped, also about an answer on its way", async () => {
		const { clock, near, heard, stop } = setUp(2400);
		await near.write(encodeFrame(sndNke(1)));
		stop();
		await near.write(encodeFrame(sndNke(2)));
		await clock.advance(1000);
		expect(heard).toEqual([]);
		expect(clock.waiting).toBe(0);
	});

	test("report an answer that could not be written", async () => {
		const { clock, near, far, failures } = setUp(2400);
		await near.write(encodeFrame(sndNke(1)));
		far.cut(true);
		await clock.advance(1000);
		expect(failures.map(({ code }) => code)).toEqual(["link-down"]);
	});
});
