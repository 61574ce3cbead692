import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Reading } from "../../../lib/model/reading.ts";
import { BatchWriter } from "../../../lib/store/engine/batch-writer.ts";
import { openStore } from "../../../lib/store/engine/open-store.ts";
import type { PageEnd, PageName } from "../../../lib/store/engine/page.ts";
import { FIRST_RANK } from "../../../lib/store/engine/page.ts";
import { pageReadings } from "../../../lib/store/engine/page-readings.ts";
import type { StoreCore } from "../../../lib/store/engine/store-core.ts";
import { DAY, QUARTER, reading, START, temporaryDirectory } from "../../support/open-log.ts";

const METERS = 120;
/** 40 days, so that January is merged. */
const NOW = START + 40 * DAY;

async function opened(path: string): Promise<StoreCore> {
	const { core } = await openStore({ path, now: NOW });
	return core;
}

function append(core: StoreCore, readings: readonly Reading[]): number {
	const writer = new BatchWriter();
	for (const one of readings) writer.add(one);
	return core.append(writer.take(), NOW).reduce((sum, added) => sum + added, 0);
}

/** A store tells every name once. */
const NAMES = new WeakMap<StoreCore, Map<number, PageName>>();

function everything(core: StoreCore): Reading[] {
	const names = NAMES.get(core) ?? new Map<number, PageName>();
	NAMES.set(core, names);
	const readings: Reading[] = [];
	let from: PageEnd | null = { time: 0, rank: FIRST_RANK };
	while (from !== null) {
		const page = core.page({ devices: null, datapoints: null, from, to: NOW, limit: 2000 });
		for (const [sid, name] of page.names) names.set(sid, name);
		readings.push(...pageReadings(page, names));
		from = page.next;
	}
	return readings;
}

function park(): Reading[] {
	const days = [0, 1, 30, 31, 32];
	return days.flatMap((day) =>
		[3, 50].flatMap((quarter) =>
			Array.from({ length: METERS }, (_, meter) => {
				const time = START + day * DAY + quarter * QUARTER + (meter % 7);
				return reading(time, day * 1000 + quarter + meter / 8, { device: `meter-${meter}` });
			}),
		),
	);
}

/** Goes on until `steps` transactions are done; false where all was done before. */
function compactSome(core: StoreCore, steps: number): boolean {
	const job = core.compact(NOW);
	for (let step = 0; step < steps; step += 1) if (job.next().done === true) return false;
	return true;
}

test("nothing is lost or doubled wherever compaction is cut off, with readings that come meanwhile", async () => {
	const path = join(temporaryDirectory(), "readings.db");
	let core = await opened(path);
	onTestFinished(() => core.close());
	const expected = park();
	expect(append(core, expected)).toBe(expected.length);
	for (let steps = 1; ; steps += 1) {
		const isCut = compactSome(core, steps);
		const late = reading(START + 31 * DAY + steps, steps, { device: `meter-${steps}` });
		expect(append(core, [late])).toBe(1);
		expected.push(late);
		// As a power cut: what the transaction had not finished is gone.
		core.close();
		core = await opened(path);
		expect(append(core, expected.slice(0, 50))).toBe(0);
		const kept = everything(core);
		expect(kept.length).toBe(expected.length);
		if (!isCut) break;
	}
	const byName = (a: Reading, b: Reading) => a.time - b.time || a.device.localeCompare(b.device);
	for (const _ of core.compact(NOW));
	expect(everything(core).toSorted(byName)).toEqual(expected.toSorted(byName));
	expect(core.driver.prepare("SELECT count(*) AS n FROM hot").get()).toEqual({ n: 0 });
});

test("what comes into a day while it is compacted waits for the next time", async () => {
	const path = join(temporaryDirectory(), "readings.db");
	const core = await opened(path);
	onTestFinished(() => core.close());
	const readings = park().filter(({ time }) => time < START + DAY);
	append(core, readings);
	const job = core.compact(NOW);
	job.next();
	const late = reading(START + 99, 7, { device: "meter-0" });
	expect(append(core, [late])).toBe(1);
	for (const _ of job);
	expect(everything(core)).toHaveLength(readings.length + 1);
	for (const _ of core.compact(NOW));
	expect(everything(core)).toHaveLength(readings.length + 1);
	expect(everything(core)[0]).toEqual(late);
});
