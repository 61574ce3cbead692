import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, watch } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { NodeRedProcess } from "../support/node-red-process.ts";

/** A fast bus on a free port, so that a first round takes seconds. */
const FAST_DEMO = { METERWAY_SITE: "demo", METERWAY_DEMO_PORT: "0", METERWAY_DEMO_BAUD: "38400" };
const MINUTES = 60_000;
const BUILDING = 48;

const home = mkdtempSync(join(tmpdir(), "mw-gateway-"));
const exports = join(home, "exports");
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Row {
	readonly time: string;
	readonly device: string;
	readonly datapoint: string;
	readonly value: string;
	readonly unit: string;
	readonly quality: string;
}

const longFiles = (): string[] =>
	existsSync(exports) ? readdirSync(exports).filter((name) => /^readings_.*\.csv$/.test(name)) : [];

/** Resolves with the first long CSV file that is not among the known ones. */
function nextFile(known: readonly string[]): Promise<string> {
	return new Promise((resolve) => {
		const look = () => {
			const fresh = longFiles().find((name) => !known.includes(name));
			if (fresh === undefined) return;
			watcher.close();
			resolve(join(exports, fresh));
		};
		const watcher = watch(exports, look);
		look();
	});
}

function rowsOf(file: string): Row[] {
	const [head = "", ...lines] = readFileSync(file, "utf8").trimEnd().split(/\r?\n/);
	const names = head.split(";");
	return lines.map(
		(line) => Object.fromEntries(line.split(";").map((cell, index) => [names[index], cell])) as unknown as Row,
	);
}

/** The first file with the whole building: one before may end in the middle of the first round. */
async function wholeBuilding(): Promise<string> {
	const known: string[] = [];
	for (;;) {
		const file = await nextFile(known);
		known.push(basename(file));
		if (new Set(rowsOf(file).map(({ device }) => device)).size >= BUILDING) return file;
	}
}

/** Rows of the next file with a reading later than the given rows: a file whose writer was killed behind it may come twice. */
async function laterRows(earlier: readonly Row[]): Promise<Row[]> {
	const known = longFiles();
	const last =
		earlier
			.map(({ time }) => time)
			.toSorted()
			.at(-1) ?? "";
	for (;;) {
		const file = await nextFile(known);
		known.push(basename(file));
		const rows = rowsOf(file);
		if (rows.some(({ time }) => time > last)) return rows;
	}
}

const energies = (rows: readonly Row[]): Map<string, number> =>
	new Map(rows.filter(({ datapoint }) => datapoint === "energy").map(({ device, value }) => [device, Number(value)]));

function refuses(address: string, port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect({ host: address, port });
		socket.once("connect", () => {
			socket.destroy();
			resolve(false);
		});
		socket.once("error", () => resolve(true));
	});
}

describe("the gateway as npm start runs it", () => {
	let firstRows: Row[] = [];

	test(
		"reads the whole building and writes its first files",
		async () => {
			const gateway = await NodeRedProcess.gateway(FAST_DEMO, home);
			try {
				expect(await gateway.request("GET", "/health")).toBe('{"status":"ok"}');
				const file = await wholeBuilding();
				firstRows = rowsOf(file);
				expect(new Set(firstRows.map((row) => row.device)).size).toBe(BUILDING);
				expect(firstRows.length).toBeGreaterThan(400);
				expect(firstRows.filter((row) => row.quality === "good").length).toBeGreaterThan(0.9 * firstRows.length);
				expect(energies(firstRows).size).toBeGreaterThan(10);
				expect(statSync(file).mode & 0o077).toBe(0);
				expect(readdirSync(exports).filter((name) => name.endsWith(".part"))).toEqual([]);
			} finally {
				await gateway.stop({ signal: "SIGKILL", keep: true });
			}
		},
		4 * MINUTES,
	);

	test(
		"goes on after the power was cut, and its counters have moved forwards",
		async () => {
			const gateway = await NodeRedProcess.gateway(FAST_DEMO, home);
			try {
				const rows = await laterRows(firstRows);
				const [before, after] = [energies(firstRows), energies(rows)];
				expect(after.size).toBeGreaterThanOrEqual(before.size);
				for (const [device, energy] of before) expect(after.get(device)).toBeGreaterThanOrEqual(energy);
				const moved = rows.filter(
					({ device, datapoint, value }) =>
						firstRows.find((row) => row.device === device && row.datapoint === datapoint)?.value !== value,
				);
				expect(moved.length).toBeGreaterThan(BUILDING);
			} finally {
				await gateway.stop({ keep: true });
			}
		},
		4 * MINUTES,
	);

	test("listens on this machine only, and says so little without a login", async () => {
		const gateway = await NodeRedProcess.gateway({ ...FAST_DEMO, METERWAY_SITE: "empty" });
		try {
			const { port } = new URL(gateway.url);
			const others = Object.values(networkInterfaces())
				.flatMap((addresses) => addresses ?? [])
				.filter(({ internal, family }) => !internal && family === "IPv4");
			for (const { address } of others) expect(await refuses(address, Number(port))).toBe(true);
			const home = await fetch(`${gateway.url}/`, { redirect: "manual" });
			expect([home.status, home.headers.get("location")]).toEqual([302, "/dashboard"]);
			expect(gateway.output).not.toContain("Simulated building");
		} finally {
			await gateway.stop();
		}
	});
});
