import { existsSync } from "node:fs";
import { join } from "node:path";
import {
	type LinePlan,
	linePlan,
	type PlannedGroup,
	type PlannedLine,
	planFailure,
} from "../masters/mbus/line-plan.ts";
import { parseMeterAddress } from "../masters/mbus/meter-address.ts";
import type { RoundTime } from "../masters/mbus/round-time.ts";
import { openSite } from "../site/open-site.ts";
import { parseSchedule } from "../site/schedule.ts";
import { scheduleSteps } from "../site/schedule-steps.ts";
import { type CommandIo, DONE, FAILED } from "./command.ts";
import { printTable } from "./print-table.ts";
import { type Arguments, numberOption, parsed, readArguments, textOption } from "./read-arguments.ts";
import type { Words } from "./words.ts";
import { WrongUsage } from "./wrong-usage.ts";

const OPTIONS = {
	meters: { type: "string" },
	site: { type: "string" },
	bus: { type: "string" },
	interval: { type: "string" },
	also: { type: "string", multiple: true },
	secondary: { type: "boolean" },
	nke: { type: "boolean" },
	baud: { type: "string" },
	latency: { type: "string" },
	answer: { type: "string" },
	telegrams: { type: "string" },
	"time-zone": { type: "string" },
	json: { type: "boolean" },
} as const;

/** A converter on the network may hold an answer back for so long. */
const LATENCY_MS = 300;
/** The median of recorded answers. */
const ANSWER_BYTES = 87;
const MOST_METERS = 10_000;

/** `mbus plan`: says whether a line keeps up with its meters, without asking any. */
export async function mbusPlan(args: readonly string[], io: CommandIo): Promise<number> {
	const given = readArguments(args, OPTIONS);
	if (given.positionals.length > 0) throw new WrongUsage("too-many", { text: given.positionals.join(" ") });
	const plan = linePlan(lineOf(given), await groupsOf(given, io.clock.now()));
	const failure = planFailure(plan);
	const text = given.values["json"] === true ? `${JSON.stringify(plan, null, 2)}\n` : people(plan, io.words);
	await io.stdout.write(text);
	if (failure !== null) await io.stderr.write(`meterway: ${io.words.failure(failure)}\n`);
	return failure === null ? DONE : FAILED;
}

function lineOf(given: Arguments): PlannedLine {
	return {
		baudRate: numberOption(given, "baud", { from: 300, to: 38_400 }) ?? 2400,
		latencyMs: numberOption(given, "latency", { from: 0, to: 60_000 }) ?? LATENCY_MS,
		answerBytes: numberOption(given, "answer", { from: 20, to: 261 }) ?? ANSWER_BYTES,
		telegrams: numberOption(given, "telegrams", { from: 1, to: 16 }) ?? 1,
		nke: given.values["nke"] === true,
	};
}

/** How many meters are read at which times. */
interface Wanted {
	readonly interval: string;
	readonly primary: number;
	readonly secondary: number;
}

async function groupsOf(given: Arguments, now: number): Promise<PlannedGroup[]> {
	const interval = textOption(given, "interval");
	if (interval === undefined) throw new WrongUsage("missing", { what: "--interval" });
	const site = textOption(given, "site");
	const wanted = site === undefined ? countedMeters(given, interval) : await siteMeters(given, site, interval);
	return wanted.map((group) => plannedGroup(given, group, now));
}

function countedMeters(given: Arguments, interval: string): Wanted[] {
	const meters = numberOption(given, "meters", { from: 1, to: MOST_METERS });
	if (meters === undefined) throw new WrongUsage("missing", { what: "--meters" });
	const also = given.values["also"];
	const others = (Array.isArray(also) ? also : []).map((text) => otherGroup(String(text)));
	const isSecondary = given.values["secondary"] === true;
	return [{ meters, interval }, ...others].map((group) => {
		const [primary, secondary] = isSecondary ? [0, group.meters] : [group.meters, 0];
		return { interval: group.interval, primary, secondary };
	});
}

/** The devices of a site that are read, by their times. */
async function siteMeters(given: Arguments, directory: string, interval: string): Promise<Wanted[]> {
	if (!existsSync(join(directory, "site.db"))) throw new WrongUsage("value", { text: directory, reason: "site.db" });
	const site = await openSite({ directory });
	try {
		const bus = textOption(given, "bus");
		const devices = await site.devices.list({ enabled: true, ...(bus === undefined ? {} : { bus }) });
		const groups = Map.groupBy(devices, ({ schedule }) => schedule || interval);
		return Array.from(groups, ([schedule, members]) => {
			const primary = members.filter(({ address }) => parseMeterAddress(address).kind === "primary").length;
			return { interval: schedule, primary, secondary: members.length - primary };
		});
	} finally {
		await site.close();
	}
}

function otherGroup(text: string): { meters: number; interval: string } {
	const [, meters, interval = ""] = /^(\d{1,5}):(.+)$/.exec(text) ?? [];
	if (meters === undefined || Number(meters) < 1) throw new WrongUsage("value", { text, reason: "METERS:INTERVAL" });
	return { meters: Number(meters), interval };
}

/** Seconds as a plain number are an interval too. */
function plannedGroup(given: Arguments, { interval, primary, secondary }: Wanted, now: number): PlannedGroup {
	const zone = textOption(given, "time-zone") ?? "UTC";
	const text = /^\d+$/.test(interval) ? `PT${interval}S` : interval;
	const schedule = parsed(text, (pattern) => parseSchedule(pattern, zone));
	return { schedule: interval, ...scheduleSteps(schedule, now), primary, secondary };
}

function people(plan: LinePlan, words: Words): string {
	const number = (value: number) => value.toLocaleString(words.language, { maximumFractionDigits: 1 });
	const range = (least: number, most: number) => `${number(least)} – ${number(most)}`;
	const seconds = ({ leastMs, mostMs }: RoundTime) => range(leastMs / 1000, mostMs / 1000);
	const percent = ({ least, most }: LinePlan["utilisation"]) => range(least * 100, most * 100);
	const columns = ["schedule", "interval", "meters", "round", "worst", "utilisation"];
	const rows = plan.groups.map(({ schedule, shortestMs, meters, round, worst, utilisation }) => {
		return [schedule, number(shortestMs / 1000), String(meters), seconds(round), seconds(worst), percent(utilisation)];
	});
	const values = {
		meters: plan.meters,
		seconds: seconds(plan.coincidence),
		percent: percent(plan.utilisation),
	};
	const header = columns.map((column) => words.say(`plan.${column}`));
	return `${printTable(header, rows)}\n${words.say("plan.total", values)}\n${words.say(`plan.${plan.verdict}`)}\n`;
}
