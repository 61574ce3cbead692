import type { Fields } from "./fields.ts";
import type { DstPolicy } from "./time-text.ts";

/** A line of head or foot that repeats `cell` once per channel, joined by the separator. */
export interface EachLine {
	readonly each: "channels";
	/** Printed before the first cell, including its separator. */
	readonly prefix: string;
	readonly cell: string;
}

/** One line of head or foot. */
export type LayoutLine = string | EachLine;

/** Lines around a group of rows. */
export interface XmlGroup {
	readonly open: readonly string[];
	readonly close: readonly string[];
}

/** The XML form: lines of markup with placeholders; a line that starts with `{?field}` is printed only where the field has a text. */
export interface XmlLayout {
	readonly head: readonly string[];
	/** Around the rows of a device; then the rows come channel by channel. */
	readonly device?: XmlGroup;
	/** Around the rows of a channel; then the rows come channel by channel. */
	readonly channel?: XmlGroup;
	/** Long: a row. Wide: what opens the row of a time stamp. */
	readonly row: readonly string[];
	/** Wide: once per channel within the row. */
	readonly cell: readonly string[];
	/** Wide: what closes the row. */
	readonly rowEnd: readonly string[];
	readonly foot: readonly string[];
}

/** What a receiver insists on; a dry run tells where a file breaks it. */
export interface LayoutRules {
	/** Fields that every channel must fill. */
	readonly required: readonly string[];
	/** Most characters of a field. */
	readonly lengths: Readonly<Record<string, number>>;
	/** Allowed texts of a field. */
	readonly oneOf: Readonly<Record<string, readonly string[]>>;
	/** ISO 8601 duration on whose boundaries all rows must lie; empty for any. */
	readonly interval: string;
}

/** How the readings of a channel become the value of an interval; `raw` prints every reading as it is. */
export type Aggregate = "raw" | "nearest" | "last-before" | "mean" | "min" | "max" | "delta";

/** A file, described completely. Times are local to `tz`; templates hold placeholders such as `{ts|DD.MM.YYYY hh:mm:ss}` and `{value|3}`. */
export interface Layout {
	readonly format: "csv" | "xml";
	/** File name. */
	readonly file: string;
	/** Name of a folder below the export directory; empty for none. */
	readonly folder: string;
	/** IANA zone; empty for the site's own. */
	readonly tz: string;
	readonly sep: string;
	readonly eol: string;
	readonly bom: boolean;
	readonly charset: "utf-8" | "iso-8859-1";
	readonly decimal: "." | ",";
	/** Text of an absent value. */
	readonly missing: string;
	/** A line per value, per time stamp, or per channel and local day with a cell per interval. */
	readonly shape: "long" | "wide" | "day";
	readonly head: readonly LayoutLine[];
	/** Long: the line of a reading. */
	readonly row: string;
	/** Wide and day: what stands before the cells of a line. */
	readonly lead: string;
	/** Wide: a channel's part of a line; day: an interval's part. */
	readonly cell: string;
	readonly foot: readonly LayoutLine[];
	/** One file for the whole site, per device or per channel. */
	readonly split: "site" | "device" | "channel";
	/** Which end of an interval its time stamp shows. */
	readonly stamp: "start" | "end";
	/** True: only what came since the last run. False: each run writes the local day as far as it is known. */
	readonly onlyNew: boolean;
	/** ISO 8601 duration, e.g. `PT15M`; empty with aggregate `raw`. */
	readonly interval: string;
	readonly aggregate: Aggregate;
	/** Seconds that a reading may be away from a boundary; 0 for the default: nearest half the interval, at most 5 min, last-before one interval. */
	readonly window: number;
	/** Whether a time (wide) or a value (long) without any reading is printed, where the period is known. */
	readonly gaps: "leave-out" | "print";
	readonly dst: DstPolicy;
	readonly compress: "none" | "gz";
	/** Which cells are quoted: those that need it, all texts, all, or none (then separators and quotes in texts are replaced). */
	readonly quote: "auto" | "text" | "all" | "never";
	/** Texts that a spreadsheet would run as a formula get a leading `'`. */
	readonly guard: boolean;
	/** Characters of file names: `A-Z a-z 0-9 . _ -`; the same and spaces; or all that Windows allows. */
	readonly names: "portable" | "spaces" | "windows";
	/** Texts for placeholders that neither reading, channel nor site fill. */
	readonly fields: Fields;
	readonly xml: XmlLayout | null;
	readonly rules: LayoutRules | null;
}

/** The keys of a layout that matter; all others have defaults. */
export type LayoutInput = Partial<Layout> & Pick<Layout, "file">;

/** What a layout is where it says nothing. */
export const LAYOUT_DEFAULTS: Omit<Layout, "file"> = {
	format: "csv",
	folder: "",
	tz: "",
	sep: ";",
	eol: "\r\n",
	bom: false,
	charset: "utf-8",
	decimal: ".",
	missing: "",
	shape: "long",
	head: [],
	row: "",
	lead: "",
	cell: "{value}",
	foot: [],
	split: "site",
	stamp: "start",
	onlyNew: true,
	interval: "",
	aggregate: "raw",
	window: 0,
	gaps: "leave-out",
	dst: "twice",
	compress: "none",
	quote: "auto",
	guard: true,
	names: "portable",
	fields: {},
	xml: null,
	rules: null,
};
