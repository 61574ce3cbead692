import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { printSchema } from "../../lib/drivers/print-schema.ts";

test("drivers/driver.xsd is what the tables of the schema say", () => {
	const file = join(import.meta.dirname, "../../drivers/driver.xsd");
	expect(readFileSync(file, "utf8")).toBe(printSchema());
});
