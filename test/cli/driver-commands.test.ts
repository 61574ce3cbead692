import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

test("format writes a driver as it is printed, and once is enough", async () => {
	const file = await generated("xyz-format");
	const canonical = readFileSync(file, "utf8");
	writeFileSync(
		file,
		canonical
			.replaceAll("\n  ", "\n\t\t")
			.replace('name="xyz-format" protocol="mbus"', "protocol='mbus' name='xyz-format'"),
	);
	expect((await call(["driver", "format", file])).stdout).toBe(`formatted  ${file}\n`);
	expect(readFileSync(file, "utf8")).toBe(canonical);
	const again = await call(["driver", "format", "--json", file]);
	expect(again).toMatchObject({ status: 0, stderr: "" });
	expect(JSON.parse(again.stdout)).toEqual([{ file, outcome: "unchanged", code: null }]);
});

test("format leaves alone what it cannot read or would lose", async () => {
	const file = join(directory, "comment.xml");
	writeFileSync(file, "<driver name='x' protocol='mbus'>\n<!-- why --><detect manufacturer='XYZ'/></driver>");
	const { status, stdout, stderr } = await call(["driver", "format", file, join(directory, "missing.xml")]);
	expect(status).toBe(1);
	expect(stdout.match(/^not formatted/gm)).toHaveLength(2);
	expect(stderr).toContain("(line 2). (problem: comment)");
	expect(stderr).toContain(`The file ${join(directory, "missing.xml")} could not`);
	expect(readFileSync(file, "utf8")).toContain("<!-- why -->");
	expect((await call(["driver", "format"])).status).toBe(2);
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
