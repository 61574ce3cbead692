import { EventEmitter } from "node:events";
import type { Node, NodeAPI } from "node-red";
import { expect, test } from "vitest";
import { whenFlowsStarted } from "../../nodes/flows-started.ts";

function runtime(): { RED: NodeAPI; events: EventEmitter; node(): Node & EventEmitter } {
	const events = new EventEmitter();
	const node = () => new EventEmitter() as unknown as Node & EventEmitter;
	return { RED: { events } as unknown as NodeAPI, events, node };
}

test("any number of nodes waits with one listener, and each is called once", () => {
	const { RED, events, node } = runtime();
	const called: number[] = [];
	for (let number = 0; number < 50; number += 1) whenFlowsStarted(RED, node(), () => called.push(number));
	expect(events.listenerCount("flows:started")).toBe(1);
	events.emit("flows:started");
	events.emit("flows:started");
	expect(called).toHaveLength(50);
});

test("a node that closes before is never called, and one of the next deploy is", () => {
	const { RED, events, node } = runtime();
	const called: string[] = [];
	const closed = node();
	whenFlowsStarted(RED, closed, () => called.push("closed"));
	closed.emit("close");
	events.emit("flows:started");
	whenFlowsStarted(RED, node(), () => called.push("next"));
	events.emit("flows:started");
	expect(called).toEqual(["next"]);
});

test("listens again where the runtime has removed its listeners", () => {
	const { RED, events, node } = runtime();
	whenFlowsStarted(RED, node(), () => undefined);
	events.removeAllListeners();
	const called: string[] = [];
	whenFlowsStarted(RED, node(), () => called.push("again"));
	events.emit("flows:started");
	expect(called).toEqual(["again"]);
});
