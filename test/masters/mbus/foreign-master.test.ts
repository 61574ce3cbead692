import { expect, test } from "vitest";
import { parseMeterAddress } from "../../../lib/masters/mbus/meter-address.ts";
import { readMeter } from "../../../lib/masters/mbus/read-meter.ts";
import { toHex } from "../../../lib/model/hex.ts";
import { encodeFrame } from "../../../lib/protocols/mbus/frame.ts";
import { reqUd2 } from "../../../lib/protocols/mbus/requests.ts";
import { shared, text } from "./share-rig.ts";

test("a request that its master gave up for a newer one is not sent late", async () => {
	const on = shared();
	on.add({ address: 2, length: 250 });
	on.add({ address: 3, id: "33333333" });
	on.add({ address: 4, id: "44444444" });
	const own = readMeter(on.line, parseMeterAddress("2"));
	await on.bus.clock.advance(10);
	const { heard, link } = on.port();
	await link.write(encodeFrame(reqUd2(3, true)));
	await on.bus.clock.advance(500);
	await link.write(encodeFrame(reqUd2(4, true)));
	await on.run(own);
	await on.bus.clock.advance(2000);
	expect(text(heard)).toContain("44444444");
	expect(text(heard)).not.toContain("33333333");
	expect(on.gate.statistics().dropped).toBe(5);
});

test.each([
	["a request", encodeFrame(reqUd2(3, true))],
	["bytes that are no M-Bus", Uint8Array.of(0x02, 0x41, 0x42, 0x68, 0x03)],
])("%s in two pieces, far apart while the bus is busy, goes out whole", async (_, bytes) => {
	const on = shared();
	on.add({ address: 2, length: 250 });
	on.add({ address: 3, id: "33333333" });
	const own = readMeter(on.line, parseMeterAddress("2"));
	await on.bus.clock.advance(10);
	const { link } = on.port();
	await link.write(bytes.slice(0, 2));
	await on.bus.clock.advance(500);
	await link.write(bytes.slice(2));
	await on.run(own);
	await on.bus.clock.advance(2000);
	expect(on.bus.written.map(toHex)).toContain(toHex(bytes));
	expect(on.gate.statistics().dropped).toBe(0);
});

test("what waits is bounded", async () => {
	const on = shared();
	on.add({ address: 2, length: 250 });
	const own = readMeter(on.line, parseMeterAddress("2"));
	const { link } = on.port();
	for (let count = 0; count < 100; count += 1) await link.write(new Uint8Array(100).fill(0x55));
	expect(on.gate.statistics().dropped).toBe(6000);
	await on.run(own);
});
