import fc from "fast-check";
import { expect, test } from "vitest";
import { explainTelegram } from "../../lib/cli/explain.ts";
import { lenientHex } from "../../lib/cli/lenient-hex.ts";
import { decodeTelegram } from "../../lib/protocols/mbus/telegram.ts";
import { call } from "./call.ts";

/** Fixed data structure: two counters whose units stand in the header. */
const FIXED = "6813136808057378563412 0A00E97E01000000350100003C16";
const METER = "68151568080172785634123A630104000000000406D20400001116";

test("every byte of a telegram is said once, in order", () => {
	const telegrams = [METER, FIXED, `00FF${METER}AB`, "E5", "1040FE3E16", "681515", "", METER.slice(0, 20)].map(
		lenientHex,
	);
	fc.assert(
		fc.property(fc.oneof(fc.constantFrom(...telegrams), fc.uint8Array({ maxLength: 60 })), (bytes) => {
			const parts = explainTelegram(bytes, decodeTelegram(bytes));
			let at = 0;
			for (const { offset, length } of parts) {
				expect(offset).toBe(at);
				at += length;
			}
			expect(at).toBe(bytes.length);
		}),
		{ numRuns: 500 },
	);
});

test("a telegram is explained for people", async () => {
	const { status, stdout } = await call(["decode", "--explain", METER]);
	expect(status).toBe(0);
	const lines = stdout.trimEnd().split("\n");
	expect(lines[1]).toBe("   1  15 15                    length, twice: 21 bytes from C to the last data byte");
	expect(lines).toContain("   7  78 56 34 12              number 12345678");
	expect(lines).toContain("  21  D2 04 00 00              = 1234000 Wh");
});

test("counters of the fixed data structure are explained with their units", async () => {
	const { stdout } = await call(["decode", "--explain", FIXED]);
	const lines = stdout.trimEnd().split("\n");
	expect(lines).toContain("  15  01 00 00 00              = 0.001 m³");
	expect(lines).toContain("  19  35 01 00 00              = 0.135 m³");
});

test("one that is broken is explained as far as it goes, with the reason", async () => {
	const { status, stdout } = await call(["decode", "--explain", METER.replace("1116", "1216")], { language: "de" });
	expect(status).toBe(1);
	expect(stdout).toContain("Prüfsumme");
});
