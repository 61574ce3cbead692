import { noValue, type Value } from "./number-value.ts";

/**
 * Date or time by the length of its data (EN 13757-3, annex A): 2 bytes type G, 3 J, 4 F, 6 I. Null with `invalid-date`
 * for other lengths, the invalid flag, "every" parts and dates that the calendar does not have.
 */
export function dateValue(data: Uint8Array): Value {
	const text = TYPES[data.length]?.(data) ?? null;
	return text === null ? noValue("invalid-date") : { value: text, exact: null, reason: null };
}

type Reader = (data: Uint8Array) => string | null;

const TYPES: Readonly<Record<number, Reader>> = { 2: typeG, 3: typeJ, 4: typeF, 6: typeI };

function typeG(data: Uint8Array): string | null {
	return dateText(data[0] ?? 0, data[1] ?? 0, 0);
}

function typeJ(data: Uint8Array): string | null {
	const [second = 0, minute = 0, hour = 0] = data;
	return timeText(hour & 0x1f, minute & 0x3f, second & 0x3f);
}

function typeF(data: Uint8Array): string | null {
	const [minute = 0, hour = 0, low = 0, high = 0] = data;
	if (minute >= 0x80) return null;
	return joined(dateText(low, high, (hour >> 5) & 3), timeText(hour & 0x1f, minute & 0x3f, 0));
}

function typeI(data: Uint8Array): string | null {
	const [second = 0, minute = 0, hour = 0, low = 0, high = 0] = data;
	if (minute >= 0x80) return null;
	return joined(dateText(low, high, 0), timeText(hour & 0x1f, minute & 0x3f, second & 0x3f));
}

function joined(date: string | null, time: string | null): string | null {
	return date === null || time === null ? null : `${date}T${time}`;
}

function timeText(hour: number, minute: number, second: number): string | null {
	if (hour > 23 || minute > 59 || second > 59) return null;
	return `${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second)}`;
}

function dateText(low: number, high: number, century: number): string | null {
	const day = low & 0x1f;
	const month = high & 0x0f;
	const short = (low >> 5) + ((high >> 4) << 3);
	if (short > 99 || month < 1 || month > 12 || day < 1) return null;
	// Two-digit years of meters that leave the century at 0 begin in 1981.
	const year = century === 0 && short <= 80 ? 2000 + short : 1900 + 100 * century + short;
	if (day > daysOf(year, month)) return null;
	return `${year}-${twoDigits(month)}-${twoDigits(day)}`;
}

function daysOf(year: number, month: number): number {
	if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
	return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function twoDigits(number: number): string {
	return number < 10 ? `0${number}` : `${number}`;
}
