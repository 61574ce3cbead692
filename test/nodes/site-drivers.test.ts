import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Failure } from "../../lib/model/failure.ts";
import { siteDrivers } from "../../nodes/site-drivers.ts";

const DRIVER = `<driver name="own" protocol="mbus"><detect manufacturer="XYZ" version="01" medium="04"/>
	<datapoint name="energy" quantity="energy" unit="kWh"><match vif="energy" storage="0"/></datapoint></driver>`;

async function folder(): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), "meterway-drivers-"));
	onTestFinished(() => rm(directory, { recursive: true, force: true }));
	return directory;
}

test("no folder means no drivers, and nothing is wrong with that", async () => {
	const failures: Failure[] = [];
	expect(await siteDrivers(join(await folder(), "none"), (failure) => failures.push(failure))).toEqual([]);
	expect(failures).toEqual([]);
});

test("a file that is no driver is told by its name, the others work", async () => {
	const directory = await folder();
	await writeFile(join(directory, "a.xml"), "<driver");
	await writeFile(join(directory, "b.xml"), DRIVER);
	await writeFile(join(directory, "c.xml"), "<other/>");
	await mkdir(join(directory, "d.xml"));
	await writeFile(join(directory, "notes.txt"), "no driver");
	const failures: Failure[] = [];
	const drivers = await siteDrivers(directory, (failure) => failures.push(failure));
	expect(drivers.map(({ name }) => name)).toEqual(["own"]);
	expect(failures.map(({ code, details }) => [code, details["path"]])).toEqual([
		["driver-syntax", join(directory, "a.xml")],
		["driver-schema", join(directory, "c.xml")],
		["file-failed", join(directory, "d.xml")],
	]);
});
