import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { SimulatedClock } from "../../../lib/simulation/simulated-clock.ts";
import { openReadingLog } from "../../../lib/store/open-reading-log.ts";
import { correctionOf, ROUND_INTERVAL, readingsOf, roundTime } from "./rounds.ts";

/**
 * Writes rounds of readings into `readings.db` of a directory as a gateway would, with housekeeping beside it, and tells every round that was
 * acknowledged: `node write-rounds.ts DIRECTORY FIRST COUNT [ACKS]`, as lines of the file ACKS or of the standard output.
 */
const ROUNDS_PER_DAY = 8;
const REOPENED_EVERY = 150;
const STANDARD_OUTPUT = 1;

const [, , directory = ".", first = "0", count = "1", acks] = process.argv;
const acknowledgements = acks === undefined ? STANDARD_OUTPUT : openSync(acks, "w");
const file = join(directory, "readings.db");
const clock = new SimulatedClock(roundTime(Number(first)));
if (acks === undefined) writeSync(STANDARD_OUTPUT, "opening\n");
let { log } = await openReadingLog(file, { clock });
let housekeeping: Promise<unknown> = Promise.resolve();

for (let round = Number(first); round < Number(first) + Number(count); round += 1) {
	await log.append(readingsOf(round), { now: true });
	const corrected = correctionOf(round);
	if (corrected.length > 0) await log.correct(corrected, "test");
	writeSync(acknowledgements, `${round}\n`);
	await clock.advance(ROUND_INTERVAL);
	if (round % ROUNDS_PER_DAY === ROUNDS_PER_DAY - 1) {
		await housekeeping;
		// Not waited for: the next rounds come while days are compacted.
		housekeeping = log.maintain();
	}
	if (round % REOPENED_EVERY === REOPENED_EVERY - 1) {
		await housekeeping;
		await log.close();
		log = (await openReadingLog(file, { clock })).log;
	}
}
await housekeeping;
await log.close();
if (acks !== undefined) closeSync(acknowledgements);
