// Runs a script or program of the checkout under Node 24: `node scripts/run.mjs FILE [ARGUMENT …]`.
import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { findNode, root } from "./find-node.mjs";

const node = findNode();
if (node === null) {
	console.error("Meterway: Node 24 is missing; run `npm start` or `npm test` once, they install it.");
	process.exit(1);
}
process.umask(0o077);
const path = [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
const child = spawn(node, process.argv.slice(2), { stdio: "inherit", env: { ...process.env, PATH: path } });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
	process.exitCode = signal === null ? (code ?? 1) : 128;
});
