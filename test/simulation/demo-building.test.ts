import { expect, test } from "vitest";
import { startDemoBuilding } from "../../lib/simulation/demo-building.ts";

test("at another baud rate the meters of the demo building have that rate too", async () => {
	const environment = { METERWAY_DEMO_PORT: "0", METERWAY_DEMO_BAUD: "38400" };
	const building = startDemoBuilding({ environment, log: () => undefined });
	const line = await building.ready;
	const rates = line?.line.slaves.devices.map(({ baudRate }) => baudRate);
	expect(new Set(rates)).toEqual(new Set([38_400]));
	await building.close();
});

test("the demo building says where it is and takes another port when its own is taken", async () => {
	const lines: string[] = [];
	const start = (port: string) => {
		const environment: Record<string, string | undefined> = { METERWAY_DEMO_PORT: port };
		return { environment, building: startDemoBuilding({ environment, log: (line) => lines.push(line) }) };
	};
	const first = start("0");
	const line = await first.building.ready;
	expect(first.environment["METERWAY_DEMO_PORT"]).toBe(String(line?.port));
	const second = start(String(line?.port));
	expect((await second.building.ready)?.port).not.toBe(line?.port);
	expect(lines[0]).toBe(`Simulated building: 48 meters at tcp://127.0.0.1:${line?.port}, 2400 Bd`);
	await Promise.all([first.building.close(), second.building.close()]);
});
