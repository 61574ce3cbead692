import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex } from "../../../lib/model/hex.ts";
import { encodeFrame } from "../../../lib/protocols/mbus/frame.ts";
import { decodeTelegram } from "../../../lib/protocols/mbus/telegram.ts";

const DATA = fromHex(
	"785634122D2C350401000000 0C1327048502 046D32371F15 02FC0348522574D411 0D78056F6C6C6548 8C401301000000 0F0102",
);
const WIRE = encodeFrame({ kind: "long", control: 8, address: 1, ci: 0x72, data: DATA });

test("random and mutated bytes never throw and never stall", () => {
	const mutation = fc.array(fc.tuple(fc.nat({ max: WIRE.length - 1 }), fc.integer({ min: 0, max: 255 })), {
		minLength: 1,
		maxLength: 6,
	});
	const mutated = fc.tuple(mutation, fc.boolean()).map(([changes, mend]) => {
		const bytes = WIRE.slice();
		for (const [index, byte] of changes) bytes[index] = byte;
		return mend
			? encodeFrame({ kind: "long", control: 8, address: 1, ci: bytes[6] ?? 0, data: bytes.subarray(7, -2) })
			: bytes;
	});
	let slowest = 0;
	fc.assert(
		fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 520 })), (bytes) => {
			const start = performance.now();
			const { status, code } = decodeTelegram(bytes);
			slowest = Math.max(slowest, performance.now() - start);
			expect(status === "ok" || code !== null).toBe(true);
		}),
		{ numRuns: 5000 },
	);
	expect(slowest).toBeLessThan(50);
});
