import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";

const STORE = new URL("../../lib/store/open-reading-log.ts", import.meta.url).href;

/** Appends rounds for ever and says which are committed. */
const WRITER = `
	import { openReadingLog } from ${JSON.stringify(STORE)};
	const { log } = await openReadingLog(process.argv[1], { clock: { now: () => 0 } });
	for (let round = 0; ; round += 1) {
		const base = { quantity: "energy", unit: "Wh", value: round, time: round, quality: "good", datapoint: "energy" };
		await log.append(["a", "b", "c"].map((device) => ({ ...base, device })));
		process.stdout.write(round + "\\n");
		await new Promise((resolve) => setImmediate(resolve));
	}`;

test("a killed process loses nothing that was acknowledged", async () => {
	const directory = mkdtempSync(join(tmpdir(), "meterway-"));
	onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
	const file = join(directory, "readings.db");
	const writer = spawn(process.execPath, ["--input-type=module", "-e", WRITER, file], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	let output = "";
	for await (const chunk of writer.stdout) {
		output += String(chunk);
		if (output.split("\n").length > 50) writer.kill("SIGKILL");
	}
	const acknowledged = Number(output.split("\n").at(-2));

	const { log, damaged } = await openReadingLog(file, { clock: new SimulatedClock() });
	const counts = new Map<number, number>();
	for await (const { time } of log.query({ from: 0, to: 1e9 })) counts.set(time, (counts.get(time) ?? 0) + 1);
	await log.close();
	expect(damaged).toBeNull();
	expect(acknowledged).toBeGreaterThan(40);
	for (let round = 0; round <= acknowledged; round += 1) expect(counts.get(round)).toBe(3);
	expect([...counts.values()].every((count) => count === 3)).toBe(true);
});
