import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { systemClock } from "../../lib/model/system-clock.ts";
import { MbusSlaves } from "../../lib/servers/mbus-slave/mbus-slaves.ts";
import { startSlavePort } from "../../lib/servers/mbus-slave/slave-port.ts";
import { simpleMeters } from "../../lib/simulation/simple-meters.ts";

const PEER = join(import.meta.dirname, "../../.tmp/interop/node_modules/node-mbus");
const COUNT = 63;
const TELEGRAMS = 2;
const RECORDS = 9;
const TIMEOUT_MS = 50;

/** Runs in a process of its own: libmbus blocks while it connects. Arguments: the package, the port, the time-out. */
const SCAN_AND_READ = `
const [, peer, port, timeout] = process.argv;
const Master = require(peer);
(async () => {
	const master = new Master({ host: "127.0.0.1", port: Number(port), timeout: Number(timeout), autoConnect: true });
	const found = await master.scanSecondaryAsync();
	const read = [];
	for (const address of found) {
		const { SlaveInformation, DataRecord } = await master.getDataAsync(address, { pingFirst: false });
		read.push({ id: String(SlaveInformation.Id).padStart(8, "0"), records: DataRecord.length });
	}
	await master.closeAsync();
	process.stdout.write(JSON.stringify({ found, read }));
})();
`;

/** The package is an addon, built for one version of Node: the first one that can load it. */
function nodeForPeer(): string | null {
	if (!existsSync(PEER)) return null;
	const candidates = [process.execPath, "/usr/bin/node", "/usr/local/bin/node"].filter((path) => existsSync(path));
	const canLoad = (node: string) => spawnSync(node, ["-e", "require(process.argv[1])", PEER]).status === 0;
	return candidates.find(canLoad) ?? null;
}

const node = nodeForPeer();

test.skipIf(node === null)(
	`libmbus scans and reads ${COUNT} slaves over TCP${node === null ? " (skipped: node-mbus is not installed in .tmp/interop)" : ""}`,
	async () => {
		const meters = simpleMeters({ count: COUNT, ids: "random", seed: 5, telegrams: TELEGRAMS });
		const slaves = new MbusSlaves({ slaves: meters });
		const server = await startSlavePort({ host: "127.0.0.1", port: 0, clock: systemClock, slaves });
		try {
			const args = ["-e", SCAN_AND_READ, PEER, String(server.port), String(TIMEOUT_MS)];
			const { stdout } = await promisify(execFile)(node ?? "node", args);
			const { found, read } = JSON.parse(stdout) as { found: string[]; read: { id: string; records: number }[] };
			const ids = meters.map(({ identity }) => identity.id).sort();
			expect(found.map((address) => address.slice(0, 8)).sort()).toEqual(ids);
			expect(read.map(({ id }) => id).sort()).toEqual(ids);
			expect(new Set(read.map(({ records }) => records))).toEqual(new Set([TELEGRAMS * (RECORDS + 1) - 1]));
		} finally {
			await server.close();
		}
	},
	240_000,
);
