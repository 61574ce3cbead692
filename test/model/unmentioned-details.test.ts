import { expect, test } from "vitest";
import { unmentionedDetails } from "../../lib/model/unmentioned-details.ts";

test.each([
	["nothing to add", "The device 5 is silent.", { address: 5 }, ""],
	[
		"what is missing",
		"The device 5 is silent.",
		{ address: 5, baudRate: 2400, why: "late" },
		" (baudRate: 2400, why: late)",
	],
	["no empty values", "Cut short.", { reason: null, text: "" }, ""],
	["false is a value", "Cut short.", { retried: false }, " (retried: false)"],
])("%s", (_, sentence, details, rest) => {
	expect(unmentionedDetails(sentence, details)).toBe(rest);
});
