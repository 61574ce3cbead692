import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { type SeenTime, SeenTimeFile } from "../../lib/system/seen-time.ts";

function path(): string {
	const directory = mkdtempSync(join(tmpdir(), "meterway-seen-"));
	onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
	return join(directory, "deep", "clock.state");
}

const seenAt = (seen: number): SeenTime => ({ seen, boot: "b", base: 5, trusted: true });

test("gives back what was written last", async () => {
	const file = path();
	expect(new SeenTimeFile(file).read()).toBeNull();
	const writer = new SeenTimeFile(file);
	for (let seen = 1; seen <= 5; seen += 1) {
		await writer.write(seenAt(seen));
		expect(new SeenTimeFile(file).read()).toMatchObject(seenAt(seen));
	}
	const next = new SeenTimeFile(file);
	next.read();
	await next.write(seenAt(6));
	expect(new SeenTimeFile(file).read()).toMatchObject(seenAt(6));
	expect(readFileSync(file).length).toBeLessThan(8192);
});

test("a write that was cut short leaves the one before", async () => {
	const file = path();
	const writer = new SeenTimeFile(file);
	for (const seen of [1, 2, 3]) await writer.write(seenAt(seen));
	const [before, after] = await (async () => {
		const old = readFileSync(file);
		await writer.write(seenAt(4));
		return [old, readFileSync(file)] as const;
	})();
	fc.assert(
		fc.property(fc.nat({ max: 512 }), (bytes) => {
			writeFileSync(file, Buffer.concat([after.subarray(0, bytes), before.subarray(bytes)]));
			expect([3, 4]).toContain(new SeenTimeFile(file).read()?.seen);
		}),
	);
});

test("any bytes are a time or none", async () => {
	const file = path();
	await new SeenTimeFile(file).write(seenAt(1));
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
			writeFileSync(file, bytes);
			expect(new SeenTimeFile(file).read()).toBeNull();
		}),
	);
});
