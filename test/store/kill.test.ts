import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/open-log.ts";
import { killWriters } from "../support/power-loss/kill-writer.ts";

const KILLS = Number(process.env["METERWAY_KILLS"] ?? 10);

test("a killed process loses nothing that was acknowledged", { timeout: 300_000 }, async () => {
	const { rounds, ...report } = await killWriters({ directory: temporaryDirectory(), kills: KILLS, seed: 5 });
	expect(report).toEqual({ kills: KILLS, corrupt: 0, lostRounds: 0, tornRounds: 0, duplicates: 0, complaints: [] });
	expect(rounds).toBeGreaterThan(KILLS);
});
