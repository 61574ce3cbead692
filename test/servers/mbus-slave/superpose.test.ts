import { expect, test } from "vitest";
import { superpose } from "../../../lib/servers/mbus-slave/superpose.ts";

test.each([
	{ title: "one answer stays itself", answers: [[0xe5]], heard: [0xe5] },
	{ title: "equal answers look like one", answers: [[0xe5], [0xe5]], heard: [0xe5] },
	{ title: "0 dominates", answers: [[0b1100], [0b1010]], heard: [0b1000] },
	{ title: "a shorter answer leaves the line to the longer one", answers: [[0xe5], [0x68, 0x0f]], heard: [0x60, 0x0f] },
	{ title: "nobody is nothing", answers: [], heard: [] },
])("$title", ({ answers, heard }) => {
	expect([...superpose(answers.map((answer) => Uint8Array.from(answer)))]).toEqual(heard);
});
