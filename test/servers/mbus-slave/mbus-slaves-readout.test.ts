import { describe, expect, test } from "vitest";
import { Failure } from "../../../lib/model/failure.ts";
import { toHex } from "../../../lib/model/hex.ts";
import type { Frame, LongFrame } from "../../../lib/protocols/mbus/frame.ts";
import { reqUd2, sndNke } from "../../../lib/protocols/mbus/requests.ts";
import { bus, select, slave } from "./slave-bus.ts";

describe("readout", () => {
	const parts = (...values: number[]) =>
		slave(1, "12345678", {
			telegrams: () => values.map((value) => ({ body: Uint8Array.of(0x01, 0xfd, 0x17, value) })),
		});
	const valueIn = (frame: LongFrame) => frame.data[15];

	test("the same FCB gives the same telegram again, byte for byte", () => {
		const { ask } = bus([parts(1, 2)]);
		const [first] = ask(reqUd2(1, true));
		expect(ask(reqUd2(1, true))).toEqual([first]);
		expect(ask(reqUd2(1, true))).toEqual([first]);
	});

	test("a toggled FCB gives the next telegram, and the first one after the last", () => {
		const { answer } = bus([parts(1, 2, 3)]);
		const seen = [true, false, true, false].map((fcb) => valueIn(answer(reqUd2(1, fcb))));
		expect(seen).toEqual([1, 2, 3, 1]);
	});

	test("a repetition in the middle does not skip a telegram", () => {
		const { answer } = bus([parts(1, 2, 3)]);
		const seen = [true, false, false, true].map((fcb) => valueIn(answer(reqUd2(1, fcb))));
		expect(seen).toEqual([1, 2, 2, 3]);
	});

	test("a readout broken off goes on, unless SND_NKE came in between", () => {
		const { ask, answer } = bus([parts(1, 2)]);
		answer(reqUd2(1, true));
		expect(valueIn(answer(reqUd2(1, false)))).toBe(2);
		answer(reqUd2(1, true));
		ask(sndNke(1));
		expect(valueIn(answer(reqUd2(1, false)))).toBe(1);
	});

	test("SELECT starts the readout anew", () => {
		const { ask, answer } = bus([parts(1, 2)]);
		ask(select("12345678"));
		answer(reqUd2(0xfd, true));
		ask(select("12345678"));
		expect(valueIn(answer(reqUd2(0xfd, true)))).toBe(1);
	});

	test("primary and selected readouts do not disturb each other", () => {
		const { ask, answer } = bus([parts(1, 2)]);
		ask(select("12345678"));
		expect(valueIn(answer(reqUd2(0xfd, true)))).toBe(1);
		expect(valueIn(answer(reqUd2(1, true)))).toBe(1);
		expect(valueIn(answer(reqUd2(0xfd, false)))).toBe(2);
	});

	test("the access number counts new telegrams only", () => {
		const { answer } = bus([parts(1)]);
		const accessNumber = (fcb: boolean) => answer(reqUd2(1, fcb)).data[8];
		expect([true, true, false, true].map(accessNumber)).toEqual([1, 1, 2, 3]);
	});

	test("without FCV every request starts a readout", () => {
		const { answer } = bus([parts(1, 2)]);
		const request: Frame = { kind: "short", control: 0x4b, address: 1 };
		expect([answer(request), answer(request)].map(valueIn)).toEqual([1, 1]);
	});

	test("records are encoded, more telegrams end in 1F and maker data follows 0F", () => {
		const energy = { dataField: "int32", vib: [0x03], value: 1234 } as const;
		const { answer } = bus([
			slave(1, "12345678", {
				telegrams: () => [{ records: [energy] }, { records: [energy], manufacturerData: Uint8Array.of(0xaa) }],
			}),
		]);
		expect(toHex(answer(reqUd2(1, true)).data.subarray(12))).toBe("0403D20400001F");
		expect(toHex(answer(reqUd2(1, false)).data.subarray(12))).toBe("0403D20400000FAA");
	});

	test("a ready application layer goes out as it is", () => {
		const { answer } = bus([
			slave(1, "12345678", { telegrams: () => [{ ci: 0x78, data: Uint8Array.of(0x01, 0xfd, 0x17, 0) }] }),
		]);
		expect(answer(reqUd2(1, true))).toMatchObject({ ci: 0x78, control: 0x08, address: 1 });
	});

	test("a telegram that is too long becomes the application error 'too many records'", () => {
		const { answer } = bus([slave(1, "12345678", { telegrams: () => [{ body: new Uint8Array(241) }] })]);
		expect(answer(reqUd2(1, true))).toMatchObject({ ci: 0x70, data: Uint8Array.of(3) });
	});

	test("a slave that cannot make its telegram says so and tells its owner", () => {
		const failures: Failure[] = [];
		const broken = slave(1, "12345678", {
			telegrams: () => {
				throw new Failure("invalid-value");
			},
		});
		const { answer } = bus([broken], { onFailure: (failure) => failures.push(failure) });
		expect(answer(reqUd2(1, true))).toMatchObject({ ci: 0x70, data: Uint8Array.of(0) });
		expect(failures.map(({ code }) => code)).toEqual(["invalid-value"]);
	});
});
