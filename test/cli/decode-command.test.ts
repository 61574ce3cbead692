import { expect, test } from "vitest";
import { call } from "./call.ts";

const METER = "68 15 15 68 08 01 72 78 56 34 12 3A 63 01 04 00 00 00 00 04 06 D2 04 00 00 11 16";

test("a telegram with separators is printed as JSON", async () => {
	const { status, stdout } = await call(["decode", METER]);
	expect(status).toBe(0);
	expect(JSON.parse(stdout)).toMatchObject({ status: "ok", header: { id: "12345678" } });
});

test("a telegram in several arguments, or from standard input, is the same", async () => {
	const whole = await call(["decode", METER]);
	expect(await call(["decode", ...METER.split(" ")])).toEqual(whole);
	expect(await call(["decode", "-"], { stdin: [METER.slice(0, 20), `${METER.slice(20)}\n`] })).toEqual(whole);
});

test("a telegram that fails is printed all the same, with exit status 1", async () => {
	const { status, stdout } = await call(["decode", "68151568"]);
	expect(status).toBe(1);
	expect(JSON.parse(stdout)).toMatchObject({ status: "failed", code: "incomplete" });
});

test.each([
	[["decode", "6G"], 1, "hexadecimal"],
	[["decode"], 2, "HEX is missing"],
	[["decode", "--jsonl", "00"], 2, "too much"],
	[["decode", "--wrong", "00"], 2, "--wrong"],
	[["decode", "--key", "12", "00"], 2, "not a key"],
	[["nonsense"], 2, "nonsense"],
	[["mbus"], 2, "mbus"],
	[[], 2, ""],
])("%j ends with %i", async (args, expected, text) => {
	const { status, stderr } = await call(args);
	expect(status).toBe(expected);
	expect(stderr).toContain(text);
});

test("every command explains itself in both languages", async () => {
	const names = ["", "decode", "mbus scan", "mbus read", "mbus address", "mbus raw", "simulate", "driver check"];
	for (const name of [...names, "driver generate"]) {
		const args = [...name.split(" "), "--help"].filter((word) => word !== "");
		const english = await call(args);
		const german = await call(args, { language: "de" });
		expect(english).toMatchObject({ status: 0, stderr: "" });
		expect(english.stdout).toContain("Usage: meterway");
		expect(german.stdout).toContain("Aufruf: meterway");
	}
});

test("the version is the package's", async () => {
	expect((await call(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+/);
});
