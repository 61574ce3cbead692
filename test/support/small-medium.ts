import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own, in memory. */
export interface SmallMedium {
	readonly directory: string;
	writable(isWritable: boolean): void;
	/** Ends it, with everything in it. */
	unmount(): void;
}

function mount(...parameters: string[]): boolean {
	return process.platform === "linux" && spawnSync("mount", parameters, { stdio: "ignore" }).status === 0;
}

/** Mounts a file system of so many bytes; null where that is not allowed. */
export function mountMedium(bytes: number): SmallMedium | null {
	const directory = mkdtempSync(join(tmpdir(), "meterway-medium-"));
	const isMounted = mount("-t", "tmpfs", "-o", `size=${bytes}`, "meterway", directory);
	if (!isMounted) {
		rmSync(directory, { recursive: true });
		return null;
	}
	return {
		directory,
		writable: (isWritable) => {
			const option = isWritable ? "remount,rw" : "remount,ro";
			if (!mount("-o", option, directory)) throw new Error(`${directory}: ${option} failed`);
		},
		unmount: () => {
			const { status } = spawnSync("umount", [directory], { stdio: "ignore" });
			if (status !== 0) spawnSync("umount", ["-l", directory], { stdio: "ignore" });
			rmSync(directory, { recursive: true, force: true });
		},
	};
}

/** What is missing to mount file systems; null where nothing is. */
export function missingForMedium(): string | null {
	const medium = mountMedium(1_048_576);
	medium?.unmount();
	return medium === null ? "root on Linux, to mount a file system" : null;
}
