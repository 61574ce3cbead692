import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	applicationReset,
	deselect,
	reqUd1,
	reqUd2,
	setBaudRate,
	setPrimaryAddress,
	sndNke,
	sndUd,
} from "../../../lib/protocols/mbus/requests.ts";
import type { SlaveChange } from "../../../lib/servers/mbus-slave/virtual-slave.ts";
import { BODY, bus, select, slave, TIME } from "./slave-bus.ts";

const THREE = () => [slave(1, "12345678"), slave(2, "12345699"), slave(3, "87654321")];

describe("who answers", () => {
	test.each([
		{ title: "SND_NKE to its address", frame: sndNke(2), answers: ["E5"] },
		{ title: "SND_NKE to an address nobody has", frame: sndNke(9), answers: [] },
		{ title: "SND_NKE to FE", frame: sndNke(0xfe), answers: ["E5", "E5", "E5"] },
		{ title: "SND_NKE to FF", frame: sndNke(0xff), answers: [] },
		{ title: "SND_NKE to FD when nobody is selected", frame: sndNke(0xfd), answers: [] },
		{ title: "REQ_UD2 to FD when nobody is selected", frame: reqUd2(0xfd, true), answers: [] },
		{ title: "REQ_UD2 to FF", frame: reqUd2(0xff, true), answers: [] },
		{ title: "REQ_UD1 without an alarm", frame: reqUd1(1, true), answers: ["E5"] },
		{ title: "SELECT of one", frame: select("87654321"), answers: ["E5"] },
		{ title: "SELECT with wildcards", frame: select("123456FF"), answers: ["E5", "E5"] },
		{ title: "SELECT of everybody", frame: select("FFFFFFFF"), answers: ["E5", "E5", "E5"] },
		{ title: "SELECT of another maker", frame: select("87654321-EFE-*-*"), answers: [] },
		{ title: "SELECT of another version", frame: select("87654321-KAM-36-*"), answers: [] },
		{ title: "SELECT of another medium", frame: select("87654321-*-*-07"), answers: [] },
		{ title: "SELECT with everything right", frame: select("87654321-KAM-35-04"), answers: ["E5"] },
		{ title: "an acknowledge", frame: { kind: "ack" } as const, answers: [] },
		{ title: "another slave's answer", frame: { ...sndUd(1, 0x72, Uint8Array.of(1)), control: 0x08 }, answers: [] },
	])("$title", ({ frame, answers }) => {
		expect(bus(THREE()).ask(frame)).toEqual(answers);
	});

	test("FE asks everybody for data", () => {
		expect(bus(THREE()).ask(reqUd2(0xfe, true))).toHaveLength(3);
	});

	test("250 slaves each answer at their own address", () => {
		const { answer } = bus(Array.from({ length: 250 }, (_, index) => slave(index + 1, String(10_000_000 + index))));
		for (let address = 1; address <= 250; address += 1) expect(answer(reqUd2(address, true)).address).toBe(address);
	});
});

describe("selection", () => {
	test("a SELECT deselects all others", () => {
		const { ask, answer } = bus(THREE());
		ask(select("12345678"));
		ask(select("87654321"));
		expect(answer(reqUd2(0xfd, true)).address).toBe(3);
		expect(ask(reqUd2(0xfd, true))).toHaveLength(1);
	});

	test("SND_NKE to FD deselects", () => {
		const { ask } = bus(THREE());
		ask(select("12345678"));
		expect(ask(deselect())).toEqual(["E5"]);
		expect(ask(reqUd2(0xfd, true))).toEqual([]);
	});

	test("the most significant byte may come first (CI 56)", () => {
		const { ask } = bus(THREE());
		const data = Uint8Array.of(0x12, 0x34, 0x56, 0x78, 0xff, 0xff, 0xff, 0xff);
		expect(ask(sndUd(0xfd, 0x56, data))).toEqual(["E5"]);
	});

	test("the enhanced selection asks for the fabrication number", () => {
		const identity = { id: "12345678", manufacturer: "KAM", version: 0x35, medium: 0x04 };
		const { ask, answer } = bus([
			slave(1, "12345678"),
			slave(2, "12345678", { identity: { ...identity, fabrication: "00001111" } }),
			slave(3, "12345678", { identity: { ...identity, fabrication: "00001122" } }),
		]);
		expect(ask(select("12345678/00001122"))).toEqual(["E5"]);
		expect(answer(reqUd2(0xfd, true)).address).toBe(3);
		expect(ask(select("12345678/000011FF"))).toEqual(["E5", "E5"]);
		expect(ask(select("12345678"))).toEqual(["E5", "E5", "E5"]);
	});

	test("a selection of a wrong length deselects and is not answered", () => {
		const { ask } = bus(THREE());
		ask(select("12345678"));
		expect(ask(sndUd(0xfd, 0x52, Uint8Array.of(1, 2, 3)))).toEqual([]);
		expect(ask(reqUd2(0xfd, true))).toEqual([]);
	});

	test("two sessions select apart", () => {
		const { engine } = bus(THREE());
		const [one, other] = [engine.createSession(), engine.createSession()];
		engine.respond(select("12345678"), { time: TIME, session: one });
		engine.respond(select("87654321"), { time: TIME, session: other });
		const [first] = engine.respond(reqUd2(0xfd, true), { time: TIME, session: one });
		expect(first?.slave.primary).toBe(1);
	});
});

describe("writing", () => {
	test("a new primary address counts at once, over the primary address and over a selection", () => {
		const changes: SlaveChange[] = [];
		const { ask } = bus(THREE(), { onChange: (change) => changes.push(change) });
		expect(ask(setPrimaryAddress(1, 77))).toEqual(["E5"]);
		expect(ask(sndNke(1))).toEqual([]);
		expect(ask(sndNke(77))).toEqual(["E5"]);
		ask(select("87654321"));
		expect(ask(setPrimaryAddress(0xfd, 78))).toEqual(["E5"]);
		expect(ask(sndNke(78))).toEqual(["E5"]);
		expect(changes.map(({ primary }) => primary)).toEqual([77, 78]);
	});

	test("an impossible address is refused with an application error", () => {
		const { ask, answer } = bus(THREE());
		expect(ask(sndUd(1, 0x51, Uint8Array.of(0x01, 0x7a, 251)))).toEqual(["E5"]);
		expect(answer(reqUd2(1, true))).toMatchObject({ ci: 0x70, data: Uint8Array.of(0) });
	});

	test("an unknown CI is acknowledged and reported once", () => {
		const { ask, answer } = bus(THREE());
		expect(ask(sndUd(1, 0x5e, Uint8Array.of(1)))).toEqual(["E5"]);
		expect(answer(reqUd2(1, true))).toMatchObject({ ci: 0x70, data: Uint8Array.of(1) });
		expect(answer(reqUd2(1, false)).ci).toBe(0x72);
	});

	test("after a change of rate a slave hears the new one only", () => {
		const { ask } = bus(THREE());
		expect(ask(setBaudRate(1, 9600), 2400)).toEqual(["E5"]);
		expect(ask(sndNke(1), 2400)).toEqual([]);
		expect(ask(sndNke(1), 9600)).toEqual(["E5"]);
		expect(ask(sndNke(2), 2400)).toEqual(["E5"]);
	});

	test("a slave without a rate of its own has that of its line", () => {
		const { ask } = bus([slave(1, "12345678"), slave(2, "23456789", { baudRate: 2400 })], { baudRate: 9600 });
		expect(ask(sndNke(1), 9600)).toEqual(["E5"]);
		expect(ask(sndNke(2), 9600)).toEqual([]);
		expect(ask(sndNke(2), 2400)).toEqual(["E5"]);
	});

	test("a new address is in the very next answer, also when the request repeats the last FCB", () => {
		const { answer, ask } = bus(THREE());
		expect(answer(reqUd2(1, true)).address).toBe(1);
		ask(select("12345678"));
		expect(answer(reqUd2(0xfd, true)).address).toBe(1);
		ask(setPrimaryAddress(1, 17, true));
		expect(answer(reqUd2(17, true)).address).toBe(17);
		expect(answer(reqUd2(0xfd, true)).address).toBe(17);
	});

	test("a port that cannot change its rate refuses", () => {
		const { ask, answer, engine } = bus(THREE(), { baudRateFixed: true });
		ask(setBaudRate(1, 9600));
		expect(engine.devices[0]?.baudRate).toBe(2400);
		expect(answer(reqUd2(1, true))).toMatchObject({ ci: 0x70, data: Uint8Array.of(1) });
	});

	test("an application reset starts the readout anew and hands the sub code on", () => {
		const subCodes: (number | null)[] = [];
		const listening = slave(1, "12345678", {
			telegrams: (_time, subCode) => {
				subCodes.push(subCode);
				return [BODY, BODY];
			},
		});
		const { ask, answer } = bus([listening]);
		answer(reqUd2(1, true));
		expect(ask(applicationReset(1, 0x20))).toEqual(["E5"]);
		answer(reqUd2(1, true));
		expect(subCodes).toEqual([null, 0x20]);
	});

	test("a selection for readout and a synchronisation are acknowledged", () => {
		const { ask, answer } = bus(THREE());
		expect(ask(sndUd(1, 0x51, Uint8Array.of(0x08, 0x03)))).toEqual(["E5"]);
		expect(ask(sndUd(1, 0x54, new Uint8Array()))).toEqual(["E5"]);
		expect(answer(reqUd2(1, true)).ci).toBe(0x72);
	});

	test("an alarm answers REQ_UD1 and shows as access demand", () => {
		const { answer } = bus([slave(1, "12345678", { alarm: () => 0x05 })]);
		expect(answer(reqUd1(1, true))).toMatchObject({ ci: 0x71, data: Uint8Array.of(5) });
		expect(answer(reqUd2(1, true)).control).toBe(0x28);
	});
});

test("no frame whatever makes the engine throw", () => {
	const { engine } = bus(THREE());
	const frames = fc.oneof(
		fc.record({ kind: fc.constant("short" as const), control: fc.nat(255), address: fc.nat(255) }),
		fc.record({
			kind: fc.constant("long" as const),
			control: fc.nat(255),
			address: fc.nat(255),
			ci: fc.nat(255),
			data: fc.uint8Array({ maxLength: 252 }),
		}),
	);
	fc.assert(
		fc.property(frames, (frame) => {
			expect(Array.isArray(engine.respond(frame, { time: TIME }))).toBe(true);
		}),
	);
});
