import type { NodeAPI } from "node-red";
import type { Failure, FailureCode, FailureDetails } from "../lib/model/failure.ts";
import { unmentionedDetails } from "../lib/model/unmentioned-details.ts";

/** The catalogue of the shared sentences: the plugin's. */
const SHARED = "@meterway/node-red/mw-runtime:";

/** A sentence of the shared catalogue in the language of the runtime, e.g. `status.ready`. */
export function sharedText(RED: NodeAPI, key: string, values: FailureDetails = {}): string {
	const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value ?? "")]));
	return String(RED._(SHARED + key, texts));
}

/** What a Catch node is given: the translated sentence as message, and the failure's code. */
export class TranslatedFailure extends Error {
	readonly code: FailureCode;
	readonly details: FailureDetails;

	constructor(text: string, failure: Failure) {
		super(text);
		this.code = failure.code;
		this.details = failure.details;
	}

	/** The sentence alone: Node-RED shows this text as it is. */
	override toString(): string {
		return this.message;
	}
}

/** A failure in the words of the user, with all its details. */
export function translated(RED: NodeAPI, failure: Failure): TranslatedFailure {
	const sentence = sharedText(RED, `failure.${failure.code}`, failure.details);
	return new TranslatedFailure(sentence + unmentionedDetails(sentence, failure.details), failure);
}
