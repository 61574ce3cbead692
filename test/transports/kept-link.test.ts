import { expect, test } from "vitest";
import type { LinkState } from "../../lib/model/byte-link.ts";
import { Failure } from "../../lib/model/failure.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { type Connection, type ConnectionEvents, KeptLink } from "../../lib/transports/kept-link.ts";

const DOWN = new Failure("link-down");

/** A link whose connections are opened, fed and lost by hand. */
function handMade(send: Connection["send"] = (_bytes, done) => done()) {
	const clock = new SimulatedClock();
	const lives: ConnectionEvents[] = [];
	let closed = 0;
	const close = async () => {
		closed += 1;
		await Promise.resolve();
	};
	const dial = (events: ConnectionEvents) => {
		lives.push(events);
		return { send, close };
	};
	const link = new KeptLink("hand-made", dial, { clock, openTimeoutMs: 1_000, backOff: { random: () => 0 } });
	const states: LinkState[] = [];
	const causes: string[] = [];
	const pauses: number[] = [];
	link.listen({
		state: (state, cause, retryMs) => {
			states.push(state);
			if (cause !== undefined) causes.push(cause.code);
			if (retryMs !== undefined) pauses.push(retryMs);
		},
	});
	return { clock, link, lives, states, causes, pauses, closings: () => closed };
}

test("a connection that never opens is given up after the time allowed", async () => {
	const { clock, link, states, causes, closings } = handMade();
	link.open();
	await clock.advance(999);
	expect(states).toEqual(["opening"]);
	await clock.advance(1);
	expect(states).toEqual(["opening", "waiting"]);
	expect(causes).toEqual(["link-unreachable"]);
	await link.close();
	expect(closings()).toBe(1);
	expect(clock.waiting).toBe(0);
});

test("what an earlier connection still says is not heard", async () => {
	const { clock, link, lives, states } = handMade();
	const heard: number[] = [];
	link.listen({ bytes: (chunk) => heard.push(...chunk) });
	link.open();
	await clock.advance(0);
	lives[0]?.opened();
	lives[0]?.lost(DOWN);
	await clock.advance(250);
	lives[0]?.opened();
	lives[0]?.bytes(Uint8Array.of(1));
	lives[0]?.lost(DOWN);
	lives[1]?.opened();
	lives[1]?.bytes(Uint8Array.of(2));
	await link.close();
	lives[1]?.bytes(Uint8Array.of(3));
	expect(heard).toEqual([2]);
	expect(states).toEqual(["opening", "open", "waiting", "opening", "open", "closed"]);
});

test("the pause grows while connections break at once, and is short again after a good one", async () => {
	const { clock, link, lives, pauses } = handMade();
	link.open();
	for (const pause of [250, 500, 1000]) {
		await clock.advance(0);
		lives.at(-1)?.opened();
		lives.at(-1)?.lost(DOWN);
		await clock.advance(pause);
	}
	lives.at(-1)?.opened();
	lives.at(-1)?.bytes(Uint8Array.of(1));
	lives.at(-1)?.lost(DOWN);
	await clock.advance(250);
	lives.at(-1)?.opened();
	await clock.advance(5_000);
	lives.at(-1)?.lost(DOWN);
	await link.close();
	expect(pauses).toEqual([250, 500, 1000, 250, 250]);
});

test("a write that gets stuck gives the connection up", async () => {
	const { clock, link, lives, states } = handMade(() => undefined);
	link.open();
	await clock.advance(0);
	lives[0]?.opened();
	const stuck = expect(link.write(Uint8Array.of(1))).rejects.toMatchObject({ code: "link-down" });
	await clock.advance(10_000);
	await stuck;
	expect(states.slice(0, 3)).toEqual(["opening", "open", "waiting"]);
	await link.close();
});

test("a write under way fails when the connection goes", async () => {
	const { clock, link, lives } = handMade(() => undefined);
	link.open();
	await clock.advance(0);
	lives[0]?.opened();
	const write = link.write(Uint8Array.of(1));
	lives[0]?.lost(new Failure("link-refused"));
	await expect(write).rejects.toMatchObject({ code: "link-down" });
	await link.close();
});

test("one that is lost or throws while it is dialled is tried again", async () => {
	const clock = new SimulatedClock();
	let dialled = 0;
	let closed = 0;
	const link = new KeptLink(
		"stillborn",
		(events) => {
			dialled += 1;
			if (dialled === 1) throw new RangeError("no such port");
			events.lost(DOWN);
			return {
				send: () => undefined,
				close: async () => {
					closed += 1;
					await Promise.resolve();
				},
			};
		},
		{ clock },
	);
	link.open();
	await clock.advance(600);
	expect(dialled).toBeGreaterThanOrEqual(2);
	await link.close();
	expect(closed).toBe(dialled - 1);
	expect(clock.waiting).toBe(0);
});
