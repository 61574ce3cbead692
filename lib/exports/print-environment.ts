import { nominalLength, parseInterval } from "../model/interval.ts";
import { Zone } from "../model/zone.ts";
import type { ExportChannel, ExportContext } from "./export-channel.ts";
import type { Fields } from "./fields.ts";
import type { Layout } from "./layout.ts";
import { layoutZoneName } from "./layout-zone.ts";
import { type TimePrinter, timePrinter } from "./time-text.ts";

/** What all lines of a file share. */
export interface PrintEnvironment {
	readonly layout: Layout;
	readonly context: ExportContext;
	readonly zone: Zone;
	/** Printer of a time format; one per format, so that texts are kept. */
	timePrinter(format: string): TimePrinter;
	/** Text of a field that is the same for all rows of a channel (null: of the file); undefined where nobody fills it. */
	text(field: string, channel: ExportChannel | null): string | undefined;
}

const DEFAULT_FORMAT = "YYYY-MM-DD hh:mm:ss";

/** Fields of the file as a whole: those of its device where it has only one. */
function sharedFields(channels: readonly ExportChannel[]): Fields {
	const [first] = channels;
	return first !== undefined && channels.every(({ device }) => device === first.device) ? first.fields : {};
}

function fileFields(layout: Layout, zone: Zone): Fields {
	const minutes =
		layout.interval === "" ? {} : { interval: String(nominalLength(parseInterval(layout.interval)) / 60_000) };
	return { tzname: zone.name, ...minutes };
}

/** What stands above a column: the label, and the unit where there is one. */
function headingOf(find: (name: string) => string | undefined): string | undefined {
	const [label, unit] = [find("label"), find("unit") ?? ""];
	return label === undefined || unit === "" ? label : `${label} [${unit}]`;
}

/** Throws Failure `time-zone` where the site's zone is not known. */
export function printEnvironment(layout: Layout, context: ExportContext): PrintEnvironment {
	const zone = new Zone(layoutZoneName(layout, context.timeZone ?? "UTC"));
	const own = fileFields(layout, zone);
	const shared = sharedFields(context.channels ?? []);
	const printers = new Map<string, TimePrinter>();
	const printerOf = (format: string): TimePrinter => {
		const known = printers.get(format);
		if (known !== undefined) return known;
		const printer = timePrinter(format === "" ? DEFAULT_FORMAT : format, zone, layout.dst);
		printers.set(format, printer);
		return printer;
	};
	const find = (name: string, sources: readonly (Fields | undefined)[]) =>
		sources.find((source) => source !== undefined && Object.hasOwn(source, name))?.[name];
	return {
		layout,
		context,
		zone,
		timePrinter: printerOf,
		text: (field, channel) => {
			const sources = [channel?.fields ?? shared, context.fields, layout.fields, own];
			return find(field, sources) ?? (field === "heading" ? headingOf((name) => find(name, sources)) : undefined);
		},
	};
}
