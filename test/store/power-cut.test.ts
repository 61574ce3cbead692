import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/open-log.ts";
import { type CutReport, cutPower } from "../support/power-loss/cut-power.ts";
import { missingForRecording, recordRounds } from "../support/power-loss/recording.ts";

const missing = missingForRecording();
const skipped = missing === null ? "" : ` (needs ${missing})`;
const ROUNDS = 400;
/** Enough to see what is lost. */
const FEW_ROUNDS = 150;
const POINTS = Number(process.env["METERWAY_POWER_CUTS"] ?? 150);
const INTACT = { corrupt: 0, lossy: 0, mostLostRounds: 0, torn: 0, duplicates: 0, complaints: [] };

function cutAt(points: number, synchronous: "OFF" | "NORMAL" | "FULL"): Promise<CutReport> {
	const directory = temporaryDirectory();
	const rounds = synchronous === "FULL" ? ROUNDS : FEW_ROUNDS;
	const steps = recordRounds({ directory, rounds, synchronous });
	return cutPower({ steps, rounds, points, seed: 1, directory: join(directory, "cuts") });
}

test.skipIf(missing !== null)(
	`a power cut loses nothing that was acknowledged${skipped}`,
	{ timeout: 300_000 },
	async () => {
		expect(await cutAt(POINTS, "FULL")).toEqual({ points: POINTS, ...INTACT });
	},
);

test.skipIf(missing !== null)(
	`a store that syncs less would be found out${skipped}`,
	{ timeout: 300_000 },
	async () => {
		const normal = await cutAt(40, "NORMAL");
		expect(normal.corrupt).toBe(0);
		expect(normal.lossy).toBeGreaterThan(5);
		const off = await cutAt(40, "OFF");
		expect(off.corrupt).toBeGreaterThan(0);
		expect(off.lossy).toBeGreaterThan(normal.lossy);
	},
);
