/**
 * Installs the npm peers of the tests beside the checkout's own dependencies: Node-RED 4.1 for the palette tests, and node-mbus, a native
 * wrapper of libmbus that is compiled against the headers of the machine's own Node and therefore runs in that one.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { ROOT } from "./run-step.ts";

interface Peer {
	readonly folder: string;
	readonly name: string;
	readonly version: string;
	/** There once the peer is usable. */
	readonly file: string;
	/** Compiled by its install script, under the machine's own Node. */
	readonly native: boolean;
}

const PEERS: readonly Peer[] = [
	{
		folder: ".runtime/node-red-4.1",
		name: "node-red",
		version: "4.1.15",
		file: "node_modules/node-red/red.js",
		native: false,
	},
	{
		folder: ".tmp/interop",
		name: "node-mbus",
		version: "2.2.6",
		file: "node_modules/node-mbus/build/Release/mbus.node",
		native: true,
	},
];

const machineNode = ["/usr/local/bin/node", "/usr/bin/node"].find((file) => existsSync(file)) ?? process.execPath;

/** Runs npm in the peer's folder; true when it ended well. */
function npm(prefix: string, native: boolean, args: readonly string[]): boolean {
	const script = process.env["npm_execpath"];
	const node = native ? machineNode : process.execPath;
	const [command, first] = script === undefined ? ["npm", []] : [node, [script]];
	const env = { ...process.env, PATH: [dirname(node), process.env["PATH"]].join(delimiter) };
	const { status } = spawnSync(command, [...first, ...args], { cwd: prefix, env, stdio: ["ignore", "ignore", "pipe"] });
	return status === 0;
}

function install({ folder, name, version, file, native }: Peer): void {
	const prefix = join(ROOT, folder);
	if (existsSync(join(prefix, file))) return;
	console.log(`Meterway: installing test peer ${name} ${version} …`);
	mkdirSync(prefix, { recursive: true });
	npm(prefix, native, [
		"install",
		"--prefix",
		prefix,
		"--no-save",
		"--no-audit",
		"--no-fund",
		"--loglevel=error",
		`${name}@${version}`,
	]);
	if (native && !existsSync(join(prefix, file)))
		npm(prefix, native, ["rebuild", "--prefix", prefix, "--ignore-scripts=false", name]);
	if (!existsSync(join(prefix, file))) console.log(`Meterway: ${name} could not be installed; its tests are skipped.`);
}

for (const peer of PEERS) install(peer);
