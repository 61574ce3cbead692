import { readdirSync } from "node:fs";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ByteLink, LinkState } from "../../lib/model/byte-link.ts";
import type { Clock } from "../../lib/model/clock.ts";
import type { Failure, FailureCode } from "../../lib/model/failure.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";

/** The other end of the wire, played by the test. */
export interface Peer {
	/** Begins to be there; the same place every time. */
	start(): Promise<void>;
	/** Is gone, as after a power cut. */
	stop(): Promise<void>;
	write(bytes: Uint8Array): Promise<void>;
	/** Everything heard since the last start. */
	received(): Uint8Array;
}

/** One kind of link and its peer. */
export interface ByteLinkSubject {
	link(clock: Clock): ByteLink;
	readonly peer: Peer;
	/** Frees what `create` made. */
	dispose(): Promise<void>;
}

/** What the suite must know of one kind of link. */
export interface ByteLinkKind {
	readonly title: string;
	/** The reason told while nobody is there. */
	readonly absent: FailureCode;
	/** True where nobody being there shows only after a write (UDP). */
	readonly silent: boolean;
	create(): Promise<ByteLinkSubject>;
}

/** Waits turn by turn of the event loop until the condition holds; throws when it does not within 20 s. */
export async function until(condition: () => boolean): Promise<void> {
	const end = performance.now() + 20_000;
	while (!condition()) {
		if (performance.now() > end) throw new Error("it did not happen");
		await new Promise((resolve) => setImmediate(resolve));
	}
}

class Ear {
	readonly states: LinkState[] = [];
	cause: Failure | undefined;
	retryMs: number | undefined;
	readonly chunks: Uint8Array[] = [];
	readonly leave: () => void;

	constructor(link: ByteLink) {
		this.leave = link.listen({
			bytes: (chunk) => this.chunks.push(Uint8Array.from(chunk)),
			state: (state, cause, retryMs) => {
				this.states.push(state);
				this.cause = cause;
				this.retryMs = retryMs;
			},
		});
	}

	get bytes(): Uint8Array {
		return Uint8Array.from(this.chunks.flatMap((chunk) => [...chunk]));
	}
}

function openFiles(): number {
	return readdirSync("/proc/self/fd").length;
}

function openSockets(): number {
	return process.getActiveResourcesInfo().filter((name) => /TCP|UDP|GetAddr/.test(name)).length;
}

const HELLO = Uint8Array.of(0x10, 0x40, 0xfe, 0x3e, 0x16);

/** What every link must do. */
export function describeByteLink(kind: ByteLinkKind): void {
	describe(kind.title, () => {
		let subject: ByteLinkSubject;
		let clock: SimulatedClock;
		let link: ByteLink;
		let ear: Ear;

		const connected = async () => {
			link.open();
			await until(() => link.state === "open");
			await link.write(HELLO);
			await until(() => subject.peer.received().length === HELLO.length);
		};
		const missed = async () => {
			await until(() => {
				if (kind.silent && link.state === "open") link.write(HELLO).catch(() => undefined);
				return link.state === "waiting";
			});
		};

		beforeEach(async () => {
			subject = await kind.create();
			clock = new SimulatedClock();
			link = subject.link(clock);
			ear = new Ear(link);
		});

		afterEach(async () => {
			await link.close();
			await subject.dispose();
		});

		test("opening twice opens once, and says so", async () => {
			await subject.peer.start();
			link.open();
			link.open();
			await until(() => link.state === "open");
			expect(ear.states).toEqual(["opening", "open"]);
		});

		test("bytes arrive in order whatever the sizes", async () => {
			await subject.peer.start();
			await connected();
			let sent = HELLO;
			let heard = new Uint8Array();
			const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 700 }), { minLength: 1, maxLength: 12 });
			await fc.assert(
				fc.asyncProperty(chunks, async (pieces) => {
					const all = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
					sent = Uint8Array.of(...sent, ...all);
					heard = Uint8Array.of(...heard, ...all);
					for (const piece of pieces) {
						await link.write(piece);
						await subject.peer.write(piece);
					}
					await until(() => subject.peer.received().length >= sent.length && ear.bytes.length >= heard.length);
					expect(subject.peer.received()).toEqual(sent);
					expect(ear.bytes).toEqual(heard);
				}),
				{ numRuns: 10 },
			);
		});

		test("who left hears nothing more", async () => {
			await subject.peer.start();
			await connected();
			ear.leave();
			ear.leave();
			const other = new Ear(link);
			await subject.peer.write(HELLO);
			await until(() => other.bytes.length === HELLO.length);
			expect(ear.bytes.length).toBe(0);
		});

		test("a write while closed or broken fails", async () => {
			await expect(link.write(HELLO)).rejects.toMatchObject({ code: "link-down" });
			await subject.peer.start();
			await connected();
			await subject.peer.stop();
			await missed();
			await expect(link.write(HELLO)).rejects.toMatchObject({ code: "link-down" });
			await link.close();
			await expect(link.write(HELLO)).rejects.toMatchObject({ code: "link-down" });
		});

		test("it connects again after the peer died", async () => {
			await subject.peer.start();
			await connected();
			await subject.peer.stop();
			await missed();
			expect(ear.cause?.code).toMatch(/^link-|^port-/);
			await subject.peer.start();
			await clock.advance(ear.retryMs ?? 0);
			await until(() => link.state === "open");
			await link.write(HELLO);
			await until(() => subject.peer.received().length === HELLO.length);
			await subject.peer.write(HELLO);
			await until(() => ear.bytes.length === HELLO.length);
		});

		test("while nobody is there it waits and says why, then finds the peer", async () => {
			link.open();
			await missed();
			expect(ear.cause?.code).toBe(kind.absent);
			await subject.peer.start();
			await clock.advance(ear.retryMs ?? 0);
			await until(() => link.state === "open");
			expect(ear.states.at(-1)).toBe("open");
		});

		test("closed while opening or waiting, it stays closed", async () => {
			await subject.peer.start();
			link.open();
			await link.close();
			await link.close();
			expect(link.state).toBe("closed");
			await subject.peer.stop();
			link.open();
			await missed();
			await link.close();
			const told = ear.states.length;
			await clock.advance(120_000);
			expect(ear.states.length).toBe(told);
			expect(ear.states.at(-1)).toBe("closed");
			expect(clock.waiting).toBe(0);
		});

		test("closed by who hears the change, it is closed", async () => {
			const leave = link.listen({
				state: (state) => {
					if (state === "waiting") link.close().catch(() => undefined);
				},
			});
			link.open();
			await until(() => {
				if (kind.silent && link.state === "open") link.write(HELLO).catch(() => undefined);
				return link.state === "closed";
			});
			leave();
			await clock.advance(60_000);
			expect(link.state).toBe("closed");
		});

		test("a hundred times opened and closed, nothing stays behind", async () => {
			await subject.peer.start();
			await connected();
			await link.close();
			const files = openFiles();
			const sockets = openSockets();
			for (let cycle = 0; cycle < 100; cycle += 1) {
				link.open();
				if (cycle % 2 === 0) await until(() => link.state === "open");
				await link.close();
			}
			await until(() => openSockets() <= sockets);
			expect(openFiles()).toBeLessThan(files + 20);
			expect(clock.waiting).toBe(0);
		});
	});
}
