import { Failure } from "../../model/failure.ts";
import {
	parseSecondaryAddress,
	type SecondaryAddress,
	secondaryAddressText,
} from "../../protocols/mbus/secondary-address.ts";
import { KNOWN_MANUFACTURERS } from "./manufacturer-table.ts";

/** Which digit of the identification is tried first. */
export type DigitOrder = "most" | "least";
/** Which digits an identification is made of: 0–9, or 0–9 and A–E (F is the wildcard). */
export type Alphabet = "decimal" | "hexadecimal";

/** The tree of masks that a secondary scan walks through. */
export interface MaskTree {
	readonly root: SecondaryAddress;
	readonly digitOrder: DigitOrder;
	readonly alphabet: Alphabet;
}

const WILDCARD = "F";
const DIGITS: Record<Alphabet, readonly string[]> = {
	decimal: Array.from("0123456789"),
	hexadecimal: Array.from("0123456789ABCDE"),
};
/** FF is the wildcard of version and medium. */
const BYTES = Array.from({ length: 0xff }, (_, byte) => byte);
const POSITIONS = [0, 1, 2, 3, 4, 5, 6, 7];

const ORDERS = ["most", "least"] as const;
const ALPHABETS = ["decimal", "hexadecimal"] as const;

function isOneOf<T extends string>(words: readonly T[], word: string | undefined): word is T {
	return words.some((candidate) => candidate === word);
}

/** Position of the digit that is tried next; null when the identification has no wildcard left. */
export function nextDigit(id: string, order: DigitOrder): number | null {
	const positions = order === "most" ? POSITIONS : POSITIONS.toReversed();
	return positions.find((position) => id[position] === WILDCARD) ?? null;
}

/**
 * The masks one step more exact: the next digit, then version, medium and maker (those met on this bus first).
 * Null when nothing is left to tell meters apart.
 */
export function childMasks(mask: SecondaryAddress, tree: MaskTree, met: readonly string[]): SecondaryAddress[] | null {
	const position = nextDigit(mask.id, tree.digitOrder);
	if (position !== null) {
		return DIGITS[tree.alphabet].map((digit) => ({
			...mask,
			id: mask.id.slice(0, position) + digit + mask.id.slice(position + 1),
		}));
	}
	if (mask.version === null) return BYTES.map((version) => ({ ...mask, version }));
	if (mask.medium === null) return BYTES.map((medium) => ({ ...mask, medium }));
	if (mask.manufacturer !== null) return null;
	return Array.from(new Set([...met, ...KNOWN_MANUFACTURERS]), (manufacturer) => ({ ...mask, manufacturer }));
}

/** The digits that the scan has fixed in a mask, in the order of the tree, as positions in the alphabet. */
export function path(mask: SecondaryAddress, tree: MaskTree): number[] {
	const steps: number[] = [];
	let { id } = tree.root;
	for (;;) {
		const position = nextDigit(id, tree.digitOrder);
		if (position === null) return steps;
		const digit = mask.id[position] ?? WILDCARD;
		if (digit === WILDCARD) return steps;
		steps.push(DIGITS[tree.alphabet].indexOf(digit));
		id = id.slice(0, position) + digit + id.slice(position + 1);
	}
}

/** Share of the tree that lies before a mask, 0 … 1. */
export function fractionBefore(mask: SecondaryAddress, tree: MaskTree): number {
	const base = DIGITS[tree.alphabet].length;
	return path(mask, tree).reduce((sum, step, depth) => sum + step / base ** (depth + 1), 0);
}

/** The token with which a scan goes on at a mask; it says everything about the tree. */
export function resumeToken(mask: SecondaryAddress, tree: MaskTree): string {
	return [tree.digitOrder, tree.alphabet, secondaryAddressText(tree.root), mask.id].join(" ");
}

/** Reads a token; throws Failure `input` for another text. */
export function parseResumeToken(token: string): { tree: MaskTree; at: SecondaryAddress } {
	const [digitOrder, alphabet, rootText = "", id = "", ...rest] = token.split(" ");
	if (!isOneOf(ORDERS, digitOrder) || !isOneOf(ALPHABETS, alphabet) || rest.length > 0) {
		throw new Failure("input", { text: token.slice(0, 40) });
	}
	const root = parseSecondaryAddress(rootText);
	const at = { ...root, id: parseSecondaryAddress(id).id };
	const tree = { root, digitOrder, alphabet };
	if (path(at, tree).includes(-1)) throw new Failure("input", { text: token.slice(0, 40) });
	return { tree, at };
}
