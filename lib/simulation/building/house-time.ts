/** The house keeps Central European standard time all year round, as meters do. */
export const UTC_OFFSET_MS = 3_600_000;

/** Milliseconds of an hour. */
export const HOUR_MS = 3_600_000;
/** Milliseconds of a day; the house knows no daylight saving time. */
export const DAY_MS = 24 * HOUR_MS;
/** Milliseconds of a week. */
export const WEEK_MS = 7 * DAY_MS;
/** Milliseconds of a mean Gregorian year. */
export const YEAR_MS = 365.2425 * DAY_MS;
/** Hours of a mean Gregorian year. */
export const HOURS_PER_YEAR = YEAR_MS / HOUR_MS;

/** A Monday, 00:00 in the house. */
const MONDAY = Date.UTC(2000, 0, 3) - UTC_OFFSET_MS;

/** Whole weeks since a Monday long ago, and the hours since the last Monday, 0 … 168. */
export function weekAndHour(time: number): { week: number; hour: number } {
	const week = Math.floor((time - MONDAY) / WEEK_MS);
	return { week, hour: (time - weekStart(week)) / HOUR_MS };
}

/** UTC milliseconds at which a week begins. */
export function weekStart(week: number): number {
	return MONDAY + week * WEEK_MS;
}

/** The meter's clock, `2026-01-31T12:30:00`. */
export function localDateTime(time: number): string {
	return new Date(time + UTC_OFFSET_MS).toISOString().slice(0, 19);
}

/** The meter's date, `2026-01-31`. */
export function localDate(time: number): string {
	return localDateTime(time).slice(0, 10);
}

/** The first moment of the month in which `time` lies, or of one `monthsBefore` it. */
export function monthStart(time: number, monthsBefore = 0): number {
	const local = new Date(time + UTC_OFFSET_MS);
	return Date.UTC(local.getUTCFullYear(), local.getUTCMonth() - monthsBefore, 1) - UTC_OFFSET_MS;
}

/** The first moment of the year in which `time` lies, or of one `yearsBefore` it. */
export function yearStart(time: number, yearsBefore = 0): number {
	return Date.UTC(new Date(time + UTC_OFFSET_MS).getUTCFullYear() - yearsBefore, 0, 1) - UTC_OFFSET_MS;
}
