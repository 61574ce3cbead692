import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Peer, until } from "../contracts/byte-link.ts";

/** True where the Debian package `socat` is installed. */
export const SOCAT = spawnSync("socat", ["-V"]).status === 0;

/** A pseudo terminal whose other side is this process, by way of socat. */
export class PseudoTerminal implements Peer {
	readonly #directory = mkdtempSync(join(tmpdir(), "meterway-pty-"));
	readonly path = join(this.#directory, "port");
	#process: ChildProcess | null = null;
	#heard: Uint8Array[] = [];

	async start(): Promise<void> {
		this.#heard = [];
		const child = spawn("socat", [`pty,raw,echo=0,link=${this.path}`, "-"], { stdio: ["pipe", "pipe", "ignore"] });
		this.#process = child;
		child.stdin.on("error", () => undefined);
		child.stdout.on("data", (chunk: Uint8Array) => this.#heard.push(chunk));
		await until(() => existsSync(this.path));
	}

	async stop(): Promise<void> {
		const child = this.#process;
		this.#process = null;
		if (child === null) return;
		const gone = new Promise((resolve) => child.once("close", resolve));
		child.kill();
		await gone;
		rmSync(this.path, { force: true });
	}

	write(bytes: Uint8Array): Promise<void> {
		return new Promise((resolve) => this.#process?.stdin?.write(bytes, () => resolve()));
	}

	received(): Uint8Array {
		return Uint8Array.from(this.#heard.flatMap((chunk) => [...chunk]));
	}

	async dispose(): Promise<void> {
		await this.stop();
		rmSync(this.#directory, { recursive: true, force: true });
	}
}
