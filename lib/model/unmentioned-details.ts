import type { FailureDetails } from "./failure.ts";

/** What a sentence leaves out of a failure's details, in parentheses to stand behind it; empty when it says all. */
export function unmentionedDetails(sentence: string, details: FailureDetails): string {
	const unsaid = Object.entries(details).filter(([, value]) => {
		return value !== null && value !== "" && !sentence.includes(String(value));
	});
	return unsaid.length === 0 ? "" : ` (${unsaid.map(([name, value]) => `${name}: ${value}`).join(", ")})`;
}
