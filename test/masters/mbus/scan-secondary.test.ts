import fc from "fast-check";
import { expect, test } from "vitest";
import { meterAddressText } from "../../../lib/masters/mbus/meter-address.ts";
import type { FoundMeter, ScanProgress, ScanResult } from "../../../lib/masters/mbus/scan.ts";
import { type SecondaryScanOptions, scanSecondary } from "../../../lib/masters/mbus/scan-secondary.ts";
import { type Rig, rig } from "./rig.ts";
import { batchedIds, modelMs, randomIds, scanModel } from "./scan-model.ts";

function populated(ids: readonly string[], length = 92): Rig {
	const on = rig({ latencyMs: 0 });
	for (const id of ids) on.add({ id, length });
	return on;
}

function scan(on: Rig, options: SecondaryScanOptions = {}): Promise<ScanResult> {
	return on.run(scanSecondary(on.line, options));
}

function idsOf(found: readonly FoundMeter[]): string[] {
	return found.map(({ telegram }) => telegram?.header?.id ?? "?").sort();
}

function texts(found: readonly FoundMeter[]): string[] {
	return found.map(({ address }) => meterAddressText(address)).sort();
}

test.each([
	["10 random numbers", randomIds(10, 2), "most"],
	["10 random numbers", randomIds(10, 2), "least"],
	["60 numbers in batches", batchedIds(60, 1), "most"],
	["60 numbers in batches", batchedIds(60, 1), "least"],
] as const)("%s, scan %#: SELECTs and time of the model", async (_, ids, digitOrder) => {
	const on = populated(ids);
	const result = await scan(on, { digitOrder });
	const model = scanModel(ids, digitOrder);
	expect(idsOf(result.found)).toEqual([...ids].sort());
	expect(result).toMatchObject({ selects: model.selects, collisions: [], resume: null });
	expect(on.bus.selects).toBe(model.selects);
	expect(on.bus.clock.monotonic()).toBeLessThan(1.25 * modelMs(model, 92));
});

test("10 random numbers, most significant first, are found with 40 SELECTs", async () => {
	const seed = Array.from({ length: 100 }, (_, index) => index).find(
		(candidate) => scanModel(randomIds(10, candidate), "most").selects === 40,
	);
	const on = populated(randomIds(10, seed ?? 0));
	expect((await scan(on)).selects).toBe(40);
});

test("many meters at once that look like one good answer are still told apart", async () => {
	for (const seed of [0, 7, 9]) {
		const ids = batchedIds(60, seed);
		const on = populated(ids);
		const result = await scan(on);
		expect(idsOf(result.found)).toEqual([...ids].sort());
		expect(result.selects).toBe(scanModel(ids, "most").selects);
	}
});

test("60 meters of a house are found in less than 85 s, least significant digit first", async () => {
	const on = populated(batchedIds(60, 11));
	expect((await scan(on, { digitOrder: "least" })).found.length).toBe(60);
	expect(on.bus.clock.monotonic()).toBeLessThan(85_000);
});

test("an empty bus costs ten SELECTs", async () => {
	const on = populated([]);
	expect(await scan(on)).toEqual({ found: [], collisions: [], selects: 10, resume: null });
});

test("a mask limits the search; a whole one is a single SELECT", async () => {
	const on = populated(["12345678", "12345679", "22345678"], 60);
	expect(idsOf((await scan(on, { mask: "1FFFFFFF" })).found)).toEqual(["12345678", "12345679"]);
	const whole = await scan(on, { mask: "22345678" });
	expect([whole.selects, ...idsOf(whole.found)]).toEqual([1, "22345678"]);
	expect((await scan(on, { mask: "FFFFFFFF-LUG-*-*" })).found).toEqual([]);
	await expect(scan(on, { mask: "123" })).rejects.toMatchObject({ code: "input" });
});

test("hexadecimal identifications are found with the larger alphabet", async () => {
	const ids = ["A2345678", "1E345678", "1D345678"];
	const result = await scan(populated(ids), { alphabet: "hexadecimal" });
	expect(idsOf(result.found)).toEqual([...ids].sort());
	expect(result.selects).toBe(scanModel(ids, "most", "0123456789ABCDE").selects);
});

test("equal numbers of different versions, media and makers are all found", async () => {
	const on = rig({ latencyMs: 0 });
	on.add({ id: "12345678", manufacturer: "KAM", version: 1, medium: 4 });
	on.add({ id: "12345678", manufacturer: "LUG", version: 2, medium: 4 });
	on.add({ id: "12345678", manufacturer: "LUG", version: 2, medium: 6 });
	on.add({ id: "12345678", manufacturer: "QDS", version: 2, medium: 6 });
	on.add({ id: "87654321", manufacturer: "ZZZ", version: 2, medium: 6 });
	const { found, collisions } = await scan(on);
	expect(texts(found)).toEqual([
		"12345678-KAM-01-04",
		"12345678-LUG-02-04",
		"12345678-LUG-02-06",
		"12345678-QDS-02-06",
		"87654321-ZZZ-02-06",
	]);
	expect(collisions).toEqual([]);
});

test("a maker nobody knows is tried because it was met on the bus; twins stay visible as a collision", async () => {
	const on = rig({ latencyMs: 0 });
	for (const [value, manufacturer] of ["ZZZ", "KAM", "KAM"].entries()) {
		on.add({
			id: "12345678",
			manufacturer,
			records: [Uint8Array.of(0x04, 0x13, 0x13 + value * 0x27, 0x2c << value, 7, 0)],
		});
	}
	on.add({ id: "02345678", manufacturer: "ZZZ" });
	const { found, collisions } = await scan(on);
	expect(texts(found)).toEqual(["02345678-ZZZ-35-04", "12345678-ZZZ-35-04"]);
	expect(collisions).toEqual(["12345678-KAM-35-04"]);
});

test("a scan is cancelled and goes on where it stopped, with nothing lost and nothing twice", async () => {
	const ids = batchedIds(24, 3);
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 0, max: 25_000 }),
			fc.constantFrom<("most" | "least")[]>("most", "least"),
			async (after, digitOrder) => {
				const on = populated(ids, 60);
				const abort = new AbortController();
				on.bus.clock.schedule(after, () => abort.abort());
				const first = await scan(on, { digitOrder, signal: abort.signal });
				const rest = first.resume === null ? null : await scan(on, { resume: first.resume });
				expect(idsOf([...first.found, ...(rest?.found ?? [])])).toEqual([...ids].sort());
				const selects = first.selects + (rest?.selects ?? 0);
				expect(selects).toBeLessThanOrEqual(scanModel(ids, digitOrder).selects + 1);
			},
		),
		{ numRuns: 12 },
	);
});

test("a token is checked", async () => {
	const on = populated([]);
	for (const resume of [
		"",
		"most decimal FFFFFFFF",
		"most decimal FFFFFFFF A2345678",
		"most decimal FFFFFFFF 1FFFFFFF x",
	]) {
		await expect(scan(on, { resume })).rejects.toMatchObject({ code: "input" });
	}
});

test("progress rises to the end", async () => {
	const on = populated(batchedIds(12, 5), 60);
	const steps: ScanProgress[] = [];
	const { selects } = await scan(on, { onProgress: (step) => steps.push(step) });
	const fractions = steps.map(({ fraction }) => fraction);
	expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
	expect(steps.at(-1)).toMatchObject({ selects, found: 12 });
	expect(fractions.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true);
});

test("E5s of two meters one after the other are a collision", async () => {
	const ids = ["11111111", "12222222"];
	const on = populated(ids, 60);
	on.bus.disturb = (answer, request) => {
		const isFirst = request.kind === "long" && request.data[3] === 0x1f;
		return isFirst && answer[0] === 0xe5 ? Uint8Array.of(0xe5, 0xe5) : answer;
	};
	const result = await scan(on);
	expect(idsOf(result.found)).toEqual(ids);
	expect(result.selects).toBe(20);
});

test("noise is not taken for meters: one more SELECT, no descent", async () => {
	const on = populated(["11111111", "51111111"], 30);
	let selects = 0;
	on.bus.disturb = (answer, request) => {
		if (request.kind === "long") selects += 1;
		return selects === 3 && answer.length === 0 ? Uint8Array.of(0x13, 0xfe, 0x77) : answer;
	};
	const result = await scan(on);
	expect(idsOf(result.found)).toEqual(["11111111", "51111111"]);
	expect(result).toMatchObject({ selects: 11, collisions: [] });
});

test("one wrong bit in an answer costs a repeated request, no SELECT", async () => {
	const on = populated(["11111111", "51111111"], 60);
	let spoiled = 0;
	on.bus.disturb = (answer) => {
		if (answer.length < 20 || spoiled > 0) return answer;
		spoiled += 1;
		return answer.map((byte, index) => (index === 40 ? byte ^ 0x10 : byte));
	};
	expect(await scan(on)).toMatchObject({ selects: 10, collisions: [], found: { length: 2 } });
});

test("an answer that broke once at a mask is found one digit deeper", async () => {
	const on = populated(["11111111"], 60);
	let spoiled = 0;
	on.bus.disturb = (answer) => {
		if (answer.length < 20 || spoiled > 0) return answer;
		spoiled += 1;
		return answer.map((byte, index) => (index > 30 ? byte & 0x5a : byte));
	};
	expect(idsOf((await scan(on)).found)).toEqual(["11111111"]);
});

test("constant noise ends the scan of a mask instead of exploding", async () => {
	const on = populated([]);
	let cancel: () => void = () => undefined;
	const again = () => {
		on.bus.noise(Uint8Array.of(0x33)).catch(() => undefined);
		cancel = on.bus.clock.schedule(8, again);
	};
	again();
	const result = await scan(on);
	cancel();
	expect(result.found).toEqual([]);
	expect(result.selects).toBeLessThanOrEqual(20);
	expect(result.collisions.length).toBe(10);
});

test("a meter that acknowledges but sends no data is reported without a telegram", async () => {
	const on = populated(["12345678"]);
	on.bus.disturb = (answer, request) => (request.kind === "short" ? Uint8Array.of() : answer);
	const { found } = await scan(on);
	expect(found).toMatchObject([{ primary: null, telegram: null, address: { address: { id: "12345678" } } }]);
});

test("a link that goes down ends the scan with a token", async () => {
	const on = populated(randomIds(10, 2));
	on.bus.clock.schedule(3000, () => on.bus.link.cut(true));
	const failure = await scan(on).catch((error: unknown) => error);
	expect(failure).toMatchObject({ code: "link-down", details: { resume: expect.stringContaining("most decimal") } });
});
