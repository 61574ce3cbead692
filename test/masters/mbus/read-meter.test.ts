import fc from "fast-check";
import { expect, test } from "vitest";
import type { NkePolicy } from "../../../lib/masters/mbus/line-options.ts";
import { parseMeterAddress } from "../../../lib/masters/mbus/meter-address.ts";
import { readMeter } from "../../../lib/masters/mbus/read-meter.ts";
import { Failure } from "../../../lib/model/failure.ts";
import { encodeFrame, type Frame } from "../../../lib/protocols/mbus/frame.ts";
import { type Rig, rig, silentMs } from "./rig.ts";

const COUNTER = (value: number) => Uint8Array.of(0x04, 0x13, value, 0, 0, 0);
const SEVERAL = { records: [COUNTER(1), COUNTER(2), COUNTER(3)] };

function read(on: Rig, address: string) {
	return on.run(readMeter(on.line, parseMeterAddress(address)));
}

function controls(on: Rig): string[] {
	return on.bus.requests.map((frame) => (frame.kind === "ack" ? "E5" : frame.control.toString(16)));
}

function isData(frame: Frame): boolean {
	return frame.kind === "short" && (frame.control & 0x0f) === 0x0b;
}

/** Spoils the answers to the requests for data with these numbers, counted from 0. */
function spoil(on: Rig, numbers: readonly number[], how: (answer: Uint8Array) => Uint8Array): void {
	let count = 0;
	on.bus.disturb = (answer, request) => {
		if (!isData(request)) return answer;
		count += 1;
		return numbers.includes(count - 1) ? how(answer) : answer;
	};
}

const silence = () => Uint8Array.of();
const wrongChecksum = (answer: Uint8Array) => answer.map((byte, i) => (i === answer.length - 2 ? byte ^ 0xff : byte));

test("a meter is read over its primary address at the speed of the wire", async () => {
	const on = rig({ nke: "never" });
	on.add({ address: 5, length: 92 });
	const { durationMs, raw, telegrams } = await read(on, "5");
	expect(telegrams[0]).toMatchObject({ status: "ok", header: { id: "12345678", manufacturer: "KAM" } });
	expect(raw[0]?.length).toBe(92);
	expect(durationMs).toBeCloseTo(on.bus.bits(55 + 33 + 1012), 3);
});

test.each<[NkePolicy, string[]]>([
	["never", ["7b", "5b", "7b"]],
	["first", ["40", "7b", "5b", "7b"]],
	["always", ["40", "7b", "40", "7b", "40", "7b"]],
])("SND_NKE %s: the FCB toggles after every good answer", async (nke, expected) => {
	const on = rig({ nke });
	on.add({ address: 5 });
	for (let time = 0; time < 3; time += 1) await read(on, "5");
	expect(controls(on)).toEqual(expected);
});

test("a request is repeated with the same FCB, so that no telegram is lost", async () => {
	const on = rig({ nke: "never" });
	on.add({ address: 5, ...SEVERAL });
	spoil(on, [0, 2], wrongChecksum);
	const { telegrams } = await read(on, "5");
	expect(telegrams.map(({ records }) => records[0]?.raw[0])).toEqual([1, 2, 3]);
	expect(controls(on)).toEqual(["7b", "7b", "5b", "5b", "7b"]);
});

test("several telegrams are read by their 1F alone, and the next read starts over", async () => {
	const on = rig();
	on.add({ address: 5, ...SEVERAL });
	for (let time = 0; time < 2; time += 1) {
		const { telegrams } = await read(on, "5");
		expect(telegrams.map(({ records }) => records[0]?.raw[0])).toEqual([1, 2, 3]);
	}
	expect(controls(on)).toEqual(["40", "7b", "5b", "7b", "40", "7b", "5b", "7b"]);
});

test.each(["never", "first"] as const)("after a broken sequence SND_NKE comes first (%s)", async (nke) => {
	const on = rig({ nke, retries: 0 });
	on.add({ address: 5, ...SEVERAL });
	spoil(on, [1], silence);
	await expect(read(on, "5")).rejects.toMatchObject({ code: "device-silent" });
	const { telegrams } = await read(on, "5");
	expect(telegrams.map(({ records }) => records[0]?.raw[0])).toEqual([1, 2, 3]);
	expect(controls(on)).toEqual(["7b", "5b", "40", "7b", "5b", "7b"]);
});

test("more telegrams than allowed end the read", async () => {
	const on = rig({ maxTelegrams: 2 });
	on.add({ address: 5, ...SEVERAL });
	await expect(read(on, "5")).rejects.toMatchObject({ code: "too-many-telegrams" });
});

test.each([0, 1, 2])("a dead meter costs its timeouts and no more (%d retries)", async (retries) => {
	for (const [address, bytes] of [
		["5", 5],
		["12345678", 17],
	] as const) {
		const on = rig({ retries });
		await expect(read(on, address)).rejects.toMatchObject({ code: "device-silent" });
		const end = on.bus.clock.monotonic();
		expect(end).toBeLessThanOrEqual(silentMs(bytes) * (1 + retries) + 0.001 + (retries === 0 ? silentMs(5) : 0));
		expect(end).toBeGreaterThan(silentMs(5) * (1 + retries) - 0.001);
	}
});

test("a meter that does not answer SND_NKE is read all the same", async () => {
	const on = rig();
	on.add({ address: 5, ignoresNke: true });
	expect((await read(on, "5")).telegrams.length).toBe(1);
});

test("a secondary address is selected once, and again only when it must be", async () => {
	const on = rig();
	on.add({ id: "12345678" });
	on.add({ id: "87654321" });
	for (const address of ["12345678", "12345678", "87654321", "12345678"]) {
		const { telegrams } = await read(on, address);
		expect(telegrams[0]?.header?.id).toBe(address);
	}
	expect(controls(on)).toEqual(["40", "53", "7b", "5b", "53", "7b", "53", "7b"]);
});

test("a selection is not relied upon when the option says so", async () => {
	const on = rig({ keepSelection: false });
	on.add({ id: "12345678" });
	for (let time = 0; time < 2; time += 1) await read(on, "12345678");
	expect(on.bus.selects).toBe(2);
});

test("a whole secondary address and the fabrication number tell equal identifications apart", async () => {
	const on = rig();
	on.add({ id: "12345678", manufacturer: "KAM", fabrication: "00000001" });
	on.add({ id: "12345678", manufacturer: "LUG", version: 7, medium: 6, fabrication: "00000002" });
	for (const address of ["12345678-LUG-07-06", "12345678-*-*-06", "12345678/00000002"]) {
		const { telegrams } = await read(on, address);
		expect(telegrams[0]?.header?.manufacturer).toBe("LUG");
	}
	await expect(read(on, "12345678")).rejects.toMatchObject({ code: "checksum" });
});

test("a broken first telegram after SELECT is asked for again", async () => {
	const on = rig();
	on.add({ id: "12345678" });
	spoil(on, [0], wrongChecksum);
	expect((await read(on, "12345678")).telegrams[0]?.header?.id).toBe("12345678");
	expect(on.bus.selects).toBe(1);
});

test("a meter that keeps an old selection is deselected", async () => {
	const on = rig();
	on.add({ id: "11111111", sticky: true });
	on.add({ id: "22222222" });
	await read(on, "11111111");
	expect((await read(on, "22222222")).telegrams[0]?.header?.id).toBe("22222222");
});

test("the answer of another meter is never taken for that of the asked one", async () => {
	const on = rig();
	const stranger = on.add({ address: 6, id: "66666666" });
	on.add({ address: 5, id: "55555555" });
	on.bus.disturb = (answer, request) => {
		const foreign = isData(request) ? stranger.respond({ kind: "short", control: 0x7b, address: 6 }, 2400) : null;
		return foreign === null ? answer : encodeFrame(foreign);
	};
	await expect(read(on, "5")).rejects.toMatchObject({ code: "wrong-answer" });
	await expect(read(on, "55555555")).rejects.toMatchObject({ code: "wrong-answer" });
	expect(on.line.statistics().devices["55555555"]?.wrongAnswers).toBeGreaterThan(1);
});

test("a late answer to the first request is not taken for the second telegram", async () => {
	const on = rig({ nke: "never" });
	const slave = on.add({ address: 5, ...SEVERAL });
	let count = 0;
	on.bus.disturb = (answer, request) => {
		count += 1;
		if (count !== 1) return answer;
		const late = slave.respond(request, 2400);
		// It comes while the third request is out, long after its repetition was answered.
		const due = silentMs(5) + on.bus.bits(55 + 33 + answer.length * 11 + 55 + 10) - on.bus.bits(55);
		on.bus.clock.schedule(due, () => {
			if (late !== null) on.bus.noise(encodeFrame(late)).catch(() => undefined);
		});
		return silence();
	};
	const { telegrams } = await read(on, "5");
	expect(telegrams.map(({ records }) => records[0]?.raw[0])).toEqual([1, 2, 3]);
});

test("a busy application is asked again, any other error is told with its code", async () => {
	const on = rig();
	const slave = on.add({ address: 5 });
	slave.errors = [8, 8];
	expect((await read(on, "5")).telegrams[0]?.status).toBe("ok");
	slave.errors = [8, 8, 8];
	await expect(read(on, "5")).rejects.toMatchObject({ code: "device-busy" });
	slave.errors = [3];
	await expect(read(on, "5")).rejects.toMatchObject({ code: "application-error", details: { error: 3 } });
	expect((await read(on, "5")).telegrams.length).toBe(1);
});

test("a read can be taken back at any moment", async () => {
	await fc.assert(
		fc.asyncProperty(fc.integer({ min: 0, max: 900 }), async (after) => {
			const on = rig();
			on.add({ id: "12345678", ...SEVERAL });
			const abort = new AbortController();
			const reading = readMeter(on.line, parseMeterAddress("12345678"), { signal: abort.signal }).catch(
				(error: unknown) => error,
			);
			await on.bus.clock.advance(after);
			abort.abort();
			const outcome = await reading;
			if (outcome instanceof Failure) expect(outcome.code).toBe("cancelled");
			expect((await read(on, "12345678")).telegrams.map(({ records }) => records[0]?.raw[0])).toEqual([1, 2, 3]);
		}),
		{ numRuns: 30 },
	);
});

test("whatever the bus carries back, a read ends with telegrams or a Failure, and in time", async () => {
	const piece = fc.oneof(
		fc.uint8Array({ maxLength: 40 }),
		fc.constantFrom(
			Uint8Array.of(0xe5),
			Uint8Array.of(0x68, 0x20, 0x20, 0x68),
			Uint8Array.of(0x10, 0x7b, 5, 0x80, 0x16),
		),
	);
	await fc.assert(
		fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.constantFrom("5", "12345678"), async (pieces, address) => {
			const on = rig();
			on.add({ address: 5 });
			let next = 0;
			on.bus.disturb = (answer) => {
				next += 1;
				return next % 3 === 0 ? answer : (pieces[next] ?? Uint8Array.of());
			};
			const outcome = await read(on, address).catch((error: unknown) => error);
			if (outcome instanceof Error) expect(outcome).toBeInstanceOf(Failure);
			expect(on.bus.clock.monotonic()).toBeLessThan(10_000);
		}),
		{ numRuns: 60 },
	);
});
