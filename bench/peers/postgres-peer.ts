import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Moment, StorePeer } from "./store-peer.ts";

const PROGRAMS = "/usr/lib/postgresql/15/bin";
const SCHEMA =
	"CREATE TABLE reading(sid int NOT NULL, ts timestamptz NOT NULL, v double precision NOT NULL, q int NOT NULL, PRIMARY KEY(sid, ts))";

/** True where Debian's PostgreSQL is on this machine. */
export function hasPostgres(): boolean {
	return existsSync(join(PROGRAMS, "postgres"));
}

/** PostgreSQL refuses to run as root. */
function ownUser(): { uid?: number; gid?: number } {
	if (process.getuid?.() !== 0) return {};
	const idOf = (flag: string) => Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout);
	return { uid: idOf("-u"), gid: idOf("-g") };
}

function* copyLines(moments: Iterable<Moment>): Generator<string> {
	for (const { time, values } of moments) {
		const at = new Date(time).toISOString();
		let text = "";
		for (const [sid, value] of values.entries()) text += `${sid}\t${at}\t${value}\t0\n`;
		yield text;
	}
}

/** A PostgreSQL server of its own, readings as rows, written by COPY: the fastest that it offers. */
export class PostgresPeer implements StorePeer {
	readonly name = "PostgreSQL 15, rows by COPY";
	readonly #user = ownUser();
	readonly #directory = mkdtempSync(join(tmpdir(), "mw-postgres-"));
	readonly #psql: ChildProcess;

	constructor() {
		const { uid, gid } = this.#user;
		if (uid !== undefined && gid !== undefined) chownSync(this.#directory, uid, gid);
		this.#program("initdb", ["-D", this.#data, "-A", "trust", "-U", "bench"]);
		const options = `-k ${this.#directory} -c listen_addresses= -c fsync=on`;
		this.#program("pg_ctl", ["-D", this.#data, "-w", "-o", options, "-l", join(this.#directory, "log"), "start"]);
		this.#query(SCHEMA);
		// One connection stays open, as a program's would.
		this.#psql = spawn("psql", this.#arguments(["-q"]), { cwd: "/", stdio: ["pipe", "pipe", "inherit"] });
	}

	get #data(): string {
		return join(this.#directory, "data");
	}

	async ingest(moments: Iterable<Moment>): Promise<void> {
		const psql = spawn("psql", this.#arguments(["-q", "-c", "COPY reading FROM STDIN"]), {
			cwd: "/",
			stdio: ["pipe", "inherit", "inherit"],
		});
		Readable.from(copyLines(moments)).pipe(psql.stdin);
		const status = await new Promise((resolve) => psql.once("exit", resolve));
		if (status !== 0) throw new Error("COPY failed");
	}

	bytes(): Promise<number> {
		this.#query("VACUUM ANALYZE reading");
		return Promise.resolve(Number(this.#query("SELECT pg_total_relation_size('reading')")));
	}

	chart(series: number): Promise<number> {
		const sql = `SELECT ts, v FROM reading WHERE sid = ${series} ORDER BY ts;\n\\echo end-of-answer\n`;
		return new Promise((resolve) => {
			let lines = 0;
			const take = (chunk: Buffer) => {
				const text = chunk.toString("latin1");
				lines += text.split("\n").length - 1;
				if (!text.includes("end-of-answer")) return;
				this.#psql.stdout?.off("data", take);
				resolve(lines - 1);
			};
			this.#psql.stdout?.on("data", take);
			this.#psql.stdin?.write(sql);
		});
	}

	async stop(): Promise<void> {
		const ended = new Promise((resolve) => this.#psql.once("exit", resolve));
		this.#psql.stdin?.end();
		await ended;
		this.#program("pg_ctl", ["-D", this.#data, "-w", "-m", "fast", "stop"]);
		rmSync(this.#directory, { recursive: true, force: true });
	}

	#arguments(more: readonly string[]): string[] {
		return ["-h", this.#directory, "-U", "bench", "-d", "postgres", "-At", ...more];
	}

	#query(sql: string): string {
		const { status, stdout, stderr } = spawnSync("psql", this.#arguments(["-c", sql]), { cwd: "/", encoding: "utf8" });
		if (status !== 0) throw new Error(stderr);
		return stdout.trim();
	}

	#program(name: string, args: readonly string[]): void {
		const run = spawnSync(join(PROGRAMS, name), args, { cwd: "/", stdio: "ignore", ...this.#user });
		if (run.status !== 0) throw new Error(`${name} failed`);
	}
}
