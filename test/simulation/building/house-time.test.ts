import { expect, test } from "vitest";
import {
	localDate,
	localDateTime,
	monthStart,
	weekAndHour,
	weekStart,
	yearStart,
} from "../../../lib/simulation/building/house-time.ts";

const NEW_YEAR = Date.UTC(2025, 11, 31, 23);

test("the house is an hour ahead of UTC all year", () => {
	expect(localDateTime(NEW_YEAR)).toBe("2026-01-01T00:00:00");
	expect(localDateTime(Date.UTC(2026, 6, 1, 12, 30, 15))).toBe("2026-07-01T13:30:15");
	expect(localDate(NEW_YEAR - 1)).toBe("2025-12-31");
});

test("months and years begin at local midnight", () => {
	expect(monthStart(NEW_YEAR + 5)).toBe(NEW_YEAR);
	expect(localDateTime(monthStart(NEW_YEAR, 1))).toBe("2025-12-01T00:00:00");
	expect(localDateTime(monthStart(NEW_YEAR, 13))).toBe("2024-12-01T00:00:00");
	expect(yearStart(NEW_YEAR)).toBe(NEW_YEAR);
	expect(localDateTime(yearStart(NEW_YEAR, -1))).toBe("2027-01-01T00:00:00");
});

test("weeks begin on Monday, local midnight", () => {
	const { week, hour } = weekAndHour(Date.UTC(2026, 0, 4, 23));
	expect(hour).toBe(0);
	expect(localDateTime(weekStart(week))).toBe("2026-01-05T00:00:00");
	expect(weekAndHour(Date.UTC(2026, 0, 4, 22, 30)).hour).toBe(167.5);
});
