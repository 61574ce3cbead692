/** What the data behind a CI field is (EN 13757-7, table 2). */
export type CiKind =
	| "variable"
	| "fixed"
	| "fixed-or-compact"
	| "format"
	| "compact"
	| "error"
	| "alarm"
	| "manufacturer"
	| "request";

/** One range of CI fields. */
export interface CiRow {
	readonly first: number;
	readonly last: number;
	readonly kind: CiKind;
	readonly header: "none" | "short" | "long";
	readonly msbFirst?: true;
}

/** EN 13757-7, table 2: the CI fields of wired M-Bus. */
export const CI_FIELDS = [
	{ first: 0x50, last: 0x5f, kind: "request", header: "none" },
	{ first: 0x60, last: 0x68, kind: "request", header: "none" },
	{ first: 0x69, last: 0x69, kind: "format", header: "none" },
	{ first: 0x6a, last: 0x6a, kind: "format", header: "short" },
	{ first: 0x6b, last: 0x6b, kind: "format", header: "long" },
	{ first: 0x6e, last: 0x6e, kind: "error", header: "short" },
	{ first: 0x6f, last: 0x6f, kind: "error", header: "long" },
	{ first: 0x70, last: 0x70, kind: "error", header: "none" },
	{ first: 0x71, last: 0x71, kind: "alarm", header: "none" },
	{ first: 0x72, last: 0x72, kind: "variable", header: "long" },
	{ first: 0x73, last: 0x73, kind: "fixed-or-compact", header: "long" },
	{ first: 0x74, last: 0x74, kind: "alarm", header: "short" },
	{ first: 0x75, last: 0x75, kind: "alarm", header: "long" },
	{ first: 0x76, last: 0x76, kind: "variable", header: "long", msbFirst: true },
	{ first: 0x77, last: 0x77, kind: "fixed", header: "none", msbFirst: true },
	{ first: 0x78, last: 0x78, kind: "variable", header: "none" },
	{ first: 0x79, last: 0x79, kind: "compact", header: "none" },
	{ first: 0x7a, last: 0x7a, kind: "variable", header: "short" },
	{ first: 0x7b, last: 0x7b, kind: "compact", header: "short" },
	{ first: 0xa0, last: 0xb7, kind: "manufacturer", header: "none" },
	{ first: 0xb8, last: 0xbf, kind: "request", header: "none" },
] as const satisfies readonly CiRow[];
