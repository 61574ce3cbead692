import { DIMENSIONS } from "./dimension-table.ts";
import { Failure } from "./failure.ts";
import type { Quantity } from "./quantity.ts";
import { QUANTITY_DIMENSIONS } from "./quantity-dimension-table.ts";
import { QUANTITIES } from "./quantity-table.ts";
import type { Unit } from "./unit.ts";
import { checkNames, type LocalNames, type UnitCatalogue } from "./unit-catalogue.ts";

/** A quantity that a site adds. */
export interface NewQuantity {
	/** Begins with `x-`. */
	readonly quantity: Quantity;
	/** What its units must be of; null for any. */
	readonly dimension: string | null;
	readonly names: LocalNames;
}

const OWN = /^x-[a-z0-9][a-z0-9-]{0,40}$/;

function checkQuantity({ quantity, dimension, names }: NewQuantity): void {
	if (!OWN.test(quantity)) throw new Failure("input", { field: "quantity", value: quantity.slice(0, 40) });
	if (dimension !== null && !Object.hasOwn(DIMENSIONS, dimension) && !OWN.test(dimension)) {
		throw new Failure("input", { field: "dimension", value: dimension.slice(0, 40) });
	}
	checkNames(names);
}

/** The quantities there are: those of the table and those a site added. */
export class QuantityCatalogue {
	readonly #dimensions = new Map<string, string | null>(
		QUANTITIES.map((quantity) => [quantity, QUANTITY_DIMENSIONS[quantity] ?? null]),
	);

	/** Throws Failure `input` (details: field) for a quantity that is not valid or is already there. */
	constructor(added: readonly NewQuantity[] = []) {
		for (const row of added) {
			checkQuantity(row);
			if (this.#dimensions.has(row.quantity)) throw new Failure("input", { field: "quantity", value: row.quantity });
			this.#dimensions.set(row.quantity, row.dimension);
		}
	}

	/** All quantities by name. */
	list(): readonly Quantity[] {
		return [...this.#dimensions.keys()] as Quantity[];
	}

	/** The quantity of a name; throws Failure `quantity-unknown`. */
	get(name: string): Quantity {
		if (!this.#dimensions.has(name)) throw new Failure("quantity-unknown", { quantity: name.slice(0, 40) });
		return name as Quantity;
	}

	/** Throws Failure `quantity-unknown`, or `unit-mismatch` (details: from, to) for a unit of another dimension than the quantity's. */
	checkUnit(quantity: string, unit: Unit, units: UnitCatalogue): void {
		const wanted = this.#dimensions.get(this.get(quantity)) ?? null;
		const measure = units.find(unit);
		// A number without a unit, or in a unit of a meter's own, may be anything.
		if (wanted === null || unit === "" || measure === null || measure.dimension === null) return;
		if (measure.dimension !== wanted) throw new Failure("unit-mismatch", { from: unit, to: quantity });
	}
}
