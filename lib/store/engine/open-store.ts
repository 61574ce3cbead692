import { Failure } from "../../model/failure.ts";
import { isHealthy } from "../durability/check-file.ts";
import { salvage } from "../durability/salvage.ts";
import { settleInterruptedSalvage } from "../durability/set-aside.ts";
import { migrateFirstVersion, RENAME_FIRST_VERSION } from "./migrate.ts";
import { PRAGMAS, SCHEMA, SCHEMA_VERSION } from "./schema.ts";
import { StoreCore } from "./store-core.ts";
import { loadDriver, type StoreDriver } from "./store-driver.ts";
import type { HostOptions, HostReport } from "./store-host.ts";

const KEY_BYTES = 32;

function prepared(driver: StoreDriver, path: string): StoreDriver {
	try {
		const version = Number(driver.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
		if (version > SCHEMA_VERSION) throw new Failure("store-failed", { path, version });
		driver.exec(PRAGMAS);
		if (version < SCHEMA_VERSION) driver.exec(`BEGIN; ${version === 1 ? RENAME_FIRST_VERSION : ""} ${SCHEMA} COMMIT`);
		return driver;
	} catch (error) {
		driver.close();
		throw error;
	}
}

/** Opens or creates a file; a damaged one is set aside and everything readable is copied from it. */
export async function openStore(options: HostOptions): Promise<HostReport & { readonly core: StoreCore }> {
	const { path, key, boot = "unknown", now } = options;
	if (key !== undefined && key.length !== KEY_BYTES) throw new Failure("store-key", { length: key.length });
	const open = await loadDriver();
	const chunkKey = key === undefined ? null : { id: 1, bytes: key };
	const keys = chunkKey === null ? [] : [chunkKey];
	settleInterruptedSalvage(path);
	const report = isHealthy(open, path)
		? { damaged: null, lostChunks: 0 }
		: salvage({ open, path, now, keys, prepare: (fresh) => prepared(open(fresh), fresh) });
	const driver = prepared(open(path), path);
	try {
		const core = new StoreCore({ driver, key: chunkKey, boot });
		core.shelf.checkKey(driver);
		await migrateFirstVersion(core);
		return { core, ...report };
	} catch (error) {
		driver.close();
		throw error;
	}
}
