import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { benchOptions } from "./report.ts";

/** Every bench is a program of its own, so that none heats up or fills the memory for the next. */
const BENCHES = [
	{ file: "mbus-decode.ts", quick: ["0.5"] },
	{ file: "export.ts", quick: [] },
	{ file: "mbus-cycle.ts", quick: ["--quick"] },
	{ file: "mbus-scan.ts", quick: ["--quick"] },
	{ file: "store-codec.ts", quick: ["--quick"] },
	{ file: "store.ts", quick: ["--quick"] },
] as const;

const { quick } = benchOptions();
for (const bench of BENCHES) {
	console.log(`\n${bench.file}`);
	const args = [join(import.meta.dirname, bench.file), ...(quick ? bench.quick : [])];
	const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
	if (status !== 0) process.exitCode = 1;
}
