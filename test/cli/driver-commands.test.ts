import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { call } from "./call.ts";

const METER = "68151568080172785634123A630104000000000406D20400001116";
const directory = mkdtempSync(join(tmpdir(), "meterway-cli-"));

afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function generated(name: string): Promise<string> {
	const { status, stdout } = await call(["driver", "generate", "--name", name, METER]);
	expect(status).toBe(0);
	const file = join(directory, `${name}.xml`);
	writeFileSync(file, stdout);
	return file;
}

test("a driver that was generated is a good one", async () => {
	const file = await generated("xyz-heat");
	const { status, stdout } = await call(["driver", "check", file]);
	expect(status).toBe(0);
	expect(stdout).toContain("xyz-heat, 1 tests");
});

test("two for the same device, a broken and a missing one are found out", async () => {
	const [one, two] = [await generated("one"), await generated("two")];
	expect((await call(["driver", "check", one, two])).status).toBe(1);
	const broken = join(directory, "broken.xml");
	writeFileSync(broken, "<driver");
	const { status, stdout } = await call(["driver", "check", "--json", broken, join(directory, "missing.xml")]);
	expect(status).toBe(1);
	const { files } = JSON.parse(stdout) as { files: { problems: { code: string }[] }[] };
	expect(files.map(({ problems }) => problems[0]?.code)).toEqual(["driver-syntax", "file-failed"]);
});
