import { expect, test } from "vitest";
import { call } from "./call.ts";

test("the demo building listens until Ctrl-C and can be read meanwhile", async () => {
	const interrupted = new AbortController();
	const listening = Promise.withResolvers<string>();
	const simulation = call(["simulate", "demo", "--port", "0", "--unpaced", "--baud", "38400"], {
		signal: interrupted.signal,
		onWrite: (text) => listening.resolve(text),
	});
	const [, address = ""] = /tcp:\/\/([\d.]+:\d+)/.exec(await listening.promise) ?? [];
	const { status, stdout } = await call(["mbus", "read", "--tcp", address, "--baud", "38400", "--json", "1", "2", "3"]);
	interrupted.abort();
	expect((await simulation).status).toBe(0);
	expect(status).toBe(0);
	expect(JSON.parse(stdout)).toHaveLength(3);
});

test("simple meters by number, on a port that is taken: a sentence and status 1", async () => {
	const interrupted = new AbortController();
	const listening = Promise.withResolvers<string>();
	const first = call(["simulate", "--meters", "3", "--port", "0"], {
		signal: interrupted.signal,
		onWrite: (text) => listening.resolve(text),
	});
	const text = await listening.promise;
	expect(text).toContain("3 simulated meters");
	const port = /:(\d+),/.exec(text)?.[1] ?? "";
	const second = await call(["simulate", "--meters", "3", "--port", port]);
	interrupted.abort();
	await first;
	expect(second).toMatchObject({ status: 1, stdout: "" });
	expect(second.stderr).toContain("in use");
});
