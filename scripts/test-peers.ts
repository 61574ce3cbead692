/** Installs the npm peers of the tests beside the checkout's own dependencies: Node-RED 4.1 for the palette tests. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./run-step.ts";

interface Peer {
	readonly folder: string;
	readonly packages: readonly string[];
	readonly file: string;
}

const PEERS: readonly Peer[] = [
	{ folder: "node-red-4.1", packages: ["node-red@4.1.15"], file: "node_modules/node-red/red.js" },
];

function install({ folder, packages, file }: Peer): void {
	const prefix = join(ROOT, ".runtime", folder);
	if (existsSync(join(prefix, file))) return;
	console.log(`Meterway: installing test peer ${packages.join(" ")} …`);
	mkdirSync(prefix, { recursive: true });
	const args = ["install", "--prefix", prefix, "--no-save", "--no-audit", "--no-fund", "--loglevel=error", ...packages];
	const script = process.env["npm_execpath"];
	const { status } =
		script === undefined
			? spawnSync("npm", args, { stdio: "inherit" })
			: spawnSync(process.execPath, [script, ...args], { stdio: "inherit" });
	if (status !== 0) console.log(`Meterway: ${packages.join(" ")} could not be installed; its tests are skipped.`);
}

for (const peer of PEERS) install(peer);
