import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { until } from "../contracts/byte-link.ts";
import { SOCAT } from "../transports/pseudo-terminal.ts";
import { call } from "./call.ts";

test.skipIf(!SOCAT)(
	"meters simulated on a serial port are read over another (skipped where socat is missing)",
	async () => {
		const directory = mkdtempSync(join(tmpdir(), "meterway-cli-"));
		const [near, far] = [join(directory, "near"), join(directory, "far")];
		const cable = spawn(
			"socat",
			[near, far].map((path) => `pty,raw,echo=0,link=${path}`),
		);
		await until(() => existsSync(near) && existsSync(far));
		const interrupted = new AbortController();
		const listening = Promise.withResolvers<string>();
		const settings = ["--parity", "none", "--baud", "38400"];
		const simulation = call(["simulate", "--serial", far, ...settings, "--meters", "2", "--unpaced"], {
			signal: interrupted.signal,
			onWrite: (text) => listening.resolve(text),
		});
		expect(await listening.promise).toContain(far);
		const { status, stdout } = await call(["mbus", "read", "--serial", near, ...settings, "--json", "1", "2"]);
		interrupted.abort();
		expect((await simulation).status).toBe(0);
		const gone = once(cable, "close");
		cable.kill();
		await gone;
		rmSync(directory, { recursive: true, force: true });
		expect(status).toBe(0);
		expect(JSON.parse(stdout)).toHaveLength(2);
	},
);
