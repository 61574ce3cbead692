import { Failure } from "../model/failure.ts";
import type { Layout } from "./layout.ts";
import { pieceOf, type RowView } from "./piece.ts";
import type { PrintEnvironment } from "./print-environment.ts";
import { parseTemplate } from "./template.ts";

/** Where a file goes below the export directory; `folder` is empty for none. */
export interface FilePlace {
	readonly folder: string;
	readonly name: string;
}

/** Most bytes of a name, with room for `.part` and a number. */
const LIMIT = 240;
const NOTHING: RowView = { time: 0, reading: null, error: false };

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
const WINDOWS = /[\\/:*?"<>|\u0000-\u001f\u007f]/g;

function portable(text: string): string {
	return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
}

const POLICIES: Readonly<Record<Layout["names"], (text: string) => string>> = {
	portable: (text) => portable(text).replace(/[^A-Za-z0-9._-]/gu, "_"),
	spaces: (text) => portable(text).replace(/[^A-Za-z0-9._ -]/gu, "_"),
	windows: (text) => text.toWellFormed().replace(WINDOWS, "~"),
};

/** One segment of a path that cannot lead anywhere else; throws Failure `file-name` where nothing is left or it is too long. */
export function safeName(text: string, names: Layout["names"]): string {
	const name = POLICIES[names](text)
		.replace(/[. ]+$/, "")
		.replace(/^[. ]+/, "_");
	if (name === "" || Buffer.byteLength(name) > LIMIT)
		throw new Failure("file-name", { name: name.slice(0, 80), limit: LIMIT });
	return name;
}

/** Text of a template that holds no reading. */
export function fileText(template: string, environment: PrintEnvironment): string {
	let text = "";
	for (const part of parseTemplate(template)) {
		if (part.kind === "literal") text += part.text;
		if (part.kind !== "field") continue;
		const { print } = pieceOf(part, environment, null);
		text += (typeof print === "function" ? print(NOTHING) : print) ?? environment.layout.missing;
	}
	return text;
}

/** Place of the file that an environment describes; throws Failure `file-name`. */
export function filePlace(environment: PrintEnvironment): FilePlace {
	const { file, folder, names, compress } = environment.layout;
	const name = safeName(fileText(file, environment), names);
	const folderText = fileText(folder, environment).trim();
	return {
		folder: folderText === "" ? "" : safeName(folderText, names),
		name: compress === "gz" && !name.endsWith(".gz") ? `${name}.gz` : name,
	};
}
