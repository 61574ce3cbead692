import type { Layout } from "../../lib/exports/layout.ts";
import { presetLayout } from "../../lib/exports/preset.ts";
import { Failure, toFailure } from "../../lib/model/failure.ts";
import type { Schedule } from "../../lib/model/schedule.ts";
import { parseSchedule } from "../../lib/site/schedule.ts";
import { type Config, requiredNumber, requiredText, textOf, wordOf } from "../config-value.ts";

/** A clock step is at most a day long; what comes less often is a cron expression. */
const MOST_MINUTES = 1440;

function changesOf(config: Config): Record<string, unknown> {
	const text = textOf(config, "changes");
	if (text === "") return {};
	try {
		const changes: unknown = JSON.parse(text);
		if (typeof changes === "object" && changes !== null) return { ...changes };
	} catch (error) {
		throw new Failure("config", { field: "changes", value: text.slice(0, 40) }, toFailure(error));
	}
	throw new Failure("config", { field: "changes", value: text.slice(0, 40) });
}

/** The layout that the form describes; throws Failure `layout` or `config`. */
export function layoutOf(config: Config): Layout {
	const interval = textOf(config, "interval");
	const changes = { ...changesOf(config), ...(interval === "" ? {} : { interval }) };
	return presetLayout(textOf(config, "preset") || "csv-long", changes);
}

/** The schedule that the form describes, in a zone; null for none. Throws Failure `schedule`, `config` or `time-zone`. */
export function scheduleOf(config: Config, timeZone: string): Schedule | null {
	const kind = wordOf(config, "schedule", ["minutes", "cron", "none"]);
	if (kind === "none") return null;
	if (kind === "cron") return parseSchedule(requiredText(config, "cron"), timeZone);
	return parseSchedule(`PT${requiredNumber(config, "minutes", [1, MOST_MINUTES])}M`, timeZone);
}
