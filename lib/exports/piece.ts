import type { Reading } from "../model/reading.ts";
import type { ExportChannel } from "./export-channel.ts";
import { inUnitsOf, readingNumber, roundText } from "./number-text.ts";
import type { PrintEnvironment } from "./print-environment.ts";
import { READING_FIELDS, TIME_FIELDS } from "./template.ts";

/** What a line is printed from; one object is used again for all rows. */
export interface RowView {
	time: number;
	/** Absent in what belongs to a whole line, and where a channel has no value. */
	reading: Reading | null;
	/** At least one value of the line is bad. */
	error: boolean;
}

/** Text of a placeholder: fixed, or per row. Null is an absent value. */
export interface Piece {
	/** `text` may hold anything; `time` and `number` need neither guard nor, as a rule, quotes. */
	readonly kind: "literal" | "time" | "number" | "text";
	readonly print: string | null | ((view: RowView) => string | null);
	/** True where a number or time can hold nothing that needs quotes. */
	readonly plain?: boolean;
}

/** Separators, quotes and line ends of any layout. */
const SPECIAL = /["\r\n;,|\t]/;

/** Error code for a line with a bad value, as loggers of the trade print it. */
const BAD = "19";

/** Reads `good=U,bad=F,*=E`; a format without `=` maps nothing. */
function mapping(format: string): (text: string) => string {
	if (!format.includes("=")) return (text) => text;
	const pairs = format.split(",").map((pair): [string, string] => {
		const [key = "", ...value] = pair.split("=");
		return [key, value.join("=")];
	});
	const map = new Map(pairs);
	return (text) => map.get(text) ?? map.get("*") ?? text;
}

type NumberPrinter = (text: string) => string;

function numberPrinter(format: string, environment: PrintEnvironment, channel: ExportChannel | null): NumberPrinter {
	const comma = environment.layout.decimal === ",";
	const sign = (text: string) => (comma ? text.replace(".", ",") : text);
	if (format === "scaled") {
		const scale = environment.text("scale", channel) ?? "1";
		return (text) => sign(inUnitsOf(text, scale));
	}
	if (!/^\d{1,2}$/.test(format)) return sign;
	const decimals = Number(format);
	return (text) => sign(roundText(text, decimals));
}

const LONG_FRAME = /^68([0-9a-f]{2})(?:\1)68/i;

/** EN 13757-2, 5.3: a long frame in hex without start, length, checksum and stop; what is none stays as it is. */
function frameText(text: string): string {
	const hex = text.replace(/\s/g, "").toLowerCase();
	return LONG_FRAME.test(hex) ? hex.slice(8, -4) : hex;
}

/** Numbers in the layout's decimals and sign, texts as they are. */
function valuePiece(format: string, environment: PrintEnvironment, channel: ExportChannel | null): Piece {
	const print = numberPrinter(format, environment, channel);
	const printValue = ({ reading }: RowView) => {
		if (reading === null) return null;
		if (typeof reading.value === "string") return format === "frame" ? frameText(reading.value) : reading.value;
		const text = readingNumber(reading);
		return text === null ? null : print(text);
	};
	return { kind: "number", print: printValue, plain: environment.layout.decimal !== environment.layout.sep };
}

function timePiece(field: string, format: string, environment: PrintEnvironment): Piece {
	const print = environment.timePrinter(format);
	const { now, from, to } = environment.context;
	const plain = !SPECIAL.test(format);
	if (field === "ts") return { kind: "time", print: ({ time }) => print(time), plain };
	if (field === "devicetime") {
		const deviceTime = ({ reading }: RowView) =>
			Number.isFinite(reading?.deviceTime) ? print(reading?.deviceTime ?? 0) : null;
		return { kind: "time", print: deviceTime, plain };
	}
	const time = { now, from, to }[field];
	return { kind: "time", print: time === undefined ? null : print(time) };
}

function readingPiece(field: string, format: string): Piece {
	const map = mapping(format);
	if (field === "error") return { kind: "number", print: ({ error }) => map(error ? BAD : "0") };
	const key = field as "quality" | "reason" | "raw";
	const print = ({ reading }: RowView) => {
		const text = reading?.[key];
		return text === undefined ? null : map(text);
	};
	return { kind: "text", print };
}

/** The piece of a placeholder in a line of a channel (null: in a line of the whole file or time stamp). */
export function pieceOf(
	{ field, format }: { readonly field: string; readonly format: string },
	environment: PrintEnvironment,
	channel: ExportChannel | null,
): Piece {
	if (field === "value") return valuePiece(format, environment, channel);
	if (TIME_FIELDS.includes(field)) return timePiece(field, format, environment);
	if (READING_FIELDS.includes(field)) return readingPiece(field, format);
	const text = environment.text(field, channel);
	return { kind: "text", print: text === undefined ? null : mapping(format)(text) };
}
