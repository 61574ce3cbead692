import { expect, test } from "vitest";
import { reqUd2 } from "../../lib/protocols/mbus/requests.ts";
import { decodeTelegram } from "../../lib/protocols/mbus/telegram.ts";
import { MbusSlaves } from "../../lib/servers/mbus-slave/mbus-slaves.ts";
import { simpleMeters } from "../../lib/simulation/simple-meters.ts";

test.each([21, 24, 87, 92, 250, 261])("an answer of exactly %i bytes decodes", (answerBytes) => {
	const engine = new MbusSlaves({ slaves: simpleMeters({ count: 1, answerBytes }) });
	const bytes = engine.respond(reqUd2(1, true), { time: 0 })[0]?.bytes ?? new Uint8Array();
	expect(bytes).toHaveLength(answerBytes);
	const { status, records } = decodeTelegram(bytes);
	expect(status).toBe("ok");
	expect(records).toHaveLength(Math.floor((answerBytes - 21) / 7));
	expect(new Set(records.map(({ quantity, storage }) => `${quantity}@${storage}`)).size).toBe(records.length);
});

test("several telegrams are of the same length and marked", () => {
	const engine = new MbusSlaves({ slaves: simpleMeters({ count: 1, telegrams: 3 }) });
	const answers = [true, false, true].map(
		(fcb) => engine.respond(reqUd2(1, fcb), { time: 0 })[0]?.bytes ?? new Uint8Array(),
	);
	expect(answers.map(({ length }) => length)).toEqual([87, 87, 87]);
	expect(answers.map((bytes) => decodeTelegram(bytes).moreFollows)).toEqual([true, true, false]);
});

test.each(["random", "consecutive", "batches"] as const)(
	"250 ids, %s, are all different and the same for a seed",
	(ids) => {
		const list = (seed: number) => simpleMeters({ count: 250, ids, seed }).map(({ identity }) => identity.id);
		expect(new Set(list(3)).size).toBe(250);
		expect(list(3)).toEqual(list(3));
		expect(list(3)).not.toEqual(list(4));
		expect(list(3).every((id) => /^\d{8}$/.test(id))).toBe(true);
	},
);

test("ids lie as asked", () => {
	const numbers = (ids: "consecutive" | "batches") =>
		simpleMeters({ count: 60, ids, seed: 2 }).map(({ identity }) => Number(identity.id));
	const steps = (list: number[]) => list.slice(1).filter((number, index) => number !== (list[index] ?? 0) + 1).length;
	expect(steps(numbers("consecutive"))).toBe(0);
	expect(steps(numbers("batches"))).toBeGreaterThan(0);
	expect(steps(numbers("batches"))).toBeLessThan(8);
	expect(simpleMeters({ count: 2, ids: ["00000001", "ABCD0000"] }).map(({ identity }) => identity.id)).toEqual([
		"00000001",
		"ABCD0000",
	]);
});

test("addresses count from the first one and end at 250", () => {
	const primaries = simpleMeters({ count: 252 }).map(({ primary }) => primary);
	expect([primaries[0], primaries[249], primaries[250]]).toEqual([1, 250, 0]);
});
