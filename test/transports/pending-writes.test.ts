import { expect, test } from "vitest";
import { Failure } from "../../lib/model/failure.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { PendingWrites } from "../../lib/transports/pending-writes.ts";

const never = () => undefined;

test("a write that is not on the wire after ten seconds fails, and the wire is given up", async () => {
	const clock = new SimulatedClock();
	const stuck: string[] = [];
	const write = new PendingWrites("link", clock).write(Uint8Array.of(1), never, ({ code }) => stuck.push(code));
	const result = expect(write).rejects.toMatchObject({ code: "link-down", details: { reason: "stuck" } });
	await clock.advance(10_000);
	await result;
	expect(stuck).toEqual(["link-down"]);
	expect(clock.waiting).toBe(0);
});

test("more than a mebibyte is not kept", async () => {
	const writes = new PendingWrites("link", new SimulatedClock());
	const waiting = writes.write(new Uint8Array(1_048_576), never, never);
	await expect(writes.write(Uint8Array.of(1), never, never)).rejects.toMatchObject({ code: "link-down" });
	writes.fail(new Failure("link-down"));
	await expect(waiting).rejects.toMatchObject({ code: "link-down" });
});

test("an error of the wire is told", async () => {
	const writes = new PendingWrites("link", new SimulatedClock());
	const broken = writes.write(Uint8Array.of(1), (_bytes, done) => done(new Error("EPIPE")), never);
	await expect(broken).rejects.toMatchObject({ code: "link-down", details: { reason: "EPIPE" } });
});
