import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const SUFFIXES = ["", "-wal", "-shm"];

/** Where a copy grows until it is complete. */
export function unfinishedPath(path: string): string {
	return `${path}.salvage`;
}

/** The name under which a damaged file is kept; `now` is UTC ms. */
export function damagedPath(path: string, now: number): string {
	const wanted = `${path}.damaged-${new Date(now).toISOString().replace(/[:.]/g, "-")}`;
	let free = wanted;
	// A clock that stands still must not cost an older one.
	for (let count = 2; existsSync(free); count += 1) free = `${wanted}-${count}`;
	return free;
}

/** Renames are kept only once their directory is: elsewhere than on POSIX it cannot be opened. */
function syncDirectory(path: string): void {
	if (process.platform === "win32") return;
	const directory = openSync(dirname(path), "r");
	try {
		fsyncSync(directory);
	} finally {
		closeSync(directory);
	}
}

function moveFile(from: string, to: string): void {
	for (const suffix of SUFFIXES) if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix);
	syncDirectory(to);
}

/** Sets the damaged file aside and puts the complete copy in its place. A power cut in between is settled at the next start. */
export function exchangeFiles(path: string, damaged: string): void {
	moveFile(path, damaged);
	moveFile(unfinishedPath(path), path);
}

function newestDamaged(path: string): string | null {
	const prefix = `${basename(path)}.damaged-`;
	const names = readdirSync(dirname(path)).filter((name) => name.startsWith(prefix) && !/-(wal|shm)$/.test(name));
	const newest = names.toSorted().at(-1);
	return newest === undefined ? null : join(dirname(path), newest);
}

/**
 * Before a file is opened. A copy that a power cut interrupted begins anew from the damaged file; where that was set aside already, the copy was
 * complete and takes its place. A write-ahead log that was left behind belongs to the damaged file: it must never meet the copy.
 */
export function settleInterruptedSalvage(path: string): void {
	const unfinished = unfinishedPath(path);
	if (existsSync(path) || !existsSync(unfinished)) {
		for (const suffix of SUFFIXES) rmSync(unfinished + suffix, { force: true });
		return;
	}
	const damaged = newestDamaged(path);
	if (damaged !== null) moveFile(path, damaged);
	moveFile(unfinished, path);
}
