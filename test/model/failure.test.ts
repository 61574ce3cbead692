import { expect, test } from "vitest";
import { Failure, toFailure } from "../../lib/model/failure.ts";
import { FAILURE_CODES } from "../../lib/model/failure-table.ts";

test("codes are unique and in kebab case", () => {
	expect(new Set(FAILURE_CODES).size).toBe(FAILURE_CODES.length);
	for (const code of FAILURE_CODES) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

test("a Failure passes through, an abort is cancelled, anything else is internal with its cause", () => {
	const failure = new Failure("checksum", { address: 5 });
	expect(toFailure(failure)).toBe(failure);
	expect(toFailure(AbortSignal.abort().reason).code).toBe("cancelled");
	const cause = new TypeError("boom");
	expect(toFailure(cause)).toMatchObject({ code: "internal", details: { message: "boom" }, cause });
	expect(toFailure("text").details).toEqual({ message: "text" });
});
