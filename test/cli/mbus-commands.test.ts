import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../lib/model/system-clock.ts";
import { simpleMeters } from "../../lib/simulation/simple-meters.ts";
import { startTcpLine, type TcpLine } from "../../lib/simulation/tcp-line.ts";
import { call } from "./call.ts";

const IDS = ["10000001", "10000002", "20000003"];

let running: TcpLine;
let way: string[];

beforeAll(async () => {
	const meters = simpleMeters({ count: IDS.length, ids: IDS, answerBytes: 60, baudRate: 38_400 });
	running = await startTcpLine({ meters, clock: systemClock, port: 0, paced: false, baudRate: 38_400 });
	// A wire without time answers at once: silence needs no long wait.
	way = ["--tcp", `127.0.0.1:${running.port}`, "--baud", "38400", "--latency", "40", "--retries", "1"];
});

afterAll(() => running.close());

describe("read", () => {
	test("meters by primary and by secondary address, for programs", async () => {
		const { status, stdout } = await call(["mbus", "read", ...way, "--json", "1", "20000003"]);
		expect(status).toBe(0);
		const output = JSON.parse(stdout) as { address: string; device: string; readings: unknown[] }[];
		expect(output.map(({ address }) => address)).toEqual(["1", "20000003"]);
		expect(output[0]?.device).toMatch(/^mbus:[A-Z]{3}-10000001-/);
		expect(output[0]?.readings[0]).toMatchObject({ datapoint: "energy", unit: "Wh", quality: "good" });
	});

	test("one that is silent fails alone, with a sentence", async () => {
		const { status, stdout, stderr } = await call(["mbus", "read", ...way, "77", "2"]);
		expect(status).toBe(1);
		expect(stderr).toContain("77: ");
		expect(stdout).toContain("2: mbus:");
		expect(stdout).toContain("energy");
	});

	test("the bar shows on a terminal alone, and is wiped away", async () => {
		const { stderr } = await call(["mbus", "read", ...way, "1"], { isTerminal: true });
		expect(stderr).toContain("░");
		expect(stderr.endsWith("\r\u001b[2K")).toBe(true);
	});
});

describe("scan", () => {
	test("by primary address", async () => {
		const { status, stdout } = await call(["mbus", "scan", ...way, "--to", "4", "--json"]);
		expect(status).toBe(0);
		const { found, collisions, resume } = JSON.parse(stdout) as { found: { id: string }[] } & Record<string, unknown>;
		expect(found.map(({ id }) => id)).toEqual(IDS);
		expect({ collisions, resume }).toEqual({ collisions: [], resume: null });
	});

	test("by number, within a mask, as a table", async () => {
		const { status, stdout } = await call(["mbus", "scan", ...way, "--secondary", "--mask", "1000000F"]);
		expect(status).toBe(0);
		expect(stdout).toContain("10000001-");
		expect(stdout).toContain("10000002-");
		expect(stdout).not.toContain("20000003-");
		expect(stdout).toContain("2 found, 0 collisions.");
	});

	test("Ctrl-C ends it with what was found and where to go on", async () => {
		const interrupted = new AbortController();
		const { status, stdout } = await call(["mbus", "scan", ...way, "--from", "1", "--json"], {
			isTerminal: true,
			signal: interrupted.signal,
			onWrite: (text) => text.includes("2 found") && interrupted.abort(),
		});
		expect(status).toBe(1);
		const { found, resume } = JSON.parse(stdout) as { found: unknown[]; resume: string };
		expect(found.length).toBeGreaterThanOrEqual(2);
		expect(Number(resume)).toBeGreaterThanOrEqual(3);
	});
});

describe("address and raw", () => {
	test("a meter gets another address, and back", async () => {
		const there = await call(["mbus", "address", ...way, "3", "33", "--json"]);
		expect(JSON.parse(there.stdout)).toEqual({ address: "3", oldAddress: 3, newAddress: 33 });
		const taken = await call(["mbus", "address", ...way, "33", "1"]);
		expect(taken.status).toBe(1);
		const back = await call(["mbus", "address", ...way, "20000003", "3"]);
		expect(back).toMatchObject({ status: 0, stdout: expect.stringContaining("20000003") });
	});

	test("addresses are given to those that have none of their own", async () => {
		await call(["mbus", "address", ...way, "10000002", "0"]);
		const { status, stdout } = await call(["mbus", "address", ...way, "--assign", "--mask", "1000000F", "--json"]);
		expect(status).toBe(0);
		const output = JSON.parse(stdout) as { address: string; newAddress: number; outcome: string }[];
		expect(output.map(({ newAddress, outcome }) => [newAddress, outcome])).toEqual([
			[1, "kept"],
			[2, "assigned"],
		]);
	});

	test("raw bytes are sent as they are and explained", async () => {
		const { status, stdout } = await call(["mbus", "raw", ...way, "--explain", "-", "10 40 01 41 16"]);
		expect(status).toBe(0);
		expect(stdout).toContain("SND_NKE");
		expect(stdout).toContain("E5");
	});

	test("data to a meter goes to that meter", async () => {
		const primary = await call(["mbus", "raw", ...way, "1", "50"]);
		expect(primary).toMatchObject({ status: 0, stdout: "→ 68030368530150A416\n← E5\n" });
		const secondary = await call(["mbus", "raw", ...way, "10000001", "50"]);
		expect(secondary.stdout).toContain("← E5");
	});

	test("silence is said", async () => {
		const { status, stdout } = await call(["mbus", "raw", ...way, "-", "10406FAF16"]);
		expect(status).toBe(1);
		expect(stdout).toContain("No answer.");
	});
});

describe("what goes wrong", () => {
	test("a port where nobody listens fails at once and says so", async () => {
		const { port, close } = await startTcpLine({ meters: [], clock: systemClock, port: 0 });
		await close();
		const { status, stderr } = await call(["mbus", "read", "--tcp", `127.0.0.1:${port}`, "1"]);
		expect(status).toBe(1);
		expect(stderr).toContain("refuse");
	});

	test.each([
		[["mbus", "read", "1"]],
		[["mbus", "read", "--tcp", "here:1", "--udp", "there:2", "1"]],
		[["mbus", "read", "--tcp", "nowhere", "1"]],
		[["mbus", "read", "--tcp", "127.0.0.1:1"]],
		[["mbus", "read", "--tcp", "127.0.0.1:1", "999"]],
		[["mbus", "read", "--tcp", "127.0.0.1:1", "--baud", "fast", "1"]],
		[["mbus", "read", "--serial", "/dev/null", "--parity", "odd", "1"]],
		[["mbus", "scan", "--tcp", "127.0.0.1:1", "--primary", "--secondary"]],
		[["mbus", "scan", "--tcp", "127.0.0.1:1", "--secondary", "--mask", "XYZ"]],
		[["mbus", "address", "--tcp", "127.0.0.1:1", "5"]],
		[["mbus", "address", "--tcp", "127.0.0.1:1", "5", "251"]],
		[["mbus", "raw", "--tcp", "127.0.0.1:1", "-"]],
		[["simulate", "castle"]],
		[["driver", "check"]],
	])("%j is wrong usage", async (args) => {
		const { status, stdout, stderr } = await call(args);
		expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
		expect(stderr).toContain("Usage: ");
	});
});
