// Set-up of a fresh clone: dependencies, Node 24, the build, and (with --test) the peers the tests talk to.
// Plain JavaScript without dependencies, because it runs on the machine's own Node (>= 18) before anything is installed.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findNode, root } from "./find-node.mjs";

const stamp = join(root, "node_modules", ".bootstrap");
const nodeVersion = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies.node;

/** npm's own script where it is known: `npm` itself may be a shell wrapper or missing from PATH. */
function npm(...args) {
	const script = process.env.npm_execpath;
	const [command, first] = script ? [process.execPath, [script]] : ["npm", []];
	const { status, error } = spawnSync(command, [...first, ...args, "--no-audit", "--no-fund", "--loglevel=error"], {
		cwd: root,
		stdio: ["ignore", "inherit", "inherit"],
	});
	if (error) throw error;
	if (status !== 0) throw new Error(`npm ${args.join(" ")} failed with exit status ${status}`);
}

function installDependencies() {
	const hash = createHash("sha256")
		.update(readFileSync(join(root, "package-lock.json")))
		.digest("hex");
	if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
	console.log("Meterway: installing dependencies …");
	npm("ci", "--include=dev");
	writeFileSync(stamp, hash);
}

/** The npm package `node` fetches its binary in an install script; where scripts are blocked, its platform package needs none. */
function installNode() {
	if (findNode() !== null) return;
	console.log(`Meterway: installing Node ${nodeVersion} …`);
	const runtime = join(root, ".runtime");
	mkdirSync(runtime, { recursive: true });
	npm("install", "--prefix", runtime, "--no-save", `node-${process.platform}-${process.arch}@${nodeVersion}`);
	if (findNode() === null) throw new Error("Meterway needs Node 24; it could not be installed for this platform.");
}

/** Programs of Debian that the tests talk to; without them their tests are skipped by name. */
const PEERS = [
	{ program: "chromium", package: "chromium" },
	{ program: "socat", package: "socat" },
	{ program: "xmllint", package: "libxml2-utils" },
];

function has(program) {
	return spawnSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" }).status === 0;
}

function installPeers() {
	const missing = PEERS.filter(({ program }) => !has(program)).map((peer) => peer.package);
	if (missing.length === 0) return;
	if (process.getuid?.() !== 0 || !has("apt-get")) {
		console.log(`Meterway: not installed, their tests are skipped: ${missing.join(" ")}`);
		return;
	}
	console.log(`Meterway: installing test peers with apt-get: ${missing.join(" ")} …`);
	const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
	const apt = (...args) => execFileSync("apt-get", args, { env, stdio: ["ignore", "ignore", "inherit"] });
	try {
		apt("update", "-qq");
		apt("install", "-y", "-qq", "--no-install-recommends", ...missing);
	} catch (error) {
		console.log(`Meterway: apt-get failed (${error.message}); the tests of the missing peers are skipped.`);
	}
}

function run(...args) {
	const { status } = spawnSync(process.execPath, [join(root, "scripts", "run.mjs"), ...args], {
		cwd: root,
		stdio: "inherit",
	});
	if (status !== 0) process.exit(status ?? 1);
}

installDependencies();
installNode();
if (process.argv.includes("--test")) {
	installPeers();
	run("scripts/test-peers.ts");
}
run("scripts/build.ts");
