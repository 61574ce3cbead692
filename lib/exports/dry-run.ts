import type { FailureDetails } from "../model/failure.ts";
import { Grid, parseInterval } from "../model/interval.ts";
import type { Reading } from "../model/reading.ts";
import { lostCharacters } from "./charset.ts";
import type { ExportChannel, ExportContext } from "./export-channel.ts";
import { filePlace, fileText } from "./file-name.ts";
import type { Layout, LayoutRules } from "./layout.ts";
import { type PrintEnvironment, printEnvironment } from "./print-environment.ts";
import { parseTemplate } from "./template.ts";
import { writeExport } from "./write-export.ts";

/** A rule that a file would break; details fill the sentence. */
export interface LayoutProblem {
	readonly rule: "charset" | "file-name" | "unfilled" | "length" | "value" | "interval" | "empty";
	readonly details: FailureDetails;
}

/** What an export would write. */
export interface DryRun {
	readonly name: string;
	readonly lines: readonly string[];
	readonly problems: readonly LayoutProblem[];
}

const LINES = 20;
const READING_LIMIT = 10_000;

function fieldsIn(template: string): string[] {
	return parseTemplate(template).flatMap((part) => (part.kind === "field" ? [part.field] : []));
}

function channelProblems(channel: ExportChannel, rules: LayoutRules, environment: PrintEnvironment): LayoutProblem[] {
	const at = { device: channel.device, datapoint: channel.datapoint };
	const text = (field: string) => environment.text(field, channel) ?? "";
	const unfilled = rules.required
		.filter((field) => text(field) === "")
		.map((field): LayoutProblem => ({ rule: "unfilled", details: { ...at, field } }));
	const long = Object.entries(rules.lengths)
		.filter(([field, limit]) => text(field).length > limit)
		.map(([field, limit]): LayoutProblem => ({ rule: "length", details: { ...at, field, limit } }));
	const other = Object.entries(rules.oneOf)
		.filter(([field, allowed]) => !allowed.includes(text(field)))
		.map(([field]): LayoutProblem => ({ rule: "value", details: { ...at, field, value: text(field) } }));
	return [...unfilled, ...long, ...other];
}

function intervalProblems(
	layout: Layout,
	environment: PrintEnvironment,
	readings: readonly Reading[],
): LayoutProblem[] {
	const interval = layout.rules?.interval ?? "";
	if (interval === "" || (layout.aggregate !== "raw" && layout.interval === interval)) return [];
	const grid = new Grid(parseInterval(interval), environment.zone);
	const off = readings.find(({ time }) => grid.floor(time) !== time);
	return off === undefined ? [] : [{ rule: "interval", details: { interval, time: off.time } }];
}

function nameProblems(layout: Layout, environment: PrintEnvironment, name: string): LayoutProblem[] {
	const wanted = fileText(layout.file, environment);
	const unfilled = fieldsIn(layout.file)
		.filter(
			(field) => field !== "now" && field !== "from" && field !== "to" && environment.text(field, null) === undefined,
		)
		.map((field): LayoutProblem => ({ rule: "unfilled", details: { field, file: layout.file } }));
	const changed: LayoutProblem[] = name.startsWith(wanted) ? [] : [{ rule: "file-name", details: { wanted, name } }];
	return [...unfilled, ...changed];
}

function textProblems(layout: Layout, text: string): LayoutProblem[] {
	const lost = layout.charset === "utf-8" ? [] : lostCharacters(text);
	return lost.length === 0 ? [] : [{ rule: "charset", details: { characters: lost.slice(0, 20).join("") } }];
}

/** Shows the first lines of a file and every rule it breaks, without writing anything. Throws the Failures of the layout. */
export function dryRun(layout: Layout, context: ExportContext, readings: readonly Reading[]): DryRun {
	const sample = readings.slice(0, READING_LIMIT);
	const environment = printEnvironment(layout, context);
	const text = [...writeExport(layout, sample, context)].join("");
	const { name } = filePlace(environment);
	const { rules } = layout;
	const problems: LayoutProblem[] = [
		...nameProblems(layout, environment, name),
		...(rules === null
			? []
			: (context.channels ?? []).flatMap((channel) => channelProblems(channel, rules, environment))),
		...intervalProblems(layout, environment, sample),
		...textProblems(layout, text),
		...(sample.length === 0 ? [{ rule: "empty" as const, details: {} }] : []),
	];
	return { name, lines: text.split(layout.eol).slice(0, LINES), problems };
}
