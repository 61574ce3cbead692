import type { StoreDriver, StoreStatement } from "./store-driver.ts";

/** Small numbers that the store remembers about itself. */
export class StateTable {
	readonly #get: StoreStatement;
	readonly #set: StoreStatement;
	readonly #add: StoreStatement;

	constructor(driver: StoreDriver) {
		this.#get = driver.prepare("SELECT v FROM state WHERE name = ?");
		this.#set = driver.prepare("INSERT INTO state VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET v = excluded.v");
		this.#add = driver.prepare("INSERT INTO state VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET v = v + excluded.v");
	}

	/** 0 for what was never set. */
	get(name: string): number {
		return Number(this.#get.get(name)?.["v"] ?? 0);
	}

	set(name: string, value: number): void {
		this.#set.run(name, value);
	}

	add(name: string, value: number): void {
		this.#add.run(name, value);
	}
}
