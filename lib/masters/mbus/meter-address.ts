import { Failure } from "../../model/failure.ts";
import { SELECTED_ADDRESS } from "../../protocols/mbus/requests.ts";
import {
	parseSecondaryAddress,
	type SecondaryAddress,
	secondaryAddressText,
} from "../../protocols/mbus/secondary-address.ts";
import type { MeterIdentity } from "./meter-identity.ts";

/** How a meter is reached: by a number on the bus, or by what is printed on it. */
export type MeterAddress =
	| { readonly kind: "primary"; readonly address: number }
	| { readonly kind: "secondary"; readonly address: SecondaryAddress };

/** Every meter answers: for a bus with a single one. */
export const ANY_ADDRESS = 0xfe;
/** Every meter obeys and none answers. */
export const BROADCAST_ADDRESS = 0xff;

const HIGHEST_ADDRESS = 251;

/**
 * Reads `5`, `12345678` or `12345678-KAM-35-04`. Primary addresses are 0 … 251 (251 is the converter) and 254 (a single
 * meter). Throws Failure `address-range` for another number and `input` for another text.
 */
export function parseMeterAddress(text: string): MeterAddress {
	const trimmed = text.trim();
	if (!/^\d{1,3}$/.test(trimmed)) return { kind: "secondary", address: parseSecondaryAddress(trimmed) };
	const address = Number(trimmed);
	if (address > HIGHEST_ADDRESS && address !== ANY_ADDRESS) throw new Failure("address-range", { address });
	return { kind: "primary", address };
}

/** The text that `parseMeterAddress` reads; also the key of a meter within its line. */
export function meterAddressText(address: MeterAddress): string {
	if (address.kind === "primary") return String(address.address);
	return secondaryAddressText(address.address);
}

/** The address byte of the requests: its own, or that of the selected meter. */
export function busAddress(address: MeterAddress): number {
	return address.kind === "primary" ? address.address : SELECTED_ADDRESS;
}

/** Whether a meter that says this of itself is one that the secondary address selects; what it does not say fits. */
export function matchesIdentity(address: SecondaryAddress, identity: MeterIdentity): boolean {
	const id = identity.id.toUpperCase();
	return (
		Array.from(address.id.toUpperCase()).every((digit, index) => digit === "F" || digit === id[index]) &&
		fits(address.manufacturer, identity.manufacturer) &&
		fits(address.version, identity.version) &&
		fits(address.medium, identity.medium)
	);
}

function fits<T>(wanted: T | null, said: T | null): boolean {
	return wanted === null || said === null || wanted === said;
}
