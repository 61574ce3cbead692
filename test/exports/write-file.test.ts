import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { checkLayout } from "../../lib/exports/check-layout.ts";
import { writeFile } from "../../lib/exports/write-file.ts";
import { Failure } from "../../lib/model/failure.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const LAYOUT = checkLayout({ file: "x", row: "{value}" });
const PLACE = { folder: "", name: "a.csv" };

test("a file is there only when it is complete", async () => {
	const directory = temporaryDirectory();
	async function* chunks() {
		yield "one\r\n";
		expect(existsSync(join(directory, "a.csv"))).toBe(false);
		expect(existsSync(join(directory, "a.csv.part"))).toBe(true);
		yield await Promise.resolve("zwölf\r\n");
	}
	const file = await writeFile({ directory, place: PLACE, layout: LAYOUT, chunks: chunks() });
	expect(file).toEqual({ path: join(directory, "a.csv"), name: "a.csv", bytes: 13 });
	expect(readFileSync(join(directory, "a.csv"), "utf8")).toBe("one\r\nzwölf\r\n");
	expect(readdirSync(directory)).toEqual(["a.csv"]);
	expect(statSync(join(directory, "a.csv")).mode & 0o007).toBe(0);
});

test("a file of new readings never replaces another, a file of the day does", async () => {
	const directory = temporaryDirectory();
	for (const text of ["1", "2", "3"]) await writeFile({ directory, place: PLACE, layout: LAYOUT, chunks: [text] });
	expect(readdirSync(directory).sort()).toEqual(["a-2.csv", "a-3.csv", "a.csv"]);
	await writeFile({ directory, place: PLACE, layout: { ...LAYOUT, onlyNew: false }, chunks: ["4"] });
	expect(readFileSync(join(directory, "a.csv"), "utf8")).toBe("4");
	expect(readdirSync(directory)).toHaveLength(3);
});

test("the number of a second compressed file stands before both its endings", async () => {
	const directory = temporaryDirectory();
	const place = { folder: "", name: "a.b.xml.gz" };
	const layout = { ...LAYOUT, compress: "gz" } as const;
	for (const text of ["1", "2"]) await writeFile({ directory, place, layout, chunks: [text] });
	expect(readdirSync(directory).sort()).toEqual(["a.b-2.xml.gz", "a.b.xml.gz"]);
});

test("folders are made, other charsets and gzip are written", async () => {
	const directory = temporaryDirectory();
	const place = { folder: "Main", name: "a.csv.gz" };
	const layout = { ...LAYOUT, charset: "iso-8859-1", compress: "gz" } as const;
	const file = await writeFile({ directory, place, layout, chunks: ["m³ → °C"] });
	expect(gunzipSync(readFileSync(file?.path ?? "")).toString("latin1")).toBe("m³ ? °C");
});

test.each([
	["ENOSPC", "file-full"],
	["EACCES", "file-denied"],
	["EIO", "file-failed"],
])("%s becomes %s and leaves nothing behind", async (code, failure) => {
	const directory = temporaryDirectory();
	function* chunks() {
		yield "half";
		throw Object.assign(new Error(code), { code });
	}
	await expect(writeFile({ directory, place: PLACE, layout: LAYOUT, chunks: chunks() })).rejects.toMatchObject({
		code: failure,
		details: { path: join(directory, "a.csv.part") },
	});
	expect(readdirSync(directory)).toEqual([]);
});

test("a failure of the source stays what it is, and an abort is one", async () => {
	const directory = temporaryDirectory();
	function* broken(): Generator<string> {
		yield "half";
		throw new Failure("store-failed");
	}
	const job = { directory, place: PLACE, layout: LAYOUT };
	await expect(writeFile({ ...job, chunks: broken() })).rejects.toMatchObject({ code: "store-failed" });
	const signal = AbortSignal.abort();
	await expect(writeFile({ ...job, chunks: ["x"], signal })).rejects.toMatchObject({ code: "cancelled" });
	expect(readdirSync(directory)).toEqual([]);
});

test("a directory that is none is a failure, a file not wanted is dropped", async () => {
	const directory = temporaryDirectory();
	writeFileSync(join(directory, "file"), "");
	const job = { place: PLACE, layout: LAYOUT, chunks: ["x"] };
	await expect(writeFile({ ...job, directory: join(directory, "file") })).rejects.toMatchObject({
		code: "file-failed",
	});
	expect(await writeFile({ ...job, directory, keep: () => false })).toBeNull();
	expect(readdirSync(directory)).toEqual(["file"]);
});
