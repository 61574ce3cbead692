import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { Failure } from "../../lib/model/failure.ts";
import { openSite, type Site } from "../../lib/site/open-site.ts";
import { checkedDevice } from "../../lib/site/site-device.ts";

async function openedSite(): Promise<Site> {
	const directory = mkdtempSync(join(tmpdir(), "meterway-"));
	const site = await openSite({ directory });
	onTestFinished(async () => {
		await site.close();
		rmSync(directory, { recursive: true, force: true });
	});
	return site;
}

const METER = { id: "mbus:KAM-12345678-35-04", bus: "basement", address: "5" };

test("a device is added, changed, listed and removed", async () => {
	const { devices } = await openedSite();
	const added = await devices.add({ ...METER, name: "Heizung", meta: { obis: "6-0:1.0.0" } });
	const meta = { obis: "6-0:1.0.0" };
	expect(added).toEqual({ ...METER, name: "Heizung", driver: null, enabled: true, schedule: "", meta });
	expect(await devices.find(METER.id)).toEqual(added);
	const changed = await devices.update(METER.id, { enabled: false, driver: "kamstrup", schedule: "PT15M" });
	expect(changed).toEqual({ ...added, enabled: false, driver: "kamstrup", schedule: "PT15M" });
	await devices.add({ id: "other", bus: "attic", address: "5" });
	expect((await devices.list()).map(({ id }) => id)).toEqual([METER.id, "other"]);
	expect(await devices.list({ bus: "basement" })).toEqual([changed]);
	expect((await devices.list({ enabled: true })).map(({ id }) => id)).toEqual(["other"]);
	expect(await devices.remove(METER.id)).toBe(true);
	expect(await devices.remove(METER.id)).toBe(false);
	expect(await devices.find(METER.id)).toBeNull();
});

test("two devices cannot share an id or an address on their bus", async () => {
	const { devices } = await openedSite();
	await devices.add(METER);
	await expect(devices.add({ ...METER, address: "6" })).rejects.toMatchObject({
		code: "input",
		details: { field: "id" },
	});
	const taken = { code: "address-taken", details: { address: "5", id: METER.id } };
	await expect(devices.add({ ...METER, id: "x" })).rejects.toMatchObject(taken);
	await devices.add({ ...METER, id: "x", address: "6" });
	await expect(devices.update("x", { address: "5" })).rejects.toMatchObject(taken);
	await expect(devices.update("y", {})).rejects.toMatchObject({ code: "input" });
});

test("of the meters found only the new ones are added", async () => {
	const { devices } = await openedSite();
	await devices.add(METER);
	const found = [METER, { ...METER, address: "7" }, { ...METER, id: "x" }, { ...METER, id: "y", address: "8" }];
	expect((await devices.addNew(found)).map(({ id }) => id)).toEqual(["y"]);
	expect(await devices.list()).toHaveLength(2);
});

test.each(["PT15M", "P1M", "0 6 * * *", "*/10 * * * * *"])("a device is read at %s", async (schedule) => {
	const { devices } = await openedSite();
	await devices.add({ ...METER, schedule });
	expect((await devices.find(METER.id))?.schedule).toBe(schedule);
});

test.each(["PT0S", "sometimes", "61 * * * *", "PT15M\n"])("%o is no schedule of a device", async (schedule) => {
	const { devices } = await openedSite();
	await expect(devices.add({ ...METER, schedule })).rejects.toMatchObject({
		code: expect.stringMatching(/schedule|input/),
	});
	expect(await devices.list()).toEqual([]);
});

test("after closing every call is a failure", async () => {
	const site = await openedSite();
	await site.close();
	await expect(site.devices.list()).rejects.toMatchObject({ code: "store-failed" });
});

test("any text is a device's or a failure", () => {
	const text = fc.string({ unit: "binary", maxLength: 140 });
	fc.assert(
		fc.property(text, text, text, text, (id, bus, address, name) => {
			try {
				expect(checkedDevice({ id, bus, address, name })).toMatchObject({ id, bus, address, name });
			} catch (error) {
				expect(error).toBeInstanceOf(Failure);
			}
		}),
	);
	expect(checkedDevice({ ...METER, driver: "" }).driver).toBeNull();
	expect(() => checkedDevice({ ...METER, id: "" })).toThrow(expect.objectContaining({ code: "input" }));
	expect(() => checkedDevice({ ...METER, name: "a\nb" })).toThrow(expect.objectContaining({ code: "input" }));
});
