import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../../../lib/simulation/seeded-random.ts";
import { expectedReadings, judgeStore } from "./judge-store.ts";
import { Medium } from "./medium.ts";
import { ACKNOWLEDGEMENTS, type RecordedStep } from "./recording.ts";

/** What many cuts have done. */
export interface CutReport {
	readonly points: number;
	/** Points after which the file was damaged, or held what was never sent. */
	readonly corrupt: number;
	/** Points after which acknowledged rounds were missing, and the most of them at one point. */
	readonly lossy: number;
	readonly mostLostRounds: number;
	/** Points after which a round was there in part. */
	readonly torn: number;
	readonly duplicates: number;
	/** Some of what was wrong, for people. */
	readonly complaints: readonly string[];
}

/** How cuts are made. */
export interface CutOptions {
	readonly steps: readonly RecordedStep[];
	readonly rounds: number;
	readonly points: number;
	readonly seed: number;
	/** For the files after each cut. */
	readonly directory: string;
}

const MOST_COMPLAINTS = 10;

function lastAcknowledged(medium: Medium): number {
	const lines = medium.written(ACKNOWLEDGEMENTS).toString("latin1").split("\n");
	return Number(lines.at(-2) ?? -1);
}

function laidOut(files: ReadonlyMap<string, Buffer>, parent: string): string {
	mkdirSync(parent, { recursive: true });
	const directory = mkdtempSync(join(parent, "cut-"));
	for (const [name, bytes] of files) if (name !== ACKNOWLEDGEMENTS) writeFileSync(join(directory, name), bytes);
	return directory;
}

/** Plays power cuts at random steps of a recording, and opens the store after each of them. */
export async function cutPower({ steps, rounds, points, seed, directory }: CutOptions): Promise<CutReport> {
	const random = seededRandom(seed);
	const places = Array.from({ length: points }, () => Math.floor(random() * (steps.length + 1))).sort((a, b) => a - b);
	const expected = expectedReadings(rounds);
	const medium = new Medium();
	const report = {
		points,
		corrupt: 0,
		lossy: 0,
		mostLostRounds: 0,
		torn: 0,
		duplicates: 0,
		complaints: [] as string[],
	};
	let played = 0;
	for (const place of places) {
		for (const step of steps.slice(played, place)) medium.apply(step);
		played = place;
		const acknowledged = lastAcknowledged(medium);
		const found = laidOut(medium.cut(random), directory);
		const verdict = await judgeStore(join(found, "readings.db"), expected, acknowledged);
		rmSync(found, { recursive: true });
		report.corrupt += Number(verdict.corrupt.length > 0);
		report.lossy += Number(verdict.lostRounds > 0);
		report.mostLostRounds = Math.max(report.mostLostRounds, verdict.lostRounds);
		report.torn += Number(verdict.tornRounds > 0);
		report.duplicates += verdict.duplicates;
		const complaint = `step ${place}, round ${acknowledged}: ${JSON.stringify(verdict)}`;
		const isFine = verdict.corrupt.length + verdict.lostRounds + verdict.tornRounds + verdict.duplicates === 0;
		if (!isFine && report.complaints.length < MOST_COMPLAINTS) report.complaints.push(complaint.slice(0, 600));
	}
	return report;
}
