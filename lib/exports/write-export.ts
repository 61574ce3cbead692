import type { Reading } from "../model/reading.ts";
import type { ExportContext } from "./export-channel.ts";
import { ExportWriter } from "./export-writer.ts";
import type { Layout } from "./layout.ts";

/** Characters of a chunk, about. */
const CHUNK = 65_536;

/** Readings one by one or in pages. */
export type ReadingSource = Iterable<Reading> | AsyncIterable<Reading | readonly Reading[]>;

/** The text of a file in chunks, from readings at hand in the order of time. */
export function* writeExport(layout: Layout, readings: Iterable<Reading>, context: ExportContext): Generator<string> {
	const writer = new ExportWriter(layout, context);
	let chunk = writer.start();
	for (const reading of readings) {
		chunk += writer.add(reading);
		if (chunk.length < CHUNK) continue;
		yield chunk;
		chunk = "";
	}
	yield chunk + writer.end();
}

/** The same from readings that come by and by, through a writer that then knows its rows. */
export async function* streamExport(writer: ExportWriter, source: ReadingSource): AsyncGenerator<string> {
	let chunk = writer.start();
	for await (const item of source) {
		for (const reading of "device" in item ? [item] : item) {
			chunk += writer.add(reading);
			if (chunk.length < CHUNK) continue;
			yield chunk;
			chunk = "";
		}
	}
	yield chunk + writer.end();
}
