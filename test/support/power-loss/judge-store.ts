import type { Reading } from "../../../lib/model/reading.ts";
import { openStore } from "../../../lib/store/engine/open-store.ts";
import type { Segment, Series } from "../../../lib/store/engine/segment.ts";
import type { StoreCore } from "../../../lib/store/engine/store-core.ts";
import { exactText, plainNumber } from "../../../lib/store/engine/stored-value.ts";
import { correctionOf, readingsOf, roundTime } from "./rounds.ts";

/** What was found wrong with a store after a cut. */
export interface Verdict {
	/** Sentences; empty for an intact file. */
	readonly corrupt: readonly string[];
	/** Acknowledged rounds that are not completely there. */
	readonly lostRounds: number;
	/** Rounds that nobody was told of and that are there in part. */
	readonly tornRounds: number;
	readonly duplicates: number;
}

interface Expected {
	readonly round: number;
	readonly text: string;
	/** The round that replaces the value, and by what. */
	correction: { readonly round: number; readonly text: string } | null;
}

type Found = Map<string, string>;

const keyOf = (device: string, datapoint: string, time: number) => `${device} ${datapoint} ${time}`;

function textOf({ value, exact }: Pick<Reading, "value" | "exact">): string {
	if (typeof value === "boolean") return value ? "1" : "0";
	return exact ?? String(value);
}

/** Everything that a writer of so many rounds has sent, by series and time. */
export function expectedReadings(rounds: number): Map<string, Expected> {
	const expected = new Map<string, Expected>();
	for (let round = 0; round < rounds; round += 1) {
		for (const reading of readingsOf(round)) {
			const { device, datapoint, time } = reading;
			expected.set(keyOf(device, datapoint, time), { round, text: textOf(reading), correction: null });
		}
		for (const reading of correctionOf(round)) {
			const old = expected.get(keyOf(reading.device, reading.datapoint, reading.time));
			if (old !== undefined) old.correction = { round, text: textOf(reading) };
		}
	}
	return expected;
}

function storedText(core: StoreCore, segment: Segment, value: number | bigint): string {
	if (segment.value === "text") return core.texts.textOf(Number(value));
	const exact = exactText(value, segment.exponent, segment.type);
	return segment.type === 0 ? String(plainNumber(Number(value), segment.exponent)) : exact;
}

/** Reads all rows as text, by device, datapoint and time, into `found`; the number of those that are there twice. */
export function readStore(core: StoreCore, found: Found): number {
	let duplicates = 0;
	const take = (series: Series, segment: Segment) => {
		const rows = core.source.ofSegment(segment, 0, Number.MAX_SAFE_INTEGER);
		rows.times.forEach((time, index) => {
			const key = keyOf(series.device, series.datapoint, time);
			if (found.has(key)) duplicates += 1;
			found.set(key, storedText(core, segment, rows.values[index] ?? 0));
		});
	};
	for (const series of core.book.all) for (const segment of series.segments) take(series, segment);
	return duplicates;
}

function isRight({ text, correction }: Expected, acknowledged: number, found: string): boolean {
	if (correction !== null && found === correction.text) return true;
	return found === text && (correction === null || correction.round > acknowledged);
}

interface Comparison {
	readonly wrong: string[];
	readonly lost: Set<number>;
	readonly torn: Set<number>;
}

function compare(expected: ReadonlyMap<string, Expected>, found: Found, acknowledged: number): Comparison {
	const comparison = { wrong: [] as string[], lost: new Set<number>(), torn: new Set<number>() };
	const present = new Set<number>();
	for (const [key, text] of found) {
		const wanted = expected.get(key);
		if (wanted !== undefined) present.add(wanted.round);
		if (wanted === undefined) comparison.wrong.push(`${key}: ${text} was never sent`);
		else if (!isRight(wanted, acknowledged, text)) {
			if (text === wanted.text) comparison.lost.add(wanted.correction?.round ?? 0);
			else comparison.wrong.push(`${key}: ${text} instead of ${wanted.text}`);
		}
	}
	for (const [key, { round }] of expected) {
		if (found.has(key)) continue;
		if (round <= acknowledged) comparison.lost.add(round);
		else if (present.has(round)) comparison.torn.add(round);
	}
	return comparison;
}

function integrity(core: StoreCore): string[] {
	const rows = core.driver.prepare("PRAGMA integrity_check").all();
	return rows.map((row) => String(row["integrity_check"])).filter((text) => text !== "ok");
}

function judge(core: StoreCore, expected: ReadonlyMap<string, Expected>, acknowledged: number): Verdict {
	const found: Found = new Map();
	const corrupt = integrity(core);
	const duplicates = readStore(core, found);
	if (core.shelf.damaged > 0) corrupt.push(`${core.shelf.damaged} chunks cannot be read`);
	const { wrong, lost, torn } = compare(expected, found, acknowledged);
	return { corrupt: [...corrupt, ...wrong], lostRounds: lost.size, tornRounds: torn.size, duplicates };
}

/** Opens a store as ever and compares all of it with what was sent and acknowledged (number of the last round, -1 for none). Never rejects. */
export async function judgeStore(
	path: string,
	expected: ReadonlyMap<string, Expected>,
	acknowledged: number,
): Promise<Verdict> {
	try {
		const { core, damaged } = await openStore({ path, now: roundTime(acknowledged + 1) });
		try {
			const verdict = judge(core, expected, acknowledged);
			const setAside = damaged === null ? [] : [`set aside as ${damaged}`];
			return { ...verdict, corrupt: [...setAside, ...verdict.corrupt] };
		} finally {
			core.close();
		}
	} catch (error) {
		return { corrupt: [`cannot be read: ${String(error)}`], lostRounds: 0, tornRounds: 0, duplicates: 0 };
	}
}
