import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";

/** The root of the checkout. */
export const ROOT = join(import.meta.dirname, "..", "..");

/** Every Node-RED the pack must run in; the second is put there by the set-up of the tests. */
export const NODE_REDS = [
	{ version: "5", entry: join(ROOT, "node_modules/node-red/red.js") },
	{ version: "4.1", entry: join(ROOT, ".runtime/node-red-4.1/node_modules/node-red/red.js") },
].map((host) => ({ ...host, present: existsSync(host.entry) }));

const NODE_RED_5 = join(ROOT, "node_modules/node-red/red.js");

interface ProcessOptions {
	readonly entry: string;
	readonly args: readonly string[];
	readonly home: string;
	readonly port: number;
	readonly environment?: Record<string, string>;
}

/** A Node-RED as a process of its own, in a directory of its own. */
export class NodeRedProcess {
	readonly home: string;
	readonly url: string;
	output = "";
	readonly #process: ChildProcess;

	private constructor({ entry, args, home, port, environment = {} }: ProcessOptions) {
		this.home = home;
		this.url = `http://127.0.0.1:${port}`;
		this.#process = spawn(process.execPath, [entry, ...args], {
			cwd: home,
			env: { ...process.env, NODE_ENV: "production", ...environment },
			stdio: ["ignore", "pipe", "pipe"],
		});
		const keep = (chunk: unknown) => {
			this.output += String(chunk);
		};
		this.#process.stdout?.on("data", keep);
		this.#process.stderr?.on("data", keep);
		// A test that ran out of time never reaches its `stop`.
		const kill = () => this.#process.kill("SIGKILL");
		process.once("exit", kill);
		this.#process.once("exit", () => process.off("exit", kill));
	}

	/** Somebody's own Node-RED in a fresh user directory. */
	static async plain(entry: string, settings: Record<string, unknown> = {}): Promise<NodeRedProcess> {
		const home = mkdtempSync(join(tmpdir(), "mw-palette-"));
		const port = await freePort();
		const file = join(home, "settings.cjs");
		const base = {
			uiHost: "127.0.0.1",
			uiPort: port,
			flowFile: "flows.json",
			telemetry: { enabled: false, updateNotification: false },
		};
		writeFileSync(file, `module.exports = ${JSON.stringify({ ...base, ...settings })};\n`);
		return NodeRedProcess.#started(new NodeRedProcess({ entry, args: ["-u", home, "-s", file], home, port }));
	}

	/** The gateway distribution as `npm start` runs it; `home` may be that of an earlier one. */
	static async gateway(
		environment: Record<string, string> = {},
		home = mkdtempSync(join(tmpdir(), "mw-gateway-")),
	): Promise<NodeRedProcess> {
		const port = await freePort();
		const gateway = new NodeRedProcess({
			entry: NODE_RED_5,
			args: ["-s", join(ROOT, "dist/settings.js")],
			home,
			port,
			environment: { METERWAY_HOME: home, METERWAY_PORT: String(port), ...environment },
		});
		return NodeRedProcess.#started(gateway);
	}

	static async #started(nodeRed: NodeRedProcess): Promise<NodeRedProcess> {
		await nodeRed.outputMatches(/Started flows/);
		return nodeRed;
	}

	/** Resolves when the log matches; rejects when the process ends first. */
	outputMatches(pattern: RegExp): Promise<void> {
		return new Promise((resolve, reject) => {
			const leave = () => {
				this.#process.stdout?.off("data", look);
				this.#process.off("exit", ended);
			};
			const look = () => {
				if (!pattern.test(this.output)) return;
				leave();
				resolve();
			};
			const ended = (code: number | null) => {
				leave();
				reject(new Error(`Node-RED ended with ${code}:\n${this.output}`));
			};
			this.#process.stdout?.on("data", look);
			this.#process.once("exit", ended);
			look();
		});
	}

	/** An answer of the admin API; throws with the body on anything but 2xx. */
	async request(method: string, path: string, options: { body?: unknown; accept?: string } = {}): Promise<string> {
		const response = await fetch(`${this.url}${path}`, {
			method,
			headers: { accept: options.accept ?? "application/json", "content-type": "application/json" },
			...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
		return text;
	}

	/** Ends the process; with `keep` its directory stays for the next one. */
	async stop({ signal = "SIGTERM", keep = false }: { signal?: NodeJS.Signals; keep?: boolean } = {}): Promise<void> {
		if (this.#process.exitCode === null && this.#process.signalCode === null) {
			const ended = new Promise((resolve) => this.#process.once("exit", resolve));
			this.#process.kill(signal);
			await ended;
		}
		if (!keep) rmSync(this.home, { recursive: true, force: true });
	}
}
