/** No line is longer, in characters; the rest of one that is gets lost, and its sense with it. */
const LONGEST = 1_048_576;

/** The lines of a text stream without their ends, in batches as the chunks come; a last line needs no end. */
export async function* textLines(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string[]> {
	const decoder = new TextDecoder();
	let rest = "";
	for await (const chunk of chunks) {
		const lines = (rest + (typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }))).split("\n");
		rest = (lines.pop() ?? "").slice(0, LONGEST);
		if (lines.length > 0) yield lines.map(withoutReturn);
	}
	rest += decoder.decode();
	if (rest !== "") yield [withoutReturn(rest)];
}

/** The whole of a text stream, line ends made `\n`. */
export async function allText(chunks: AsyncIterable<Uint8Array | string>): Promise<string> {
	const all: string[] = [];
	for await (const lines of textLines(chunks)) all.push(...lines);
	return all.join("\n");
}

function withoutReturn(line: string): string {
	return line.endsWith("\r") ? line.slice(0, -1) : line;
}
