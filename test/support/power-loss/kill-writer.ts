import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setImmediate as nextTurn } from "node:timers/promises";
import { seededRandom } from "../../../lib/simulation/seeded-random.ts";
import { expectedReadings, judgeStore, type Verdict } from "./judge-store.ts";

const WRITER = join(import.meta.dirname, "write-rounds.ts");
const ENDLESS = 1_000_000;
const MOST_ROUNDS = 40;
const MOST_TURNS = 3000;
/** Rounds that may be there without anybody having been told. */
const UNTOLD = 50;

/** What many kills have done. */
export interface KillReport {
	readonly kills: number;
	readonly rounds: number;
	/** Of all kills together. */
	readonly corrupt: number;
	readonly lostRounds: number;
	readonly tornRounds: number;
	readonly duplicates: number;
	readonly complaints: readonly string[];
}

/** Lets a process write rounds from `first` on and kills it some turns after it has told so many lines; the last acknowledged round, or the one before `first`. */
async function writeAndKill(directory: string, first: number, lines: number, turns: number): Promise<number> {
	const writer = spawn(process.execPath, [WRITER, directory, String(first), String(ENDLESS)], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const closed = once(writer, "close");
	let last = first - 1;
	let told = 0;
	for await (const line of createInterface({ input: writer.stdout })) {
		told += 1;
		if (line !== "opening") last = Number(line);
		if (told !== lines) continue;
		for (let turn = 0; turn < turns; turn += 1) await nextTurn();
		writer.kill("SIGKILL");
	}
	await closed;
	return last;
}

/** Kills one writer after the other on the same file, and compares all that is kept after each. */
export async function killWriters(options: { directory: string; kills: number; seed: number }): Promise<KillReport> {
	const { directory, kills, seed } = options;
	const random = seededRandom(seed);
	const verdicts: Verdict[] = [];
	let acknowledged = -1;
	for (let kill = 0; kill < kills; kill += 1) {
		const lines = 1 + Math.floor(random() * MOST_ROUNDS);
		acknowledged = await writeAndKill(directory, acknowledged + 1, lines, Math.floor(random() * MOST_TURNS));
		verdicts.push(
			await judgeStore(join(directory, "readings.db"), expectedReadings(acknowledged + UNTOLD), acknowledged),
		);
	}
	const sum = (of: (verdict: Verdict) => number) => verdicts.reduce((total, verdict) => total + of(verdict), 0);
	return {
		...{ kills, rounds: acknowledged + 1, corrupt: sum(({ corrupt }) => Number(corrupt.length > 0)) },
		...{ lostRounds: sum(({ lostRounds }) => lostRounds), tornRounds: sum(({ tornRounds }) => tornRounds) },
		duplicates: sum(({ duplicates }) => duplicates),
		complaints: verdicts.flatMap(({ corrupt }) => corrupt).slice(0, 10),
	};
}
