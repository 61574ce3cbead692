import { Failure } from "../../model/failure.ts";
import type { StoreDriver, StoreStatement } from "./store-driver.ts";

const MOST_CACHED = 5000;

/** Texts of states, each kept once. */
export class TextTable {
	readonly #insert: StoreStatement;
	readonly #find: StoreStatement;
	readonly #get: StoreStatement;
	readonly #numbers = new Map<string, number>();
	readonly #texts = new Map<number, string>();

	constructor(driver: StoreDriver) {
		this.#insert = driver.prepare("INSERT INTO text(s) VALUES(?) ON CONFLICT DO NOTHING");
		this.#find = driver.prepare("SELECT id FROM text WHERE s = ?");
		this.#get = driver.prepare("SELECT s FROM text WHERE id = ?");
	}

	/** After a transaction that was rolled back. */
	forget(): void {
		this.#numbers.clear();
		this.#texts.clear();
	}

	/** Finds or creates the number of a text; inside a transaction. */
	readonly numberOf = (text: string): number => {
		const known = this.#numbers.get(text);
		if (known !== undefined) return known;
		this.#insert.run(text);
		const id = Number(this.#find.get(text)?.["id"]);
		if (this.#numbers.size >= MOST_CACHED) this.#numbers.clear();
		this.#numbers.set(text, id);
		return id;
	};

	/** Throws Failure `store-failed` for a number that no text has. */
	readonly textOf = (id: number): string => {
		const known = this.#texts.get(id);
		if (known !== undefined) return known;
		const text = this.#get.get(id)?.["s"];
		if (typeof text !== "string") throw new Failure("store-failed", { text: id });
		if (this.#texts.size >= MOST_CACHED) this.#texts.clear();
		this.#texts.set(id, text);
		return text;
	};
}
