import fc from "fast-check";
import { expect, test } from "vitest";
import { allText, textLines } from "../../lib/cli/text-lines.ts";

async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
	let start = 0;
	for (const cut of cuts) {
		await Promise.resolve();
		yield bytes.subarray(start, start + cut);
		start += cut;
	}
	yield bytes.subarray(start);
}

async function linesOf(chunks: AsyncIterable<Uint8Array>): Promise<string[]> {
	const all: string[] = [];
	for await (const lines of textLines(chunks)) all.push(...lines);
	return all;
}

test("lines come out the same however the bytes are cut, also within a letter", async () => {
	const lines = ["Zähler", "", "°C und m³", "🔌", "last"];
	const bytes = new TextEncoder().encode(lines.join("\r\n"));
	await fc.assert(
		fc.asyncProperty(fc.array(fc.nat({ max: 9 })), async (cuts) => {
			expect(await linesOf(pieces(bytes, cuts))).toEqual(lines);
			expect(await allText(pieces(bytes, cuts))).toBe(lines.join("\n"));
		}),
	);
});

test("an endless line does not fill the memory", async () => {
	const long = new Uint8Array(3_000_000).fill(0x41);
	const [line = ""] = await linesOf(
		pieces(
			long,
			Array.from({ length: 100 }, () => 30_000),
		),
	);
	expect(line.length).toBeLessThanOrEqual(1_048_576);
});
