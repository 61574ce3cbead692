import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Failure } from "../../lib/model/failure.ts";
import { toHex } from "../../lib/model/hex.ts";
import { decodeFrame } from "../../lib/protocols/mbus/decode-frame.ts";
import { encodeFrame, type Frame } from "../../lib/protocols/mbus/frame.ts";
import { reqUd2, selectSlave, setBaudRate, sndNke } from "../../lib/protocols/mbus/requests.ts";
import { parseSecondaryAddress } from "../../lib/protocols/mbus/secondary-address.ts";
import { simpleMeters } from "../../lib/simulation/simple-meters.ts";
import { type LineOptions, simulateLine } from "../../lib/simulation/simulate-line.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import type { MeterFaults, SimulatedMeter } from "../../lib/simulation/simulated-meter.ts";
import { memoryLinkPair } from "../../lib/transports/memory-link.ts";

interface Heard {
	at: number;
	bytes: Uint8Array;
}

function setUp(meters: SimulatedMeter[], options: Partial<LineOptions> = {}) {
	const clock = new SimulatedClock();
	const line = simulateLine({ meters, clock, ...options });
	const link = line.connect();
	link.open();
	const heard: Heard[] = [];
	link.listen({ bytes: (bytes) => heard.push({ at: clock.monotonic(), bytes }) });
	const ask = async (frame: Frame, waitMs = 1000) => {
		heard.length = 0;
		const start = clock.monotonic();
		await link.write(encodeFrame(frame));
		await clock.advance(waitMs);
		const chunks = heard.map(({ at, bytes }) => ({ at: at - start, bytes }));
		return {
			chunks,
			bytes: Uint8Array.from(chunks.flatMap(({ bytes }) => [...bytes])),
			end: chunks.at(-1)?.at ?? null,
		};
	};
	return { clock, line, link, ask };
}

function faulty(faults: MeterFaults): SimulatedMeter[] {
	return simpleMeters({ count: 1 }).map((meter) => ({ ...meter, faults }));
}

const bits = (count: number, baudRate: number) => (count * 1000) / baudRate;

describe("wire time", () => {
	test.each([300, 2400, 9600, 38_400])("a readout at %i Bd takes 55 + 33 + 11 bit times a byte", async (baudRate) => {
		const { ask } = setUp(simpleMeters({ count: 1, answerBytes: 92, baudRate }), { baudRate });
		const { bytes, end } = await ask(reqUd2(1, true), 10_000);
		expect(bytes).toHaveLength(92);
		expect(end).toBeCloseTo(bits(55 + 33 + 92 * 11, baudRate), 2);
	});

	test("an acknowledge takes 55 + 33 + 11 bit times", async () => {
		const { ask } = setUp(simpleMeters({ count: 1 }));
		const { bytes, end } = await ask(sndNke(1));
		expect(toHex(bytes)).toBe("E5");
		expect(end).toBeCloseTo(bits(55 + 33 + 11, 2400), 2);
	});

	test("the time of the answer can be set", async () => {
		const { ask } = setUp(simpleMeters({ count: 1 }), { answerBits: 330 });
		expect((await ask(sndNke(1))).end).toBeCloseTo(bits(55 + 330 + 11, 2400), 2);
	});

	test("an answer comes in chunks, none before its bytes were on the wire, and the last one in time", async () => {
		const { ask } = setUp(simpleMeters({ count: 1, answerBytes: 250 }), { chunkMs: 20 });
		const { chunks } = await ask(reqUd2(1, true), 3000);
		expect(chunks.length).toBeGreaterThan(50);
		let count = 0;
		for (const { at, bytes } of chunks) {
			count += bytes.length;
			expect(at).toBeGreaterThanOrEqual(bits(55 + 33 + count * 11, 2400) - 0.01);
			expect(bytes.length).toBeLessThanOrEqual(5);
		}
	});

	test("whole frames come in one chunk", async () => {
		const { ask } = setUp(simpleMeters({ count: 1 }), { chunkMs: null });
		expect((await ask(reqUd2(1, true))).chunks).toHaveLength(1);
	});

	test("250 readouts one after the other do not drift", async () => {
		const { ask, clock } = setUp(simpleMeters({ count: 1, answerBytes: 87 }));
		const floor = bits(55 + 33 + 87 * 11, 2400);
		for (let round = 0; round < 50; round += 1)
			expect((await ask(reqUd2(1, round % 2 === 0), floor)).bytes).toHaveLength(87);
		expect(clock.monotonic()).toBeCloseTo(50 * floor, 1);
	});

	test("a request written byte by byte is heard when its last byte is over", async () => {
		const { ask, link, clock } = setUp(simpleMeters({ count: 1 }));
		const request = encodeFrame(sndNke(1));
		for (const byte of request.subarray(0, 4)) {
			await link.write(Uint8Array.of(byte));
			await clock.advance(10);
		}
		await link.write(request.subarray(4));
		const heard: number[] = [];
		link.listen({ bytes: () => heard.push(clock.monotonic()) });
		await clock.advance(100);
		expect(heard[0]).toBeCloseTo(40 + bits(11 + 33 + 11, 2400), 2);
		expect((await ask(reqUd2(1, true))).bytes).toHaveLength(87);
	});

	test("half a request is forgotten when nothing follows", async () => {
		const { ask, link, clock } = setUp(simpleMeters({ count: 1 }));
		await link.write(Uint8Array.of(0x68, 0x20, 0x20, 0x68));
		await clock.advance(400);
		expect(toHex((await ask(sndNke(1))).bytes)).toBe("E5");
	});

	test("a wire without time takes requests in pieces too", async () => {
		const { ask, link, clock } = setUp(simpleMeters({ count: 1 }), { paced: false });
		await link.write(Uint8Array.of(0x10, 0x40));
		await clock.advance(5);
		await link.write(Uint8Array.of(0x01, 0x41));
		await clock.advance(5);
		const heard: string[] = [];
		link.listen({ bytes: (bytes) => heard.push(toHex(bytes)) });
		await link.write(Uint8Array.of(0x16));
		await clock.advance(0);
		expect(heard).toEqual(["E5"]);
		expect((await ask(reqUd2(1, true), 0)).bytes).toHaveLength(87);
	});

	test("a wire without time answers at once", async () => {
		const { ask } = setUp(simpleMeters({ count: 1 }), { paced: false });
		const { bytes } = await ask(reqUd2(1, true), 0);
		expect(bytes).toHaveLength(87);
	});
});

describe("several answers", () => {
	test("acknowledges at the same moment look like one", async () => {
		const { ask } = setUp(simpleMeters({ count: 60, ids: "consecutive" }));
		const { bytes, end } = await ask(selectSlave(parseSecondaryAddress("FFFFFFFF")));
		expect(toHex(bytes)).toBe("E5");
		expect(end).toBeCloseTo(bits(187 + 33 + 11, 2400), 2);
	});

	test("different answers are their bitwise AND", async () => {
		const alike = simpleMeters({ count: 2, ids: ["11111111", "22222222"] }).map((meter) => ({ ...meter, primary: 5 }));
		const { ask, line } = setUp(alike);
		const { bytes } = await ask(reqUd2(5, true));
		expect(toHex(bytes.subarray(0, 4))).toBe("68515168");
		expect(toHex(bytes.subarray(7, 11))).toBe("00000000");
		expect(decodeFrame(bytes).status).toBe("failed");
		expect(line.counters.collisions).toBe(1);
	});

	test("acknowledges that overlap shifted are no acknowledge", async () => {
		const meters = simpleMeters({ count: 2 }).map((meter, index) => ({
			...meter,
			faults: { answerBits: 33 + 5 * index },
		}));
		const { ask } = setUp(meters);
		const { bytes } = await ask(selectSlave(parseSecondaryAddress("FFFFFFFF")));
		expect(toHex(bytes)).not.toBe("E5");
	});

	test("a late answer spoils the next one", async () => {
		const [one, other] = simpleMeters({ count: 2 });
		if (one === undefined || other === undefined) return expect.unreachable();
		const { ask } = setUp([{ ...one, faults: { lateProbability: 1, lateMs: 400 } }, other]);
		expect((await ask(reqUd2(1, true), 400)).bytes).toHaveLength(0);
		expect(decodeFrame((await ask(reqUd2(2, true))).bytes).status).toBe("failed");
	});
});

describe("faults", () => {
	test("a dead meter says nothing", async () => {
		const { ask } = setUp(faulty({ dead: true }));
		expect((await ask(sndNke(1))).bytes).toHaveLength(0);
	});

	test("a meter can die and come back while the line runs", async () => {
		const meters = faulty({});
		const { ask } = setUp(meters);
		Object.assign(meters[0]?.faults ?? {}, { dead: true });
		expect((await ask(sndNke(1))).bytes).toHaveLength(0);
		Object.assign(meters[0]?.faults ?? {}, { dead: false });
		expect((await ask(sndNke(1))).bytes).toHaveLength(1);
	});

	test("about every second answer gets lost, always the same ones for a seed", async () => {
		const round = async (seed: number) => {
			const { ask } = setUp(faulty({ loseProbability: 0.5 }), { seed });
			const lengths: number[] = [];
			for (let turn = 0; turn < 40; turn += 1) lengths.push((await ask(sndNke(1), 100)).bytes.length);
			return lengths;
		};
		const [one, again, other] = [await round(7), await round(7), await round(8)];
		expect(one).toEqual(again);
		expect(one).not.toEqual(other);
		const answered = one.filter((length) => length === 1).length;
		expect(answered).toBeGreaterThan(8);
		expect(answered).toBeLessThan(32);
	});

	test("a wrong checksum is nothing else", async () => {
		const { ask } = setUp(faulty({ checksumProbability: 1 }));
		expect(decodeFrame((await ask(reqUd2(1, true))).bytes)).toMatchObject({ status: "failed", code: "checksum" });
	});

	test("a late answer comes whole", async () => {
		const { ask } = setUp(faulty({ lateProbability: 1, lateMs: 300 }));
		const { end, bytes } = await ask(reqUd2(1, true), 2000);
		expect(bytes).toHaveLength(87);
		expect(end).toBeCloseTo(300 + bits(55 + 33 + 87 * 11, 2400), 2);
	});

	test("noise stands right before the answer", async () => {
		const { ask } = setUp(faulty({ noiseProbability: 1 }));
		const { bytes, end } = await ask(reqUd2(1, true));
		expect(bytes.length).toBeGreaterThan(87);
		expect(end).toBeCloseTo(bits(55 + 33 + 87 * 11, 2400), 2);
	});

	test("an echoing converter gives the request back first", async () => {
		const { ask } = setUp(faulty({}), { echo: true });
		const { bytes, chunks } = await ask(sndNke(1));
		expect(toHex(bytes)).toBe("1040014116E5");
		expect(chunks.at(-1)?.bytes).toHaveLength(1);
	});

	test("a disturbance reaches the master", async () => {
		const { line, clock, link } = setUp([]);
		const heard: string[] = [];
		link.listen({ bytes: (bytes) => heard.push(toHex(bytes)) });
		line.disturb(Uint8Array.of(1, 2, 3));
		await clock.advance(100);
		expect(heard.join("")).toBe("010203");
	});
});

describe("rates and masters", () => {
	test("a meter answers at its own rate only", async () => {
		const { ask, line, link } = setUp(simpleMeters({ count: 2 }));
		expect((await ask(setBaudRate(1, 9600))).bytes).toHaveLength(1);
		expect((await ask(sndNke(1))).bytes).toHaveLength(0);
		await link.setBaudRate?.(9600);
		expect(line.baudRate).toBe(9600);
		expect((await ask(sndNke(1))).end).toBeCloseTo(bits(99, 9600), 2);
		expect((await ask(sndNke(2))).bytes).toHaveLength(0);
	});

	test("a master to whom a write failed hears the next answer", async () => {
		const { ask, line, clock } = setUp(simpleMeters({ count: 1 }));
		const [near, far] = memoryLinkPair();
		let isBroken = true;
		const write = far.write.bind(far);
		far.write = (bytes) => (isBroken ? Promise.reject(new Failure("link-down")) : write(bytes));
		line.attach(far);
		near.open();
		let heard = 0;
		near.listen({ bytes: (bytes) => (heard += bytes.length) });
		await ask(sndNke(1));
		isBroken = false;
		await near.write(encodeFrame(sndNke(1)));
		await clock.advance(1000);
		expect(heard).toBe(1);
	});

	test("all masters hear all answers", async () => {
		const { ask, line } = setUp(simpleMeters({ count: 1 }));
		const second = line.connect();
		second.open();
		let heard = 0;
		second.listen({ bytes: (bytes) => (heard += bytes.length) });
		await ask(reqUd2(1, true));
		expect(heard).toBe(87);
	});

	test("random bytes of a master neither break the line nor stop it", async () => {
		const { ask, link, clock } = setUp(simpleMeters({ count: 3 }), { paced: false });
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
				await link.write(bytes);
				await clock.advance(1000);
			}),
			{ numRuns: 50 },
		);
		expect((await ask(sndNke(0xff))).bytes).toHaveLength(0);
		expect((await ask(selectSlave(parseSecondaryAddress("FFFFFFFF")))).bytes).toHaveLength(1);
	});

	test("an unplugged line is silent and leaves no timer", async () => {
		const { line, link, clock } = setUp(simpleMeters({ count: 1 }));
		await link.write(encodeFrame(reqUd2(1, true)));
		line.close();
		expect(clock.waiting).toBe(0);
		await clock.advance(1000);
	});
});
