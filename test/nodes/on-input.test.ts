import { EventEmitter } from "node:events";
import type { Node, NodeAPI, NodeMessage } from "node-red";
import { describe, expect, test, vi } from "vitest";
import { Failure } from "../../lib/model/failure.ts";
import { type Handler, type InputOptions, onInput } from "../../nodes/on-input.ts";

class FakeNode extends EventEmitter {
	readonly status = vi.fn();
	readonly error = vi.fn();
	readonly send = vi.fn();

	/** Hands a message over as Node-RED does; resolves with how often done was called, and with what. */
	take(message: NodeMessage): { send: ReturnType<typeof vi.fn>; done: ReturnType<typeof vi.fn> } {
		const [send, done] = [vi.fn(), vi.fn()];
		this.emit("input", message, send, done);
		return { send, done };
	}

	close(): Promise<void> {
		return new Promise((resolve) => this.emit("close", resolve));
	}
}

const RED = { _: (key: string) => key } as unknown as NodeAPI;

function inputOf(handler: Handler, options?: InputOptions) {
	const node = new FakeNode();
	const input = onInput(RED, node as unknown as Node, handler, options);
	return { node, input };
}

/** Waits until the signal aborts, as every lib function does. */
const untilAborted: Handler = (_message, { signal }) =>
	new Promise((_resolve, reject) => {
		if (signal.aborted) reject(new Failure("cancelled"));
		signal.addEventListener("abort", () => reject(new Failure("cancelled")));
	});

describe("onInput", () => {
	test("sends the result and is done once", async () => {
		const { node } = inputOf((message) => Promise.resolve({ ...message, payload: 2 }));
		const { send, done } = node.take({ topic: "a", payload: 1 });
		await vi.waitFor(() => expect(done).toHaveBeenCalled());
		expect(send.mock.calls).toEqual([[{ topic: "a", payload: 2 }]]);
		expect(done.mock.calls).toEqual([[]]);
	});

	test("a failure is done once, with its code, and shown", async () => {
		const { node } = inputOf(() => Promise.reject(new Failure("device-silent", { address: 5 })));
		const { send, done } = node.take({});
		await vi.waitFor(() => expect(done).toHaveBeenCalled());
		expect(done.mock.calls).toEqual([[expect.objectContaining({ code: "device-silent", details: { address: 5 } })]]);
		expect(send).not.toHaveBeenCalled();
		expect(node.status).toHaveBeenCalledWith(expect.objectContaining({ fill: "red", shape: "ring" }));
	});

	test("anything that is thrown has a code", async () => {
		const { node } = inputOf(() => Promise.reject(new TypeError("oops")));
		const { done } = node.take({});
		await vi.waitFor(() => expect(done).toHaveBeenCalled());
		expect(done.mock.calls[0]?.[0]).toMatchObject({ code: "internal", details: { message: "oops" } });
	});

	test("works on one message after the other, or on several at once where it may", async () => {
		const order = async (options: InputOptions) => {
			const seen: string[] = [];
			const { node } = inputOf(async ({ topic }) => {
				seen.push(`begin ${topic}`);
				await new Promise((resolve) => setImmediate(resolve));
				seen.push(`end ${topic}`);
				return undefined;
			}, options);
			node.take({ topic: "a" });
			const { done } = node.take({ topic: "b" });
			await vi.waitFor(() => expect(done).toHaveBeenCalled());
			return seen;
		};
		expect(await order({})).toEqual(["begin a", "end a", "begin b", "end b"]);
		expect(await order({ parallel: true })).toEqual(["begin a", "begin b", "end a", "end b"]);
	});

	test("a message with cancel ends everything that runs or waits", async () => {
		const { node, input } = inputOf(untilAborted);
		const [first, second] = [node.take({}), node.take({})];
		const cancel = node.take({ cancel: true });
		await vi.waitFor(() => expect(second.done).toHaveBeenCalled());
		for (const { done } of [first, second]) {
			expect(done.mock.calls).toEqual([[expect.objectContaining({ code: "cancelled" })]]);
		}
		expect(cancel.done.mock.calls).toEqual([[]]);
		expect(input.busy).toBe(false);
	});

	test("refuses what it was told to refuse, only while it is busy", async () => {
		const { node } = inputOf(untilAborted, { refuse: ({ topic }) => topic === "round" });
		const [first, second] = [node.take({ topic: "round" }), node.take({ topic: "round" })];
		expect(second.done.mock.calls).toEqual([[expect.objectContaining({ code: "bus-busy" })]]);
		expect(first.done).not.toHaveBeenCalled();
		await node.close();
	});

	test("more than a thousand waiting messages are refused", async () => {
		const { node } = inputOf(untilAborted);
		for (let count = 0; count < 1000; count += 1) node.take({});
		expect(node.take({}).done.mock.calls[0]?.[0]).toMatchObject({ code: "bus-busy" });
		await node.close();
	});

	test("closing aborts the work, waits for it, and calls nobody's failure a failure", async () => {
		const closing = vi.fn();
		const { node } = inputOf(untilAborted, { closing });
		const { done } = node.take({});
		await node.close();
		expect(done.mock.calls).toEqual([[]]);
		expect(closing).toHaveBeenCalledOnce();
		expect(node.take({}).done.mock.calls).toEqual([[]]);
	});

	test("a failing clean-up is reported and does not keep the node from closing", async () => {
		const { node } = inputOf(untilAborted, { closing: () => Promise.reject(new Failure("store-failed")) });
		await node.close();
		expect(node.error).toHaveBeenCalledWith(expect.objectContaining({ code: "store-failed" }), {});
	});

	test("the node's own work is sent and reported like that of a message", async () => {
		const { node, input } = inputOf(({ topic }) =>
			topic === "bad" ? Promise.reject(new Failure("timeout")) : Promise.resolve({ payload: 1 }),
		);
		input.start({ topic: "good" });
		input.start({ topic: "bad" });
		await vi.waitFor(() => expect(node.error).toHaveBeenCalled());
		expect(node.send.mock.calls).toEqual([[{ payload: 1 }]]);
		expect(node.error).toHaveBeenCalledWith(expect.objectContaining({ code: "timeout" }), { topic: "bad" });
	});
});
