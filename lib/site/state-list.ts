import type { SiteDatabase } from "./site-database.ts";

/** What parts of a site remember over a restart: one text per key. Every method may fail with Failure `store-failed`, `file-full`, `file-denied`. */
export class StateList {
	readonly #database: SiteDatabase;

	constructor(database: SiteDatabase) {
		this.#database = database;
	}

	/** All whose key begins with a text, by the rest of the key. */
	read(prefix: string): Promise<Map<string, string>> {
		const sql = "SELECT key, value FROM state WHERE substr(key, 1, length(?1)) = ?1";
		return this.#database.run((database) => {
			const rows = database.prepare(sql).all(prefix);
			return new Map(rows.map(({ key, value }) => [String(key).slice(prefix.length), String(value)]));
		});
	}

	/** All of them or none; durable when it resolves. Keys are prefix and rest. */
	write(prefix: string, values: ReadonlyMap<string, string>): Promise<void> {
		return this.#database.run((database) => {
			const sql = "INSERT INTO state VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value";
			const statement = database.prepare(sql);
			database.exec("BEGIN IMMEDIATE");
			try {
				for (const [key, value] of values) statement.run(prefix + key, value);
				database.exec("COMMIT");
			} catch (error) {
				if (database.isTransaction) database.exec("ROLLBACK");
				throw error;
			}
		});
	}

	/** Forgets all whose key begins with a text. */
	async remove(prefix: string): Promise<void> {
		const sql = "DELETE FROM state WHERE substr(key, 1, length(?1)) = ?1";
		await this.#database.run((database) => database.prepare(sql).run(prefix));
	}
}
