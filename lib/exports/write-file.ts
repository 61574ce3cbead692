import { access, type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { join, parse } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Failure, type FailureCode } from "../model/failure.ts";
import { encodeText } from "./charset.ts";
import type { FilePlace } from "./file-name.ts";
import type { Layout } from "./layout.ts";

/** A file to write. */
export interface FileJob {
	/** Export directory; a folder of the place is made below it. */
	readonly directory: string;
	readonly place: FilePlace;
	readonly layout: Layout;
	readonly chunks: Iterable<string> | AsyncIterable<string>;
	/** Asked once all is written; false drops the file. */
	readonly keep?: () => boolean;
	readonly signal?: AbortSignal;
}

/** A file that is complete and will not change any more. */
export interface WrittenFile {
	readonly path: string;
	readonly name: string;
	readonly bytes: number;
}

const ERRNO: Readonly<Record<string, FailureCode>> = {
	ENOSPC: "file-full",
	EDQUOT: "file-full",
	EFBIG: "file-full",
	EACCES: "file-denied",
	EPERM: "file-denied",
	EROFS: "file-denied",
	ENAMETOOLONG: "file-name",
};

/** Failure `file-full`, `file-denied`, `file-name` or `file-failed` of a file system error, naming the path; `cancelled` of an abort. */
function fileFailure(error: unknown, path: string): Failure {
	if (error instanceof Failure) return error;
	if (error instanceof Error && error.name === "AbortError") return new Failure("cancelled", {}, error);
	const errno = error instanceof Error && "code" in error ? String(error.code) : "";
	const message = error instanceof Error ? error.message : String(error);
	return new Failure(ERRNO[errno] ?? "file-failed", { path, message }, error);
}

async function* encoded(job: FileJob): AsyncGenerator<Buffer> {
	for await (const chunk of job.chunks) yield encodeText(chunk, job.layout);
}

async function fill(handle: FileHandle, job: FileJob): Promise<number> {
	let bytes = 0;
	const sink = async (buffers: AsyncIterable<Buffer>) => {
		for await (const buffer of buffers) {
			await handle.writeFile(buffer);
			bytes += buffer.length;
		}
	};
	const options = job.signal === undefined ? {} : { signal: job.signal };
	if (job.layout.compress === "gz") await pipeline(encoded(job), createGzip(), sink, options);
	else await pipeline(encoded(job), sink, options);
	await handle.sync();
	return bytes;
}

/** A rename is durable only when the directory is synced too. */
async function syncDirectory(directory: string): Promise<void> {
	const handle = await open(directory, "r");
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

function exists(path: string): Promise<boolean> {
	return access(path).then(
		() => true,
		() => false,
	);
}

/** A file of new readings never replaces an earlier one: the name gets a number. */
async function freePath(directory: string, name: string): Promise<string> {
	const [ending = ""] = /(?:\.\w+)?(?:\.gz)?$/.exec(name) ?? [];
	const stem = name.slice(0, name.length - ending.length);
	let path = join(directory, name);
	for (let number = 2; await exists(path); number += 1) path = join(directory, `${stem}-${number}${ending}`);
	return path;
}

async function writePart(part: string, job: FileJob): Promise<number | null> {
	const handle = await open(part, "w", 0o640);
	try {
		const bytes = await fill(handle, job);
		return job.keep?.() === false ? null : bytes;
	} finally {
		await handle.close();
	}
}

/** Writes beside the place, syncs, renames: a name that is there is complete. Null where the file was dropped. Throws Failure `file-full`, `file-denied`, `file-name`, `file-failed`, `cancelled`, and those of the source. */
export async function writeFile(job: FileJob): Promise<WrittenFile | null> {
	const directory = join(job.directory, job.place.folder);
	const part = join(directory, `${job.place.name}.part`);
	try {
		await mkdir(directory, { recursive: true, mode: 0o750 });
		const bytes = await writePart(part, job);
		if (bytes === null) {
			await rm(part, { force: true });
			return null;
		}
		const path = job.layout.onlyNew ? await freePath(directory, job.place.name) : join(directory, job.place.name);
		await rename(part, path);
		await syncDirectory(directory);
		return { path, name: parse(path).base, bytes };
	} catch (error) {
		await rm(part, { force: true }).catch((second: unknown) => {
			throw fileFailure(second, part);
		});
		throw fileFailure(error, part);
	}
}
