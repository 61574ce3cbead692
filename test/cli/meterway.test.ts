import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./call.ts";

const ENTRY = join(ROOT, "lib", "cli", "meterway.ts");
const METER = "68151568080172785634123A630104000000000406D20400001116";

function start(...args: string[]) {
	const child = spawn(process.execPath, [ENTRY, ...args], { env: { ...process.env, LANG: "de_DE.UTF-8", LC_ALL: "" } });
	child.stdin.on("error", () => undefined);
	return child;
}

test("as a process it decodes, speaks the language of the environment and sets its exit status", async () => {
	const good = start("decode", "--explain", METER);
	let text = "";
	good.stdout.on("data", (chunk: Buffer) => {
		text += chunk.toString();
	});
	const bad = start("decode", "zz");
	const [[goodStatus], [badStatus]] = await Promise.all([once(good, "close"), once(bad, "close")]);
	expect([goodStatus, badStatus]).toEqual([0, 1]);
	expect(text).toContain("Zugriffsnummer");
});

test("a caller who waits for each line gets it before sending the next", async () => {
	const child = start("decode", "--jsonl");
	for (let line = 0; line < 3; line += 1) {
		child.stdin.write(`{"telegramHex":"${METER}"}\n`);
		const [answer] = (await once(child.stdout, "data")) as [Buffer];
		expect(JSON.parse(answer.toString())).toMatchObject({ status: "ok" });
	}
	child.stdin.end();
	expect((await once(child, "close"))[0]).toBe(0);
});

test("a reader that goes away ends it quietly", async () => {
	const child = start("decode", "--jsonl");
	child.stdout.destroy();
	let complaint = "";
	child.stderr.on("data", (chunk: Buffer) => {
		complaint += chunk.toString();
	});
	for (let line = 0; line < 2000; line += 1) child.stdin.write(`{"telegramHex":"${METER}"}\n`);
	child.stdin.end();
	await once(child, "close");
	expect(complaint).not.toContain("EPIPE");
	expect(complaint).not.toContain("at ");
});

test("Ctrl-C ends a simulation", async () => {
	const child = start("simulate", "--port", "0");
	await once(child.stdout, "data");
	child.kill("SIGINT");
	expect((await once(child, "close"))[0]).toBe(0);
});
