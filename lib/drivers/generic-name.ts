import type { DataRecord } from "../protocols/mbus/record.ts";

const FUNCTION_SUFFIXES = { instantaneous: "", maximum: "-max", minimum: "-min", error: "-error", manufacturer: "" };

/**
 * The name of a record for which no driver has one:
 * `<quantity>[-<modifier>…][-max|-min|-error][-tariff<n>][-unit<n>][@<storage>]`.
 */
export function genericName(record: DataRecord): string {
	const modifiers = record.modifiers.map((modifier) => `-${modifier.toLowerCase()}`).join("");
	const tariff = record.tariff === 0 ? "" : `-tariff${record.tariff}`;
	const subunit = record.subunit === 0 ? "" : `-unit${record.subunit}`;
	const storage = record.storage === 0 ? "" : `@${record.storage}`;
	return record.quantity + modifiers + FUNCTION_SUFFIXES[record.function] + tariff + subunit + storage;
}

/** Hands out each name once: the second to ask for `energy` gets `energy~2`. */
export class UniqueNames {
	readonly #taken = new Set<string>();

	take(name: string): string {
		let unique = name;
		for (let count = 2; this.#taken.has(unique); count++) unique = `${name}~${count}`;
		this.#taken.add(unique);
		return unique;
	}
}
