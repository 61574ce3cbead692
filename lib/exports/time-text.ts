import type { Zone } from "../model/zone.ts";

/** What is printed in the hour that the clock shows twice in autumn; `cet` is UTC+1 all year. */
export type DstPolicy = "utc" | "offset" | "ab" | "twice" | "cet";

/** Prints an instant (UTC ms). */
export type TimePrinter = (time: number) => string;

const DAY = 86_400_000;
const TOKEN = /YYYY|YY|MM|DD|hh|mm|ss|SSS|UNIX|OFFM|OFF|AB/g;
const TWO = Array.from({ length: 100 }, (_, index) => String(index).padStart(2, "0"));

/** `+01:00`, as ISO 8601 writes it. */
function offsetText(offsetMs: number): string {
	const minutes = Math.abs(Math.round(offsetMs / 60_000));
	return `${offsetMs < 0 ? "-" : "+"}${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}`;
}

interface Moment {
	readonly time: number;
	readonly offset: number;
	/** Local ms of the day. */
	readonly inDay: number;
	/** `YYYYMMDD`. */
	readonly date: string;
}

type Token = (moment: Moment, zone: Zone) => string;

const TOKENS: Readonly<Record<string, Token>> = {
	YYYY: ({ date }) => date.slice(0, 4),
	YY: ({ date }) => date.slice(2, 4),
	MM: ({ date }) => date.slice(4, 6),
	DD: ({ date }) => date.slice(6, 8),
	hh: ({ inDay }) => TWO[Math.floor(inDay / 3_600_000)] ?? "",
	mm: ({ inDay }) => TWO[Math.floor(inDay / 60_000) % 60] ?? "",
	ss: ({ inDay }) => TWO[Math.floor(inDay / 1000) % 60] ?? "",
	SSS: ({ inDay }) => String(Math.floor(inDay) % 1000).padStart(3, "0"),
	UNIX: ({ time }) => String(Math.floor(time / 1000)),
	OFF: ({ offset }) => offsetText(offset),
	OFFM: ({ offset }) => String(Math.round(offset / 60_000)),
	AB: ({ time }, zone) => zone.pass(time),
};

function withPolicy(format: string, dst: DstPolicy): string {
	if (!format.includes("hh")) return format;
	if (dst === "offset" && !/OFF|UNIX/.test(format)) return `${format}OFF`;
	return dst === "ab" && !format.includes("AB") ? `${format}AB` : format;
}

function compile(format: string): (string | Token)[] {
	const steps: (string | Token)[] = [];
	let end = 0;
	for (const { 0: word, index } of format.matchAll(TOKEN)) {
		if (index > end) steps.push(format.slice(end, index));
		steps.push(TOKENS[word] ?? word);
		end = index + word.length;
	}
	return end < format.length ? [...steps, format.slice(end)] : steps;
}

function dateText(day: number): string {
	const date = new Date(day * DAY);
	return `${String(date.getUTCFullYear()).padStart(4, "0")}${TWO[date.getUTCMonth() + 1]}${TWO[date.getUTCDate()]}`;
}

function printerOf(steps: readonly (string | Token)[], zone: Zone): TimePrinter {
	let knownDay = Number.NaN;
	let date = "";
	return (time) => {
		const offset = zone.offset(time);
		const local = time + offset;
		const day = Math.floor(local / DAY);
		if (day !== knownDay) date = dateText(day);
		knownDay = day;
		const moment = { time, offset, inDay: local - day * DAY, date };
		let text = "";
		for (const step of steps) text += typeof step === "string" ? step : step(moment, zone);
		return text;
	};
}

/** Printer for a format of the tokens `YYYY YY MM DD hh mm ss SSS UNIX OFF OFFM AB`; the last text is kept, as many rows share a time. */
export function timePrinter(format: string, zone: Zone, dst: DstPolicy): TimePrinter {
	const print = printerOf(compile(withPolicy(format, dst)), zone);
	// Only `SSS` shows anything below a second.
	const grain = format.includes("SSS") ? 1 : 1000;
	let known = Number.NaN;
	let text = "";
	return (time) => {
		const moment = Math.floor(time / grain);
		if (moment !== known) text = print(time);
		known = moment;
		return text;
	};
}

/** Zone in which a policy prints. */
export function zoneNameOf(dst: DstPolicy, zone: string): string {
	if (dst === "utc") return "UTC";
	// The sign of the IANA name is inverted: this is UTC+1.
	return dst === "cet" ? "Etc/GMT-1" : zone;
}
