import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import helper from "node-red-node-test-helper";
import { describe, expect, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import { systemClock } from "../../lib/model/system-clock.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";
import exporting from "../../nodes/mw-export/mw-export.ts";
import log from "../../nodes/mw-log/mw-log.ts";
import {
	type CaughtMessage,
	catching,
	type FlowNode,
	get,
	load,
	message,
	messages,
	node,
	sink,
	siteNode,
	status,
	useNodeRed,
} from "./harness.ts";

const nodeRed = useNodeRed();
const START = Date.UTC(2026, 0, 1, 12);

function readingsAt(time: number): Reading[] {
	const shared = { device: "test:1", time, quality: "good" } as const;
	return [
		{ ...shared, datapoint: "energy", quantity: "energy", unit: "kWh", value: 12.5 },
		{ ...shared, datapoint: "power", quantity: "power", unit: "W", value: 100 },
	];
}

function flow(directory: string, properties: object = {}): FlowNode[] {
	const settings = {
		site: "site",
		preset: "csv-long",
		interval: "",
		changes: "",
		directory: "",
		schedule: "none",
		minutes: "1",
		cron: "",
	};
	return [
		siteNode(directory),
		node("log", "mw-log", { site: "site", wires: [["kept"]] }),
		sink("kept"),
		node("export", "mw-export", { ...settings, wires: [["file"]], ...properties }),
		sink("file"),
		...catching(),
	];
}

async function keep(...readings: Reading[]): Promise<void> {
	const done = message("kept");
	get("log").receive({ payload: readings });
	await done;
}

async function exported(sent: object = {}): Promise<{ payload: string; rows: number; text: string }> {
	const file = message("file");
	get("export").receive(sent);
	const { payload, rows } = (await file) as unknown as { payload: string; rows: number };
	return { payload, rows, text: payload === "" ? "" : await readFile(payload, "utf8") };
}

describe("mw-export", () => {
	test("a message exports everything since the last file", async () => {
		await load([exporting, log], flow("now"));
		await keep(...readingsAt(START));
		const first = await exported();
		expect(first.rows).toBe(2);
		expect(first.text).toContain("energy;12.5;kWh;good");
		expect(first.payload.startsWith(join(nodeRed.directory(), "now", "exports"))).toBe(true);
		expect((await exported()).payload).toBe("");
	});

	test.each([
		[{ preset: "csv-wide", interval: "PT1M" }, "2026-01-01T13:00:00+01:00;12.5;100"],
		[{ preset: "xml" }, '<reading time="2026-01-01T13:00:00+01:00" device="test:1"'],
		[{ preset: "csv-long", changes: '{"sep":",","row":"{device},{value}"}' }, "test:1,12.5"],
	])("%o writes %s", async (properties, text) => {
		await load([exporting, log], flow(JSON.stringify(properties).replace(/\W/g, ""), properties));
		await keep(...readingsAt(START));
		const sent = { from: START - 60_000, to: START + 60_000 };
		expect((await exported(sent)).text).toContain(text);
	});

	test("catches up what its schedule missed, file by file, and leaves no half one behind", async () => {
		const directory = join(nodeRed.directory(), "missed");
		await load([exporting, log], flow("missed"));
		const minute = Math.floor(Date.now() / 60_000) * 60_000;
		await keep(...[4, 3, 2].flatMap((age) => readingsAt(minute - age * 60_000)));
		await helper.unload();
		const opened = await openReadingLog(join(directory, "readings.db"), { clock: systemClock });
		await opened.log.writeCursor("export:export", minute - 300_000);
		await opened.log.close();
		await load([exporting, log], flow("missed", { schedule: "minutes" }));
		const done = status("export", "status.exported");
		const files = await messages("file", 3);
		await done;
		expect(files.map(({ rows }) => rows)).toEqual([2, 2, 2]);
		expect(files.map(({ from }) => from)).toEqual([4, 3, 2].map((age) => minute - age * 60_000));
		expect((await readdir(join(directory, "exports"))).toSorted()).toEqual(
			files.map(({ payload }) => basename(String(payload))).toSorted(),
		);
	});

	test("a layout that writes the whole day writes one file for all that was missed, named after its day", async () => {
		const directory = join(nodeRed.directory(), "daily");
		const changes = '{"onlyNew":false,"file":"day_{now|YYYY-MM-DD}.csv","tz":"UTC"}';
		await load([exporting, log], flow("daily"));
		const midnight = Math.floor(Date.now() / 86_400_000) * 86_400_000;
		await keep(...readingsAt(midnight - 7_200_000), ...readingsAt(midnight - 1000));
		await helper.unload();
		const opened = await openReadingLog(join(directory, "readings.db"), { clock: systemClock });
		await opened.log.writeCursor("export:export", midnight - 3_600_000);
		await opened.log.close();
		await load([exporting, log], flow("daily", { schedule: "cron", cron: "*/30 * * * *", changes }));
		const [file] = await messages("file", 1);
		const day = new Date(midnight - 1).toISOString().slice(0, 10);
		expect(file).toMatchObject({ rows: 4, payload: join(directory, "exports", `day_${day}.csv`) });
	});

	test("two exports at the same time write two files, however alike they are", async () => {
		const [site, keeper, kept, first, ...rest] = flow("twins");
		const twins = [first, { ...first, id: "twin", datapoints: "power" }] as FlowNode[];
		await load([exporting, log], [site, keeper, kept, ...twins, ...rest] as FlowNode[]);
		await keep(...readingsAt(START));
		const files = messages("file", 2);
		for (const id of ["export", "twin"]) get(id).receive({});
		const written = (await files) as unknown as { payload: string; rows: number }[];
		expect(written.map(({ rows }) => rows).toSorted()).toEqual([1, 2]);
		for (const { payload, rows } of written) {
			expect((await readFile(payload, "utf8")).trim().split("\r\n")).toHaveLength(rows + 1);
		}
	});

	test("what came late, or was corrected, comes once more in a file of its own", async () => {
		await load([exporting, log], flow("late"));
		await keep(...readingsAt(START), ...readingsAt(START + 60_000));
		expect((await exported()).rows).toBe(4);
		await keep(readingsAt(START + 30_000)[0] as Reading);
		const corrected = message("kept");
		get("log").receive({ payload: [{ ...readingsAt(START)[1], value: 90 }], correct: true });
		await corrected;
		const file = await exported();
		expect(file.rows).toBe(2);
		expect(file.text).toContain("power;90;W;substituted");
		expect(file.text).toContain("2026-01-01T13:00:30+01:00");
		expect((await exported()).rows).toBe(0);
	});

	test("a layout of whole days writes the day again to which something came late", async () => {
		const changes = '{"onlyNew":false,"file":"day_{now|YYYY-MM-DD}.csv"}';
		await load([exporting, log], flow("late-day", { changes }));
		await keep(...readingsAt(START), ...readingsAt(START + 2 * 86_400_000));
		const first = await exported({ from: START, to: START + 3_600_000 });
		expect(first.payload).toContain("day_2026-01-01.csv");
		await exported();
		await keep(...readingsAt(START - 60_000));
		const again = await exported();
		expect(again.payload).toBe(first.payload);
		expect(again.rows).toBe(4);
	});

	test("the consumption in a file is right over a roll-over and an exchange of the meter", async () => {
		const changes = '{"aggregate":"delta","row":"{ts|hh:mm};{value}","head":[]}';
		await load([exporting, log], flow("delta", { interval: "PT15M", datapoints: "energy", changes }));
		const at = (quarter: number, value: number) => {
			const [energy] = readingsAt(START + quarter * 900_000);
			return { ...energy, value, modulus: "100000000" } as Reading;
		};
		await keep(at(0, 99_999_990), at(1, 99_999_997), at(2, 5), at(3, 10));
		const done = message("kept");
		const exchange = { datapoint: "energy", time: START + 3 * 900_000 + 60_000, end: 11, start: 3 };
		get("log").receive({ topic: "test:1", payload: "", exchange });
		await done;
		await keep(at(4, 5), at(5, 8));
		const { text } = await exported({ from: START, to: START + 5 * 900_000 });
		expect(text.trim().split(/\r?\n/)).toEqual(["13:00;7", "13:15;8", "13:30;5", "13:45;3", "14:00;3"]);
	});

	test("exports only the wanted values", async () => {
		await load([exporting, log], flow("wanted", { datapoints: "pow*" }));
		await keep(...readingsAt(START));
		expect((await exported()).rows).toBe(1);
	});

	test("a message leaves what is not kept yet to the next file", async () => {
		await load([exporting, log], flow("later"));
		await keep(...readingsAt(START));
		await exported();
		await keep(...readingsAt(START + 1));
		expect((await exported()).rows).toBe(2);
	});

	test("its schedule runs when the flows start", async () => {
		const directory = "started";
		await load([exporting, log], flow(directory));
		const minute = Math.floor(Date.now() / 60_000) * 60_000;
		// In the last full minute, and in this one, should it end just now.
		await keep(...readingsAt(minute - 1000), ...readingsAt(minute + 1));
		await helper.unload();
		await load([exporting, log], flow(directory, { schedule: "minutes" }));
		const [file] = await messages("file", 1);
		expect(file).toMatchObject({ rows: 2, topic: "schedule" });
	});

	test.each([
		[{ preset: "no-such" }, {}, "layout"],
		[{ changes: "{" }, {}, "config"],
		[{ site: "" }, {}, "site-missing"],
		[{ schedule: "minutes", minutes: "1441" }, {}, "config"],
		[{}, { from: 5, to: 1 }, "input"],
	])("%o with %o fails with %s", async (properties, sent, code) => {
		await load([exporting, log], flow("failing", properties));
		const caught = message<CaughtMessage>("caught");
		get("export").receive(sent);
		expect((await caught).error.code).toBe(code);
	});

	test.each([
		[{ site: "", schedule: "minutes" }, "site-missing"],
		[{ preset: "no-such", schedule: "minutes" }, "layout"],
	])("%o is reported once when the flows start", async (properties, code) => {
		await load([exporting, log], flow("once", properties));
		const caught = messages<CaughtMessage>("caught", 2);
		get("export").receive({ topic: "asked" });
		expect((await caught).map(({ error, topic }) => [topic, error.code])).toEqual([
			[undefined, code],
			["asked", code],
		]);
	});

	test("a wrong schedule is an error when the flows start", async () => {
		await load([exporting, log], flow("wrong", { schedule: "cron", cron: "every day" }));
		expect((await message<CaughtMessage>("caught")).error.code).toBe("schedule");
	});
});
