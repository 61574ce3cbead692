import type { RecordedStep } from "./recording.ts";

/** Smallest part that a medium writes as a whole. */
const SECTOR = 512;
const ROOM = 65_536;

/** How much of what was not synced yet survives a cut. */
const FATES = ["nothing", "everything", "a beginning", "some sectors", "most sectors"] as const;

/** Content of a file that grows. */
class Content {
	#bytes: Buffer;
	#length = 0;

	constructor(bytes: Buffer = Buffer.alloc(0)) {
		this.#bytes = Buffer.from(bytes);
		this.#length = bytes.length;
	}

	get bytes(): Buffer {
		return this.#bytes.subarray(0, this.#length);
	}

	write(offset: number, data: Buffer): void {
		this.#extend(offset + data.length);
		data.copy(this.#bytes, offset);
	}

	truncate(size: number): void {
		if (size < this.#length) this.#bytes.fill(0, size, this.#length);
		else this.#extend(size);
		this.#length = size;
	}

	#extend(size: number): void {
		if (size > this.#bytes.length) {
			const larger = Buffer.alloc(Math.max(size, 2 * this.#bytes.length, ROOM));
			this.bytes.copy(larger);
			this.#bytes = larger;
		}
		this.#length = Math.max(this.#length, size);
	}
}

function applied(content: Content | null, { operation, offset, data }: RecordedStep): Content | null {
	if (operation === "create") return new Content();
	if (operation === "unlink") return null;
	if (operation === "write") content?.write(offset, data);
	else if (operation === "truncate") content?.truncate(offset);
	return content;
}

/** The sectors of a write that survive. */
function surviving(step: RecordedStep, share: number, random: () => number): RecordedStep[] {
	if (step.operation !== "write") return random() < share ? [step] : [];
	const parts: RecordedStep[] = [];
	let at = 0;
	while (at < step.data.length) {
		const end = Math.min(step.data.length, at + SECTOR - ((step.offset + at) % SECTOR));
		if (random() < share) parts.push({ ...step, offset: step.offset + at, data: step.data.subarray(at, end) });
		at = end;
	}
	return parts;
}

function fated(pending: readonly RecordedStep[], random: () => number): readonly RecordedStep[] {
	const fate = FATES[Math.floor(random() * FATES.length)];
	if (fate === "nothing") return [];
	if (fate === "everything") return pending;
	if (fate === "a beginning") return pending.slice(0, Math.floor(random() * (pending.length + 1)));
	const share = fate === "most sectors" ? 0.9 : 0.5;
	return pending.flatMap((step) => surviving(step, share, random));
}

interface MediumFile {
	/** Null where the file does not exist, as far as the medium knows for certain. */
	durable: Content | null;
	/** Since the last sync, in order. */
	pending: RecordedStep[];
}

/** A medium that keeps what was synced, and of the rest what it likes. */
export class Medium {
	readonly #files = new Map<string, MediumFile>();

	apply(step: RecordedStep): void {
		if (step.name === ".") {
			for (const file of this.#files.values()) this.#syncName(file);
			return;
		}
		const file = this.#files.get(step.name) ?? { durable: null, pending: [] };
		this.#files.set(step.name, file);
		if (step.operation !== "sync") {
			file.pending.push(step);
			return;
		}
		for (const one of file.pending) file.durable = applied(file.durable, one);
		file.pending = [];
	}

	/** What is found after a cut, by name. */
	cut(random: () => number): Map<string, Buffer> {
		const found = new Map<string, Buffer>();
		for (const [name, { durable, pending }] of this.#files) {
			let content = durable === null ? null : new Content(durable.bytes);
			for (const step of fated(pending, random)) content = applied(content, step);
			if (content !== null) found.set(name, content.bytes);
		}
		return found;
	}

	/** What there would be without a cut. */
	written(name: string): Buffer {
		const file = this.#files.get(name);
		let content = file === undefined || file.durable === null ? null : new Content(file.durable.bytes);
		for (const step of file?.pending ?? []) content = applied(content, step);
		return content?.bytes ?? Buffer.alloc(0);
	}

	/** A synced directory knows which of its files exist, and nothing of what is in them. */
	#syncName(file: MediumFile): void {
		const last = file.pending.findLastIndex(({ operation }) => operation === "unlink" || operation === "create");
		if (last < 0) return;
		file.durable = file.pending[last]?.operation === "create" ? new Content() : null;
		file.pending = file.pending.slice(last + 1);
	}
}
