import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../../test/support/free-port.ts";
import { directoryBytes } from "./directory-bytes.ts";
import type { Moment, StorePeer } from "./store-peer.ts";

const BATCH = 10_000;
const START_TRIES = 100;
const COMPACTION_MS = 4000;

/** True where Debian's InfluxDB is on this machine. */
export function hasInflux(): boolean {
	return spawnSync("influxd", ["version"], { stdio: "ignore" }).status === 0;
}

function configuration(directory: string, port: number, rpcPort: number): string {
	return `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
dir = "${directory}/meta"
[data]
dir = "${directory}/data"
wal-dir = "${directory}/wal"
query-log-enabled = false
cache-snapshot-write-cold-duration = "1s"
compact-full-write-cold-duration = "2s"
[http]
bind-address = "127.0.0.1:${port}"
log-enabled = false
[monitor]
store-enabled = false
`;
}

function* lines(moments: Iterable<Moment>): Generator<string> {
	let batch: string[] = [];
	for (const { time, values } of moments) {
		for (const [sid, value] of values.entries()) batch.push(`reading,s=${sid} v=${value} ${time}`);
		if (batch.length < BATCH) continue;
		yield batch.join("\n");
		batch = [];
	}
	if (batch.length > 0) yield batch.join("\n");
}

/** An InfluxDB 1 server of its own, one tag per series. */
export class InfluxPeer implements StorePeer {
	readonly name = "InfluxDB 1.6";
	readonly #directory: string;
	readonly #server: ChildProcess;
	readonly #url: string;

	private constructor(directory: string, server: ChildProcess, url: string) {
		this.#directory = directory;
		this.#server = server;
		this.#url = url;
	}

	static async start(): Promise<InfluxPeer> {
		const directory = mkdtempSync(join(tmpdir(), "mw-influx-"));
		const port = await freePort();
		const config = join(directory, "influxdb.conf");
		writeFileSync(config, configuration(directory, port, await freePort()));
		const server = spawn("influxd", ["-config", config], { stdio: "ignore" });
		const peer = new InfluxPeer(directory, server, `http://127.0.0.1:${port}`);
		for (let tries = 0; tries < START_TRIES; tries += 1) {
			const answer = await fetch(`${peer.#url}/ping`).catch(() => null);
			if (answer !== null) break;
			await pause(100);
		}
		await fetch(`${peer.#url}/query`, { method: "POST", body: new URLSearchParams({ q: "CREATE DATABASE bench" }) });
		return peer;
	}

	async ingest(moments: Iterable<Moment>): Promise<void> {
		for (const body of lines(moments)) {
			const answer = await fetch(`${this.#url}/write?db=bench&precision=ms`, { method: "POST", body });
			if (!answer.ok) throw new Error(await answer.text());
			await answer.arrayBuffer();
		}
	}

	async bytes(): Promise<number> {
		let before = Number.POSITIVE_INFINITY;
		for (;;) {
			await pause(COMPACTION_MS);
			const now = directoryBytes(join(this.#directory, "data")) + directoryBytes(join(this.#directory, "wal"));
			if (now === before) return now;
			before = now;
		}
	}

	async chart(series: number): Promise<number> {
		const q = `SELECT v FROM reading WHERE s = '${series}'`;
		const answer = await fetch(`${this.#url}/query?${new URLSearchParams({ db: "bench", epoch: "ms", q })}`);
		const { results } = (await answer.json()) as { results: { series?: { values: unknown[] }[] }[] };
		return results[0]?.series?.[0]?.values.length ?? 0;
	}

	async stop(): Promise<void> {
		const ended = new Promise((resolve) => this.#server.once("exit", resolve));
		this.#server.kill();
		await ended;
		rmSync(this.#directory, { recursive: true, force: true });
	}
}
