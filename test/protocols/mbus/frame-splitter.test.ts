import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../lib/model/hex.ts";
import { joinBytes } from "../../../lib/protocols/mbus/bytes.ts";
import { encodeFrame, type Frame } from "../../../lib/protocols/mbus/frame.ts";
import { FrameSplitter, type SplitItem } from "../../../lib/protocols/mbus/frame-splitter.ts";

const ANSWER = "680909680801780C13270485025216";
const REQUEST = "107B017C16";
/** Its length is 16 hexadecimal, as the stop byte is. */
const LENGTH_16 = toHex(encodeFrame({ kind: "long", control: 8, address: 1, ci: 0x78, data: new Uint8Array(19) }));

function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
	const chunks: Uint8Array[] = [];
	let from = 0;
	for (const length of cuts) {
		chunks.push(bytes.subarray(from, from + length));
		from += length;
	}
	return [...chunks, bytes.subarray(from)];
}

const show = (item: SplitItem): string => `${item.kind === "frame" ? item.frame.kind : item.code} ${toHex(item.raw)}`;
const split = (hex: string): string[] => new FrameSplitter().push(fromHex(hex)).map(show);

describe("a stream is cut into", () => {
	test.each([
		["several frames in one chunk", `E5${ANSWER}${REQUEST}`, ["ack E5", `long ${ANSWER}`, `short ${REQUEST}`]],
		["garbage up to the next start", `0102${ANSWER}`, ["start-byte 0102", `long ${ANSWER}`]],
		[
			"an answer with a wrong checksum, whole",
			ANSWER.replace("5216", "5116"),
			[`checksum ${ANSWER.replace("5216", "5116")}`],
		],
		["a request with a wrong checksum, whole", "107B017D16E5", ["checksum 107B017D16", "ack E5"]],
		[
			"the start of a request in front of an answer whose length is that of a stop byte",
			`107B${LENGTH_16}`,
			["checksum 107B", `long ${LENGTH_16}`],
		],
		["a request with a wrong stop", "107B017C1768", ["stop-byte 107B017C17"]],
		["lengths that differ", `680809${ANSWER}`, ["length 680809", `long ${ANSWER}`]],
		["a wrong second start", `68080800${ANSWER}`, ["start-byte 68080800", `long ${ANSWER}`]],
		[
			"an answer that lost its end and the next one",
			ANSWER.slice(0, 20) + ANSWER,
			[`stop-byte ${ANSWER.slice(0, 20)}`, `long ${ANSWER}`],
		],
		[
			"a wrong stop without another start",
			ANSWER.replace("5216", "5217"),
			[`stop-byte ${ANSWER.replace("5216", "5217")}`],
		],
		["a wrong stop with a start byte among the data", "68050568080168E568 E5E5", ["stop-byte 68050568080168E5"]],
	])("%s", (_, hex, items) => {
		expect(split(hex.replaceAll(" ", ""))).toEqual(items);
	});
});

test("the echo of a request is dropped, once", () => {
	const splitter = new FrameSplitter();
	splitter.expectEcho(fromHex(REQUEST));
	expect(splitter.push(fromHex(REQUEST + ANSWER)).map(show)).toEqual([`long ${ANSWER}`]);
	expect(splitter.push(fromHex(REQUEST)).map(show)).toEqual([`short ${REQUEST}`]);
});

test("an answer without echo ends the wait for it", () => {
	const splitter = new FrameSplitter();
	splitter.expectEcho(fromHex(REQUEST));
	expect(splitter.push(fromHex(`E5${REQUEST}`)).map(show)).toEqual(["ack E5", `short ${REQUEST}`]);
});

test("an unfinished frame is held until reset", () => {
	const splitter = new FrameSplitter();
	expect(splitter.push(fromHex(ANSWER.slice(0, 12)))).toEqual([]);
	expect(splitter.pending()).toBe(6);
	splitter.reset();
	expect(splitter.pending()).toBe(0);
	expect(splitter.push(fromHex("E5")).map(show)).toEqual(["ack E5"]);
});

test("a frame keeps its bytes when the chunk is used again", () => {
	const chunk = fromHex(ANSWER);
	const [item] = new FrameSplitter().push(chunk);
	chunk.fill(0);
	expect(item).toMatchObject({ raw: fromHex(ANSWER), frame: { data: fromHex("0C1327048502") } });
});

test("frames come out the same however the wire cuts the bytes", () => {
	const byte = fc.integer({ min: 0, max: 255 });
	const frame = fc.oneof(
		fc.constant<Frame>({ kind: "ack" }),
		fc.record({ kind: fc.constant("short" as const), control: byte, address: byte }),
		fc.record({
			kind: fc.constant("long" as const),
			control: byte,
			address: byte,
			ci: byte,
			data: fc.uint8Array({ maxLength: 60 }),
		}),
	);
	fc.assert(
		fc.property(fc.array(frame, { maxLength: 6 }), fc.array(fc.nat({ max: 40 })), (frames, cuts) => {
			const splitter = new FrameSplitter();
			const items = cut(joinBytes(...frames.map(encodeFrame)), cuts).flatMap((chunk) => splitter.push(chunk));
			expect(items.map((item) => (item.kind === "frame" ? item.frame : null))).toEqual(frames);
			expect(splitter.pending()).toBe(0);
		}),
	);
});

test("no byte is lost and none invented, and the cut makes no difference to the frames", () => {
	const noise = fc.array(fc.oneof(fc.constantFrom(0x68, 0x10, 0xe5, 0x16, 3, 4), fc.integer({ min: 0, max: 255 })), {
		maxLength: 80,
	});
	fc.assert(
		fc.property(noise, fc.array(fc.nat({ max: 9 })), (bytes, cuts) => {
			const wire = joinBytes(bytes, fromHex(ANSWER), bytes);
			const splitter = new FrameSplitter();
			const items = cut(wire, cuts).flatMap((chunk) => splitter.push(chunk));
			const whole = new FrameSplitter();
			const frames = (list: readonly SplitItem[]) => list.filter(({ kind }) => kind === "frame").map(show);
			expect(frames(items)).toEqual(frames(whole.push(wire)));
			const kept = joinBytes(...items.map(({ raw }) => raw));
			expect(kept).toEqual(wire.subarray(0, wire.length - splitter.pending()));
		}),
	);
});
