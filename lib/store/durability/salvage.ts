import { isDamaged } from "../../model/sqlite-failure.ts";
import type { ChunkKey } from "../chunk/seal.ts";
import type { OpenDriver, StoreDriver } from "../engine/store-driver.ts";
import { Ballast } from "./ballast.ts";
import { copyChunks } from "./copy-chunks.ts";
import { copyHot } from "./copy-hot.ts";
import { copyTable } from "./copy-table.ts";
import { nameSalvaged } from "./name-salvaged.ts";
import { padFile } from "./pad-file.ts";
import { damagedPath, exchangeFiles, unfinishedPath } from "./set-aside.ts";
import { SlicedWriter } from "./sliced-writer.ts";

/** What is needed to save what can be saved. */
export interface SalvageOptions {
	readonly open: OpenDriver;
	readonly path: string;
	/** UTC ms, for the name of the damaged file. */
	readonly now: number;
	/** Of sealed chunks, to find in them series whose names are lost. */
	readonly keys: readonly ChunkKey[];
	/** Opens a fresh file with all its tables. */
	readonly prepare: (path: string) => StoreDriver;
}

/** Without these a value has no name or no meaning. */
const NAMES = ["device", "series", "text"];
const RECORDS = ["cursor", "state", "boot", "late", "meter_event", "superseded", "written"];

function copyAll(source: StoreDriver, target: StoreDriver, { path, keys }: SalvageOptions): number {
	// A copy counts only once it is complete: until then it needs no safety of its own.
	target.exec("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF");
	const writer = new SlicedWriter(target, path);
	const isWhole = NAMES.map((table) => copyTable(source, target, table, writer)).every(Boolean);
	for (const table of RECORDS) copyTable(source, target, table, writer);
	copyHot(source, target, writer);
	const lost = copyChunks(source, target, writer);
	writer.end();
	nameSalvaged(target, keys, isWhole);
	target.exec("PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)");
	return lost;
}

function openDamaged(open: OpenDriver, path: string): StoreDriver | null {
	try {
		return open(path);
	} catch (error) {
		if (isDamaged(error)) return null;
		throw error;
	}
}

/**
 * Copies everything readable from a damaged file into a fresh one in its place; the damaged file is kept under a new name. Where the medium has no
 * room for two, the newest is copied.
 */
export function salvage(options: SalvageOptions): { damaged: string; lostChunks: number } {
	const { open, path, now, prepare } = options;
	new Ballast(path).release();
	const target = prepare(unfinishedPath(path));
	const unpad = padFile(path);
	const source = openDamaged(open, path);
	let lostChunks = 0;
	try {
		if (source !== null) lostChunks = copyAll(source, target, options);
	} finally {
		source?.close();
		unpad();
		target.close();
	}
	const damaged = damagedPath(path, now);
	exchangeFiles(path, damaged);
	return { damaged, lostChunks };
}
