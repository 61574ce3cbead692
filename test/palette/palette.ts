import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The root of the checkout. */
export const ROOT = join(import.meta.dirname, "..", "..");

/** Entry of each Node-RED the pack must install into; the second is put there by the set-up of the tests. */
export const NODE_REDS = [
	{ version: "5", entry: join(ROOT, "node_modules/node-red/red.js") },
	{ version: "4.1", entry: join(ROOT, ".runtime/node-red-4.1/node_modules/node-red/red.js") },
].map((host) => ({ ...host, present: existsSync(host.entry) }));

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const address = server.address();
			server.close(() =>
				address !== null && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
			);
		});
	});
}

/** Packs the checkout as it would be published; returns the path of the tarball. */
export function packTarball(folder: string): string {
	const npm = process.env["npm_execpath"];
	const args = ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder];
	const { stdout, status, stderr } =
		npm === undefined
			? spawnSync("npm", args, { cwd: ROOT, encoding: "utf8" })
			: spawnSync(process.execPath, [npm, ...args], { cwd: ROOT, encoding: "utf8" });
	if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
	return join(folder, stdout.trim().split("\n").at(-1) ?? "");
}

/** Somebody's own Node-RED in a fresh user directory, as a process of its own. */
export class OwnNodeRed {
	readonly userDir = mkdtempSync(join(tmpdir(), "mw-palette-"));
	readonly url: string;
	output = "";
	readonly #process: ChildProcess;

	private constructor(entry: string, port: number, settings: Record<string, unknown>) {
		this.url = `http://127.0.0.1:${port}`;
		mkdirSync(this.userDir, { recursive: true });
		const file = join(this.userDir, "settings.cjs");
		const base = {
			uiHost: "127.0.0.1",
			uiPort: port,
			flowFile: "flows.json",
			telemetry: { enabled: false, updateNotification: false },
		};
		writeFileSync(file, `module.exports = ${JSON.stringify({ ...base, ...settings })};\n`);
		this.#process = spawn(process.execPath, [entry, "-u", this.userDir, "-s", file], {
			cwd: this.userDir,
			env: { ...process.env, NODE_ENV: "production" },
			stdio: ["ignore", "pipe", "pipe"],
		});
		for (const stream of [this.#process.stdout, this.#process.stderr])
			stream?.on("data", (chunk) => (this.output += String(chunk)));
	}

	/** Starts it and waits until its flows run. */
	static async start(entry: string, settings: Record<string, unknown> = {}): Promise<OwnNodeRed> {
		const nodeRed = new OwnNodeRed(entry, await freePort(), settings);
		await nodeRed.outputMatches(/Started flows/);
		return nodeRed;
	}

	/** Resolves when the log matches; rejects when the process ends first. */
	outputMatches(pattern: RegExp): Promise<void> {
		return new Promise((resolve, reject) => {
			const look = () => {
				if (!pattern.test(this.output)) return;
				this.#process.stdout?.off("data", look);
				resolve();
			};
			this.#process.stdout?.on("data", look);
			this.#process.once("exit", (code) => reject(new Error(`Node-RED ended with ${code}:\n${this.output}`)));
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

	async stop(): Promise<void> {
		if (this.#process.exitCode === null) {
			const ended = new Promise((resolve) => this.#process.once("exit", resolve));
			this.#process.kill("SIGTERM");
			await ended;
		}
		rmSync(this.userDir, { recursive: true, force: true });
	}
}
