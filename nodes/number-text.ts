import type { NodeAPI } from "node-red";
import { sharedText } from "./translate.ts";

/** A number for a status, in the language of the runtime and with three digits at most behind the first: `1.24`, `348`, `1,234,567`. */
export function shortNumber(RED: NodeAPI, value: number): string {
	const locale = sharedText(RED, "locale");
	const decimals = Math.abs(value) < 10 ? 2 : 0;
	try {
		return value.toLocaleString(locale, { maximumFractionDigits: decimals });
	} catch (error) {
		// Without the catalogue the key comes back, which is no language.
		if (error instanceof RangeError) return value.toFixed(decimals);
		throw error;
	}
}
