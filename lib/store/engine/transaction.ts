import type { StoreDriver } from "./store-driver.ts";

/** After `ENOSPC` SQLite has already rolled back, and then an explicit ROLLBACK is an error. */
function rollBack(driver: StoreDriver): void {
	try {
		driver.exec("ROLLBACK");
	} catch (error) {
		if (!(error instanceof Error && error.message.includes("no transaction is active"))) throw error;
	}
}

/** Runs a job as one transaction: all of it is durable when this returns, or nothing of it is when it throws. */
export function inTransaction<T>(driver: StoreDriver, job: () => T): T {
	driver.exec("BEGIN IMMEDIATE");
	try {
		const result = job();
		driver.exec("COMMIT");
		return result;
	} catch (error) {
		rollBack(driver);
		throw error;
	}
}
