import { Failure } from "../../model/failure.ts";

const TEXT = /^(?=.)(?:(\d{4})-(\d{2})-(\d{2}))?T?(?:(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

/**
 * Date or time as a meter sends it (EN 13757-3, annex A): 2 bytes type G, 3 J, 4 F, 6 I. Reads `2013-12-31`,
 * `2014-03-12T14:23:00` and `14:23:05`; years 1981–2299 (F) or 1981–2080. Throws Failure `input` for anything else.
 */
export function encodeDate(text: string, length: number): Uint8Array {
	const parts = readParts(text);
	const { hour, minute, second } = parts;
	if (length === 3) return Uint8Array.of(second, minute, hour);
	if (!hasDate(parts, length)) throw refused(text);
	if (length === 2) return Uint8Array.of(...dateBytes(parts, 0));
	if (length === 6) return Uint8Array.of(second, minute, hour, ...dateBytes(parts, 0), 0);
	if (length !== 4) throw refused(text);
	const century = parts.year > 2080 ? Math.floor((parts.year - 1900) / 100) : 0;
	return Uint8Array.of(minute, hour + century * 32, ...dateBytes(parts, century));
}

function readParts(text: string): Parts {
	const match = TEXT.exec(text);
	if (match === null) throw refused(text);
	const part = (index: number) => Number(match[index] ?? 0);
	return { year: part(1), month: part(2), day: part(3), hour: part(4), minute: part(5), second: part(6) };
}

function hasDate({ year, month, day }: Parts, length: number): boolean {
	return month > 0 && day > 0 && year >= 1981 && year <= (length === 4 ? 2299 : 2080);
}

interface Parts {
	readonly year: number;
	readonly month: number;
	readonly day: number;
	readonly hour: number;
	readonly minute: number;
	readonly second: number;
}

function dateBytes({ year, month, day }: Parts, century: number): readonly [number, number] {
	const short = (year - 1900 - 100 * century) % 100;
	return [day + (short & 7) * 32, month + (short >> 3) * 16];
}

function refused(text: string): Failure {
	return new Failure("input", { text: text.slice(0, 40), expected: "2014-03-12T14:23:00" });
}
