import { expect, test } from "vitest";
import { type Assignment, assignAddresses } from "../../../lib/masters/mbus/assign-addresses.ts";
import { parseMeterAddress } from "../../../lib/masters/mbus/meter-address.ts";
import { rawRequest } from "../../../lib/masters/mbus/raw-request.ts";
import { readMeter } from "../../../lib/masters/mbus/read-meter.ts";
import { resetApplication } from "../../../lib/masters/mbus/reset-application.ts";
import { scanSecondary } from "../../../lib/masters/mbus/scan-secondary.ts";
import { setMeterAddress } from "../../../lib/masters/mbus/set-address.ts";
import { switchBaudRate } from "../../../lib/masters/mbus/switch-baud-rate.ts";
import { fromHex, toHex } from "../../../lib/model/hex.ts";
import { reqUd2 } from "../../../lib/protocols/mbus/requests.ts";
import { rig } from "./rig.ts";

const AT = parseMeterAddress;

test.each(["3", "12345678"])(
	"a meter at %s gets a new address, written, read back, the old one told",
	async (address) => {
		const on = rig();
		const slave = on.add({ address: 3, id: "12345678" });
		const change = await on.run(setMeterAddress(on.line, AT(address), 17));
		expect(change).toMatchObject({ oldAddress: 3, newAddress: 17, telegram: { header: { id: "12345678" } } });
		expect(slave.address).toBe(17);
		const written = on.bus.requests.find((frame) => frame.kind === "long" && frame.ci === 0x51);
		expect(written?.kind === "long" && toHex(written.data)).toBe("017A11");
		expect((await on.run(readMeter(on.line, AT("17")))).telegrams.length).toBe(1);
	},
);

test.each(["never", "first", "always"] as const)(
	"a new address is proved without a retry, SND_NKE %s: the meter may not repeat its old telegram",
	async (nke) => {
		const on = rig({ retries: 0, nke });
		on.add({ address: 3, id: "12345678" });
		const change = await on.run(setMeterAddress(on.line, AT("3"), 17));
		expect(change).toMatchObject({ oldAddress: 3, newAddress: 17 });
	},
);

test("an address that somebody answers under is not given again", async () => {
	const on = rig();
	const slave = on.add({ address: 3, id: "12345678" });
	on.add({ address: 17, id: "87654321" });
	const change = on.run(setMeterAddress(on.line, AT("12345678"), 17));
	await expect(change).rejects.toMatchObject({ code: "address-taken", details: { address: 17 } });
	expect(slave.address).toBe(3);
});

test("nothing is written to everybody, and no impossible address", async () => {
	const on = rig();
	on.add({ address: 3 });
	for (const [address, newAddress] of [
		["254", 5],
		["3", 251],
		["3", -1],
		["3", 1.5],
	] as const) {
		const change = setMeterAddress(on.line, AT(address), newAddress);
		await expect(change).rejects.toMatchObject({ code: "address-range" });
	}
	expect(on.bus.requests).toEqual([]);
});

test("a meter that acknowledges but keeps its address is told", async () => {
	const on = rig();
	const slave = on.add({ address: 3, id: "12345678" });
	on.bus.disturb = (answer) => {
		slave.address = 3;
		return answer;
	};
	const change = on.run(setMeterAddress(on.line, AT("12345678"), 17));
	await expect(change).rejects.toMatchObject({ code: "device-silent", details: { address: "17" } });
});

test("free addresses go to the meters without one of their own, each is reported", async () => {
	const on = rig();
	for (const [id, address] of [
		["11111111", 0],
		["22222222", 0],
		["33333333", 2],
		["44444444", 7],
		["55555555", 7],
	] as const) {
		on.add({ id, address, length: 60 });
	}
	on.add({ address: 3, id: "A0000000" });
	const { found } = await on.run(scanSecondary(on.line));
	const reports: Assignment[] = [];
	const done = await on.run(
		assignAddresses(on.line, found, { onAssignment: (assignment) => reports.push(assignment) }),
	);
	expect(reports).toEqual(done);
	expect(done.map(({ oldAddress, newAddress, outcome }) => [oldAddress, newAddress, outcome])).toEqual([
		[0, 1, "assigned"],
		[0, 4, "assigned"],
		[2, 2, "kept"],
		[7, 5, "assigned"],
		[7, 6, "assigned"],
	]);
	expect(on.bus.slaves.map(({ address }) => address)).toEqual([1, 4, 2, 5, 6, 3]);
});

test("one dead meter does not end an assignment, and a full range is told", async () => {
	const on = rig();
	on.add({ id: "11111111", length: 60 });
	on.add({ id: "22222222", length: 60 });
	on.add({ id: "33333333", length: 60 });
	const { found } = await on.run(scanSecondary(on.line));
	const [first] = on.bus.slaves;
	if (first !== undefined) first.dead = true;
	const done = await on.run(assignAddresses(on.line, found, { from: 1, to: 2 }));
	expect(done.map(({ outcome, failure }) => [outcome, failure?.code ?? null])).toEqual([
		["failed", "device-silent"],
		["assigned", null],
		["failed", "address-taken"],
	]);
	await expect(assignAddresses(on.line, found, { from: 0 })).rejects.toMatchObject({ code: "address-range" });
});

test("a baud rate is switched, proved at once and remembered for that meter alone", async () => {
	const on = rig();
	const slave = on.add({ address: 3, baudRate: 2400 });
	on.add({ address: 4, baudRate: 2400 });
	followBaudRate(on.bus);
	const change = await on.run(switchBaudRate(on.line, AT("3"), 9600));
	expect(change).toMatchObject({ oldBaudRate: 2400, newBaudRate: 9600 });
	expect(slave.baudRate).toBe(9600);
	for (const address of ["3", "4", "3"]) await on.run(readMeter(on.line, AT(address)));
	expect(on.line.statistics().devices["4"]?.timeouts).toBe(0);
	await on.run(switchBaudRate(on.line, AT("3"), 2400));
	await on.run(readMeter(on.line, AT("3")));
});

test("a meter that does not follow to the new baud rate is gone back for and told", async () => {
	const on = rig();
	const slave = on.add({ address: 3, baudRate: 2400 });
	followBaudRate(on.bus);
	on.bus.disturb = (answer) => {
		slave.baudRate = 2400;
		return answer;
	};
	const change = on.run(switchBaudRate(on.line, AT("3"), 9600));
	await expect(change).rejects.toMatchObject({ code: "baud-rate", details: { answersAt: 2400 } });
	await on.run(readMeter(on.line, AT("3")));
	await expect(switchBaudRate(on.line, AT("3"), 1234)).rejects.toMatchObject({ code: "baud-rate" });
});

function followBaudRate(bus: ReturnType<typeof rig>["bus"]): void {
	Object.assign(bus.link, {
		setBaudRate: (baudRate: number) => {
			bus.baudRate = baudRate;
			return Promise.resolve();
		},
	});
}

test("an application reset carries its sub code", async () => {
	const on = rig();
	on.add({ address: 3, id: "12345678" });
	await on.run(resetApplication(on.line, AT("12345678"), 0x10));
	await on.run(resetApplication(on.line, AT("3")));
	const sent = on.bus.requests.filter((frame) => frame.kind === "long" && frame.ci === 0x50);
	expect(sent.map((frame) => (frame.kind === "long" ? toHex(frame.data) : ""))).toEqual(["10", ""]);
	await expect(on.run(resetApplication(on.line, AT("9")))).rejects.toMatchObject({ code: "device-silent" });
});

test("a raw request goes out as it is, and its answer comes as it is", async () => {
	const on = rig();
	on.add({ address: 3, id: "12345678" });
	const bytes = fromHex("107B037E16");
	const { raw, telegrams } = await on.run(rawRequest(on.line, bytes));
	expect(on.bus.written).toEqual([bytes]);
	expect(telegrams[0]?.header?.id).toBe("12345678");
	expect(raw.length).toBe(1);
	expect((await on.run(rawRequest(on.line, reqUd2(3, false)))).telegrams.length).toBe(1);
	expect((await on.run(rawRequest(on.line, fromHex("1040FF3F16")))).raw).toEqual([]);
	on.bus.disturb = () => fromHex("FF00FF");
	expect((await on.run(rawRequest(on.line, bytes))).raw.map(toHex)).toEqual(["FF00FF"]);
	on.bus.disturb = () => Uint8Array.of();
	await expect(on.run(rawRequest(on.line, bytes))).rejects.toMatchObject({ code: "device-silent" });
	await expect(rawRequest(on.line, new Uint8Array(0))).rejects.toMatchObject({ code: "input" });
	await expect(rawRequest(on.line, new Uint8Array(513))).rejects.toMatchObject({ code: "too-long" });
});
