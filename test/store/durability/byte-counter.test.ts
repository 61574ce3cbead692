import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { ByteCounter, threadWritten } from "../../../lib/store/durability/byte-counter.ts";
import { PRAGMAS, SCHEMA } from "../../../lib/store/engine/schema.ts";
import type { StoreDriver } from "../../../lib/store/engine/store-driver.ts";
import { DAY, START } from "../../support/open-log.ts";

function driver(): StoreDriver {
	const database = new DatabaseSync(":memory:");
	database.exec(`${PRAGMAS} ${SCHEMA}`);
	return database as unknown as StoreDriver;
}

test("bytes are counted per UTC day, over restarts", () => {
	const file = driver();
	let written = 1000;
	const counter = new ByteCounter(file, () => written);
	written += 500;
	expect(counter.of(START, START)).toBe(500);
	counter.count(START);
	counter.count(START);
	written += 70;
	counter.count(START + DAY);
	expect(counter.of(START, START + DAY)).toBe(500);
	expect(counter.of(START + DAY, START + DAY)).toBe(70);
	// A new process begins anew with what it has written.
	written = 10;
	const next = new ByteCounter(file, () => written);
	written += 5;
	next.count(START + DAY + 1);
	expect(next.of(START + DAY, START + DAY)).toBe(75);
});

test("where the system does not say, nothing is counted", () => {
	const counter = new ByteCounter(driver(), () => null);
	counter.count(START);
	expect(counter.of(START, START)).toBe(0);
});

test.skipIf(process.platform !== "linux")("the system says what this thread has written (Linux)", () => {
	expect(threadWritten()).toBeGreaterThanOrEqual(0);
});
