import type { SQLInputValue } from "node:sqlite";
import { type NewQuantity, QuantityCatalogue } from "../model/quantity-catalogue.ts";
import { type NewUnit, UnitCatalogue } from "../model/unit-catalogue.ts";
import type { SiteDatabase } from "./site-database.ts";

type Kind = "unit" | "quantity";

/** The units and quantities that a site added, kept in its database. Every method may fail with Failure `store-failed`, `file-full`, `file-denied`. */
export class CatalogueList {
	readonly #database: SiteDatabase;

	constructor(database: SiteDatabase) {
		this.#database = database;
	}

	/** In the order in which they were added. */
	units(): Promise<NewUnit[]> {
		return this.#list<NewUnit>("unit");
	}

	/** In the order in which they were added. */
	quantities(): Promise<NewQuantity[]> {
		return this.#list<NewQuantity>("quantity");
	}

	/** All units there are, for conversions and formulas. */
	async unitCatalogue(): Promise<UnitCatalogue> {
		return new UnitCatalogue(await this.units());
	}

	/** All quantities there are. */
	async quantityCatalogue(): Promise<QuantityCatalogue> {
		return new QuantityCatalogue(await this.quantities());
	}

	/** Throws Failure `input` (details: field) for a unit that is not valid, or whose symbol or code is taken. */
	async addUnit(unit: NewUnit): Promise<void> {
		new UnitCatalogue([...(await this.units()), unit]);
		await this.#add("unit", unit.symbol, unit);
	}

	/** Throws Failure `input` (details: field) for a quantity that is not valid or is already there. */
	async addQuantity(quantity: NewQuantity): Promise<void> {
		new QuantityCatalogue([...(await this.quantities()), quantity]);
		await this.#add("quantity", quantity.quantity, quantity);
	}

	/** Resolves with false when there was no such unit. */
	removeUnit(symbol: string): Promise<boolean> {
		return this.#remove("unit", symbol);
	}

	/** Resolves with false when there was no such quantity. */
	removeQuantity(quantity: string): Promise<boolean> {
		return this.#remove("quantity", quantity);
	}

	#list<T>(kind: Kind): Promise<T[]> {
		return this.#database.run((database) =>
			database
				.prepare("SELECT definition FROM catalogue WHERE kind = ? ORDER BY rowid")
				.all(kind)
				.map(({ definition }) => JSON.parse(String(definition)) as T),
		);
	}

	async #add(kind: Kind, key: string, definition: NewUnit | NewQuantity): Promise<void> {
		await this.#write("INSERT INTO catalogue VALUES(?, ?, ?)", [kind, key, JSON.stringify(definition)]);
	}

	async #remove(kind: Kind, key: string): Promise<boolean> {
		return (await this.#write("DELETE FROM catalogue WHERE kind = ? AND key = ?", [kind, key])) > 0;
	}

	#write(sql: string, values: readonly SQLInputValue[]): Promise<number> {
		return this.#database.run((database) => Number(database.prepare(sql).run(...values).changes));
	}
}
