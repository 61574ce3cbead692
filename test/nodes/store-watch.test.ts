import { EventEmitter } from "node:events";
import type { Node, NodeAPI } from "node-red";
import { expect, test } from "vitest";
import type { Failure } from "../../lib/model/failure.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import type { OpenedLog, ReadingLog, StoreStatistics } from "../../lib/store/reading-log.ts";
import { StoreWatch } from "../../nodes/mw-site/store-watch.ts";

const LOOK = 300_000;
const WELL: StoreStatistics = {
	...{ fileBytes: 10, quotaBytes: 100, readings: 1, series: 1, writtenToday: 0, writtenYesterday: 0 },
	...{ deletedReadings: 0, waiting: 0, damagedChunks: 0, sealed: false, trouble: null },
};

/** A watch over a log whose statistics the test sets, and what it reports. */
function watched() {
	const events = new EventEmitter();
	const RED = { events, _: (key: string) => key } as unknown as NodeAPI;
	const reported: string[] = [];
	const warned: string[] = [];
	const node = Object.assign(new EventEmitter(), {
		error: (error: Failure) => reported.push(error.code),
		warn: (text: string) => warned.push(text.replace(/.*:/, "")),
	}) as unknown as Node;
	const clock = new SimulatedClock();
	const state = { statistics: WELL, asked: 0 };
	const log = {
		file: "readings.db",
		statistics: () => {
			state.asked += 1;
			return Promise.resolve(state.statistics);
		},
	} as unknown as ReadingLog;
	const watch = new StoreWatch(RED, node, clock);
	events.emit("flows:started");
	const begin = (opened: Partial<OpenedLog> = {}) => watch.begin({ log, damaged: null, lostChunks: 0, ...opened });
	const next = async (changes: Partial<StoreStatistics>) => {
		state.statistics = { ...WELL, ...changes };
		await clock.advance(LOOK);
	};
	return { watch, begin, next, reported, warned, state, clock };
}

test("trouble is told once, and again only after it was well in between", async () => {
	const { begin, next, reported } = watched();
	begin();
	await next({ trouble: "file-full" });
	await next({ trouble: "file-full" });
	expect(reported).toEqual(["file-full"]);
	await next({});
	await next({ trouble: "file-full" });
	expect(reported).toEqual(["file-full", "file-full"]);
});

test("a file that was damaged, and damaged stretches, are told", async () => {
	const { begin, next, reported, warned } = watched();
	begin({ damaged: "readings.db.damaged", lostChunks: 2 });
	await next({ damagedChunks: 1 });
	await next({ damagedChunks: 1 });
	expect([reported, warned]).toEqual([["store-damaged", "chunk"], ["note.store-damaged"]]);
});

test("readings that go because the space is used up are told, old ones that go are not", async () => {
	const { begin, next, reported, warned } = watched();
	begin();
	await next({ deletedReadings: 0 });
	await next({ deletedReadings: 5 });
	expect(reported).toEqual([]);
	await next({ deletedReadings: 9, fileBytes: 95 });
	await next({ deletedReadings: 15, fileBytes: 95 });
	expect([reported, warned]).toEqual([["store-quota"], ["note.store-quota"]]);
});

test("statistics are asked for once a minute at most, and never after the end", async () => {
	const { watch, begin, state, clock } = watched();
	expect(await watch.statistics()).toBeNull();
	begin();
	await watch.statistics();
	await watch.statistics();
	expect(state.asked).toBe(1);
	await clock.advance(60_000);
	await watch.statistics();
	expect(state.asked).toBe(2);
	watch.end();
	await clock.advance(10 * LOOK);
	expect(state.asked).toBe(2);
	expect(await watch.statistics()).toBeNull();
});
