import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { applyDriver } from "../../lib/drivers/apply-driver.ts";
import { checkDriver } from "../../lib/drivers/check-driver.ts";
import { detectDriver } from "../../lib/drivers/detect-driver.ts";
import { findAmbiguousDrivers } from "../../lib/drivers/find-ambiguous-drivers.ts";
import { printDriver } from "../../lib/drivers/print-driver.ts";
import { readDriver } from "../../lib/drivers/read-driver.ts";
import { fromHex } from "../../lib/model/hex.ts";
import { decodeTelegram } from "../../lib/protocols/mbus/telegram.ts";

const DRIVERS = join(import.meta.dirname, "../../drivers");
const CORPUS = join(import.meta.dirname, "../../../shared/corpus/mbus");
const XMLLINT = ["/usr/bin/xmllint", "/usr/local/bin/xmllint", "/opt/homebrew/bin/xmllint"].find(existsSync);
const FILES = readdirSync(join(DRIVERS, "mbus")).map((name) => ({
	name,
	path: join(DRIVERS, "mbus", name),
	xml: readFileSync(join(DRIVERS, "mbus", name), "utf8"),
}));
const SHIPPED = FILES.map(({ xml }) => readDriver(xml));

/** Datapoints that no telegram of the corpus shows. */
const UNSEEN: Readonly<Record<string, readonly string[]>> = {
	"abb-a41": ["energy", "energy-export", "energy-tariff{tariff}"],
	"relay-padpuls": ["volume", "volume-at-due-date"],
};

describe.each(FILES)("$name", ({ name, xml }) => {
	const driver = readDriver(xml);

	test("is named after its driver and in canonical form", () => {
		expect(name).toBe(`${driver.name}.xml`);
		expect(printDriver(driver)).toBe(xml);
	});

	test("reads its own telegrams as it says", () => {
		expect(checkDriver(driver)).toEqual([]);
	});

	test("says whose device it is for", () => {
		expect(driver.title).not.toBeNull();
	});
});

test("no two drivers are for the same device", () => {
	expect(findAmbiguousDrivers(SHIPPED)).toEqual([]);
});

test.skipIf(XMLLINT === undefined)("every driver is valid by driver.xsd (skipped without xmllint)", () => {
	const files = FILES.map(({ path }) => path);
	const options = ["--noout", "--schema", join(DRIVERS, "driver.xsd"), ...files];
	expect(() => execFileSync(XMLLINT ?? "xmllint", options, { stdio: "pipe" })).not.toThrow();
});

interface CorpusLine {
	readonly name: string;
	readonly telegramHex: string;
}

function corpusLines(): CorpusLine[] {
	return ["libmbus", "jmbus", "pymeterbus", "node-mbus", "wmbusmeters-drivers"]
		.flatMap((file) =>
			readFileSync(join(CORPUS, `${file}.jsonl`), "utf8")
				.trim()
				.split("\n"),
		)
		.map((line) => JSON.parse(line) as CorpusLine)
		.filter(({ telegramHex }) => /^68(?:..)*$/.test(telegramHex));
}

describe.skipIf(!existsSync(CORPUS))("telegrams of real meters (skipped without the corpus)", () => {
	test("every driver finds its device and all its datapoints", () => {
		const seen = new Map(SHIPPED.map((driver) => [driver, new Set<string>()]));
		for (const { name, telegramHex } of corpusLines()) {
			const telegram = decodeTelegram(fromHex(telegramHex));
			const driver = telegram.header === null ? null : detectDriver(SHIPPED, telegram.header);
			if (driver === null) continue;
			const readings = applyDriver(driver, [telegram], { time: 0 });
			expect(
				readings.filter(({ reason }) => reason === "driver-telegram"),
				name,
			).toEqual([]);
			for (const { datapoint } of readings) seen.get(driver)?.add(datapoint);
		}
		for (const [driver, datapoints] of seen) {
			const patterns = driver.datapoints
				.map(({ name }) => name)
				.filter((name) => !UNSEEN[driver.name]?.includes(name))
				.map((name) => new RegExp(`^${name.replaceAll(/\{\w+\}/g, "\\d+")}$`));
			const missing = patterns.filter((pattern) => ![...datapoints].some((datapoint) => pattern.test(datapoint)));
			expect(missing.map(String), driver.name).toEqual([]);
		}
	});
});
