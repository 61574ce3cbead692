/** 0: a UTC day, 1: a UTC month. */
export type ChunkLevel = 0 | 1;

/** Where a chunk belongs. */
export interface ChunkPlace {
	readonly level: ChunkLevel;
	/** UTC day number, or (year − 1970) · 12 + month − 1. */
	readonly period: number;
	readonly block: number;
}

const PERIOD = 2 ** 24;
const LEVEL = 2 ** 48;
const DAY = 86_400_000;

/** Blocks are numbered below this. */
export const MOST_BLOCKS = PERIOD;

/** The key of a chunk: level · 2^48 + period · 2^24 + block. */
export function chunkKeyNumber(level: ChunkLevel, period: number, block: number): number {
	return level * LEVEL + period * PERIOD + block;
}

/** What a key says. */
export function chunkPlace(k: number): ChunkPlace {
	const level = k >= LEVEL ? 1 : 0;
	const rest = k - level * LEVEL;
	return { level, period: Math.floor(rest / PERIOD), block: rest % PERIOD };
}

/** UTC day number of an instant (UTC ms). */
export function dayOf(time: number): number {
	return Math.floor(time / DAY);
}

/** Number of the UTC month of an instant (UTC ms). */
export function monthOf(time: number): number {
	const date = new Date(time);
	return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

/** Start of a period, UTC ms. */
export function periodStart(level: ChunkLevel, period: number): number {
	return level === 0 ? period * DAY : Date.UTC(1970, period);
}
