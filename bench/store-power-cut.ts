import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cutPower } from "../test/support/power-loss/cut-power.ts";
import { killWriters } from "../test/support/power-loss/kill-writer.ts";
import { missingForRecording, recordRounds } from "../test/support/power-loss/recording.ts";
import { benchOptions } from "./report.ts";

// Power cuts at random points of recorded writes, and processes that are killed while they write: what is lost of what was acknowledged.

const { quick } = benchOptions();
const POINTS = quick ? 200 : 1000;
const KILLS = quick ? 10 : 100;
const ROUNDS = 600;
const directory = mkdtempSync(join(tmpdir(), "meterway-bench-"));
const seed = Number(process.argv.find((argument) => argument.startsWith("--seed="))?.slice("--seed=".length) ?? 1);

try {
	const missing = missingForRecording();
	if (missing === null) {
		const steps = recordRounds({ directory, rounds: ROUNDS });
		const cuts = await cutPower({ steps, rounds: ROUNDS, points: POINTS, seed, directory: join(directory, "cuts") });
		console.log(`${steps.length} recorded steps of ${ROUNDS} rounds, cut at random points:`);
		const { points, corrupt, lossy, torn, duplicates, complaints } = cuts;
		console.table([{ points, corrupt, "acknowledged lost": lossy, torn, duplicates }]);
		for (const complaint of complaints) console.log(complaint);
		if (corrupt + lossy + torn + duplicates > 0) process.exitCode = 1;
	} else console.log(`no power cuts: they need ${missing}`);
	const { complaints, ...kills } = await killWriters({ directory, kills: KILLS, seed });
	console.log("SIGKILL while writing:");
	console.table([kills]);
	for (const complaint of complaints) console.log(complaint);
	if (kills.corrupt + kills.lostRounds + kills.tornRounds + kills.duplicates > 0) process.exitCode = 1;
} finally {
	rmSync(directory, { recursive: true, force: true });
}
