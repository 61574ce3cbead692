import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./node-red-process.ts";

/** Packs the checkout as it would be published; returns the path of the tarball. */
export function packTarball(folder: string): string {
	const npm = process.env["npm_execpath"];
	const [command, first] = npm === undefined ? ["npm", []] : [process.execPath, [npm]];
	const args = [...first, "pack", "--silent", "--ignore-scripts", "--pack-destination", folder];
	const { stdout, status, stderr } = spawnSync(command, args, { cwd: ROOT, encoding: "utf8" });
	if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
	return join(folder, stdout.trim().split("\n").at(-1) ?? "");
}
