import { reversedText } from "./bytes.ts";
import { type Defect, EXTENSION_MAXIMUM } from "./dib.ts";
import { type Meaning, resolveMeaning } from "./meaning.ts";

/** What the VIF, its VIFEs and a text unit say (EN 13757-3, 6.4). */
export interface Vib {
	readonly code: null;
	readonly meaning: Meaning;
	readonly bytes: Uint8Array;
	/** Text of a text unit that is no printable text speaks against the reading. */
	readonly printable: boolean;
}

/** Where the text of a text unit stands: behind the VIF (many meters) or behind the VIFEs (the standard). */
export type TextPlace = "behind-vif" | "behind-vifes";

const NO_BYTES = new Uint8Array(0);
const PLAIN: readonly (Vib | undefined)[] = Array.from({ length: 128 }, (_, vif) =>
	vif === 0x7c ? undefined : plainVib(vif),
);

function plainVib(vif: number): Vib {
	const bytes = Uint8Array.of(vif);
	return { code: null, meaning: resolveMeaning(bytes, null, null), bytes, printable: true };
}

/** A record without a VIF: DIF 7F. */
export const NO_VIB: Vib = {
	code: null,
	meaning: resolveMeaning(Uint8Array.of(0x7e), null, null),
	bytes: NO_BYTES,
	printable: true,
};

/** Reads the VIF at `position`, its VIFEs and its text unit, which stands at `place`. */
export function readVib(data: Uint8Array, position: number, place: TextPlace, medium: number | null): Vib | Defect {
	const vif = data[position];
	if (vif === undefined) return { code: "record-header", at: position };
	const plain = PLAIN[vif];
	if (plain !== undefined) return plain;
	return (vif & 0x7f) === 0x7c ? readTextVib(data, position, place, medium) : readChain(data, position, medium);
}

function readChain(data: Uint8Array, position: number, medium: number | null): Vib | Defect {
	const end = chainEnd(data, position);
	if (typeof end !== "number") return end;
	const bytes = data.subarray(position, end);
	return { code: null, meaning: resolveMeaning(bytes, null, medium), bytes, printable: true };
}

/** First byte behind the VIFEs whose first one follows the extended code at `position`. */
function chainEnd(data: Uint8Array, position: number): number | Defect {
	let end = position;
	for (let count = 0; (data[end] ?? 0) >= 0x80; count++) {
		end++;
		if (end >= data.length) return { code: "record-header", at: end };
		if (count === EXTENSION_MAXIMUM) return { code: "too-many-vife", at: end };
	}
	return end + 1;
}

function readTextVib(data: Uint8Array, position: number, place: TextPlace, medium: number | null): Vib | Defect {
	return place === "behind-vif" ? readTextFirst(data, position, medium) : readTextLast(data, position, medium);
}

function readTextLast(data: Uint8Array, position: number, medium: number | null): Vib | Defect {
	const lengthAt = chainEnd(data, position);
	if (typeof lengthAt !== "number") return lengthAt;
	const textEnd = textUnitEnd(data, lengthAt);
	if (typeof textEnd !== "number") return textEnd;
	return textVib(data.subarray(position, lengthAt), data.subarray(lengthAt + 1, textEnd), {
		bytes: data.subarray(position, textEnd),
		medium,
	});
}

function readTextFirst(data: Uint8Array, position: number, medium: number | null): Vib | Defect {
	const textEnd = textUnitEnd(data, position + 1);
	if (typeof textEnd !== "number") return textEnd;
	const text = data.subarray(position + 2, textEnd);
	// Seen from here the VIFEs follow the last byte of the text, as if that were the extended VIF.
	const vif = data[position] ?? 0;
	const end = vif < 0x80 ? textEnd : vifesEnd(data, textEnd);
	if (typeof end !== "number") return end;
	const codes = new Uint8Array(1 + end - textEnd);
	codes[0] = vif;
	codes.set(data.subarray(textEnd, end), 1);
	return textVib(codes, text, { bytes: data.subarray(position, end), medium });
}

function vifesEnd(data: Uint8Array, position: number): number | Defect {
	if (position >= data.length) return { code: "record-header", at: position };
	for (let end = position, count = 1; ; end++, count++) {
		if (end >= data.length) return { code: "record-header", at: end };
		if (count > EXTENSION_MAXIMUM) return { code: "too-many-vife", at: end };
		if ((data[end] ?? 0) < 0x80) return end + 1;
	}
}

function textUnitEnd(data: Uint8Array, lengthAt: number): number | Defect {
	const length = data[lengthAt];
	if (length === undefined) return { code: "record-header", at: lengthAt };
	const end = lengthAt + 1 + length;
	return end > data.length ? { code: "plain-text-vif", at: lengthAt } : end;
}

function textVib(codes: Uint8Array, text: Uint8Array, rest: { bytes: Uint8Array; medium: number | null }): Vib {
	return {
		code: null,
		meaning: resolveMeaning(codes, reversedText(text), rest.medium),
		bytes: rest.bytes,
		printable: text.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte >= 0xa0),
	};
}
