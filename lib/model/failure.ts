import type { FAILURE_CODES } from "./failure-table.ts";

/** One word of the closed list of failures. */
export type FailureCode = (typeof FAILURE_CODES)[number];

/** What fills the sentence of a failure: plain values only, so that it survives a wire. */
export type FailureDetails = Readonly<Record<string, string | number | boolean | null>>;

/** An error with a stable code; whoever shows it translates the code and fills in the details. */
export class Failure extends Error {
	override readonly name = "Failure";
	readonly code: FailureCode;
	readonly details: FailureDetails;

	constructor(code: FailureCode, details: FailureDetails = {}, cause?: unknown) {
		super(code, cause === undefined ? undefined : { cause });
		this.code = code;
		this.details = details;
	}
}

/** Turns whatever was thrown into a Failure: a Failure stays itself, an aborted signal is `cancelled`, the rest is `internal`. */
export function toFailure(error: unknown): Failure {
	if (error instanceof Failure) return error;
	if (error instanceof Error && error.name === "AbortError") return new Failure("cancelled", {}, error);
	return new Failure("internal", { message: error instanceof Error ? error.message : String(error) }, error);
}
