import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Failure } from "../model/failure.ts";
import { fileFailure } from "../model/file-failure.ts";
import { CatalogueList } from "./catalogue-list.ts";
import { DeviceList } from "./device-list.ts";
import { SiteDatabase } from "./site-database.ts";
import { StateList } from "./state-list.ts";

/** What the user says of a site. */
export interface SiteOptions {
	/** Data directory; everything of the site lies below it. */
	readonly directory: string;
	readonly name?: string;
	/** IANA name, e.g. `Europe/Berlin`; default `UTC`. */
	readonly timeZone?: string;
}

/** A site's data directory, opened. */
export interface Site {
	readonly name: string;
	readonly timeZone: string;
	/** Absolute paths. */
	readonly directory: string;
	readonly exportsDirectory: string;
	readonly readingsFile: string;
	/** Archive of raw telegrams. */
	readonly telegramsFile: string;
	readonly devices: DeviceList;
	/** Its own units and quantities. */
	readonly catalogue: CatalogueList;
	readonly state: StateList;
	/** Frees the database; never throws. */
	close(): Promise<void>;
}

function checkTimeZone(zone: string): void {
	try {
		new Intl.DateTimeFormat("en-US", { timeZone: zone });
	} catch (error) {
		throw new Failure("time-zone", { zone }, error);
	}
}

async function makeDirectory(path: string, mode: number): Promise<void> {
	try {
		await mkdir(path, { recursive: true, mode });
	} catch (error) {
		throw fileFailure(error, path);
	}
}

/** Creates what is missing and opens the rest. Throws Failure `config` (no directory), `time-zone`, `file-denied`, `file-full`, `store-missing`, `store-failed`. */
export async function openSite(options: SiteOptions): Promise<Site> {
	if (options.directory.trim() === "") throw new Failure("config", { field: "directory" });
	const timeZone = options.timeZone ?? "UTC";
	checkTimeZone(timeZone);
	const directory = resolve(options.directory);
	const exportsDirectory = join(directory, "exports");
	await makeDirectory(directory, 0o700);
	// Readable by the group: a file transfer user may fetch the exports.
	await makeDirectory(exportsDirectory, 0o750);
	const database = await SiteDatabase.open(join(directory, "site.db"));
	return {
		name: options.name ?? "",
		timeZone,
		directory,
		exportsDirectory,
		readingsFile: join(directory, "readings.db"),
		telegramsFile: join(directory, "telegrams.db"),
		devices: new DeviceList(database),
		catalogue: new CatalogueList(database),
		state: new StateList(database),
		close: () => {
			database.close();
			return Promise.resolve();
		},
	};
}
