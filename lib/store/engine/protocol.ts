import type { FailureCode, FailureDetails } from "../../model/failure.ts";

/** What the main thread asks of the worker. */
export interface StoreRequest {
	readonly id: number;
	readonly method: string;
	readonly parameters: readonly unknown[];
}

/** The worker's answer. */
export type StoreAnswer =
	| { readonly id: number; readonly result: unknown }
	| { readonly id: number; readonly failure: { readonly code: FailureCode; readonly details: FailureDetails } };
