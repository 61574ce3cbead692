import { Failure, toFailure } from "../../model/failure.ts";
import {
	parseSecondaryAddress,
	type SecondaryAddress,
	secondaryAddressText,
} from "../../protocols/mbus/secondary-address.ts";
import { decodeTelegram } from "../../protocols/mbus/telegram.ts";
import type { MbusLine } from "./line.ts";
import { meterAddressText } from "./meter-address.ts";
import { identityOf } from "./meter-identity.ts";
import type { FoundMeter, ScanOptions, ScanResult } from "./scan.ts";
import {
	type Alphabet,
	childMasks,
	type DigitOrder,
	fractionBefore,
	type MaskTree,
	parseResumeToken,
	path,
	resumeToken,
} from "./scan-mask.ts";
import { type Probe, probeMask } from "./scan-probe.ts";
import { isThin, repeatsSuperposed, THIN } from "./superposition.ts";

/** Where and how a secondary scan looks. */
export interface SecondaryScanOptions extends ScanOptions {
	/** `1234FFFF`, `FFFFFFFF-KAM-*-*`; default everything. */
	readonly mask?: string;
	/** Default `most` (significant digit first); `least` is faster where the meters of a house have consecutive numbers. */
	readonly digitOrder?: DigitOrder;
	/** Default `decimal`; `hexadecimal` costs about 1.6 times as much. */
	readonly alphabet?: Alphabet;
}

/**
 * Finds the meters of a line by their identification: SELECTs one more digit wherever several answer (EN 13757-7, 8.4),
 * then version, medium and maker. Resolves also when cancelled, with a token to go on.
 * Throws Failure `input` for a wrong mask or token, `link-down` or `bus-closed` (with `resume` in the details).
 */
export async function scanSecondary(line: MbusLine, options: SecondaryScanOptions = {}): Promise<ScanResult> {
	return await new SecondaryScan(line, options).run();
}

const ANSWERS_PER_OPINION = 10;

class SecondaryScan {
	readonly #line: MbusLine;
	readonly #options: SecondaryScanOptions;
	readonly #tree: MaskTree;
	readonly #found: FoundMeter[] = [];
	/** Addresses that `onFound` was told. */
	readonly #told = new Set<string>();
	/** Meters whose answer was taken for one without a second opinion. */
	readonly #undoubted: { readonly mask: SecondaryAddress; readonly meter: FoundMeter }[] = [];
	#fraction = 0;
	#opinions = 0;
	/** Good answers so far. */
	readonly #answers: Uint8Array[] = [];
	readonly #unresolved: string[] = [];
	readonly #counter = { selects: 0 };
	#collisions = 0;
	/** Where an earlier scan stopped; null as soon as that place is reached. */
	#target: number[] | null = null;
	/** The mask of digits with which a later scan would have to begin. */
	#current: SecondaryAddress;

	constructor(line: MbusLine, options: SecondaryScanOptions) {
		this.#line = line;
		this.#options = options;
		const resumed = typeof options.resume === "string" ? parseResumeToken(options.resume) : null;
		this.#tree = resumed?.tree ?? {
			root: parseSecondaryAddress(options.mask ?? "FFFFFFFF"),
			digitOrder: options.digitOrder ?? "most",
			alphabet: options.alphabet ?? "decimal",
		};
		this.#current = resumed?.at ?? this.#tree.root;
		if (resumed !== null) this.#target = path(resumed.at, resumed.tree);
	}

	async run(): Promise<ScanResult> {
		const { root } = this.#tree;
		try {
			if (root.id.includes("F")) await this.#descend(root, null);
			else await this.#visit(root, null);
			await this.#lookAgain();
			return this.#result(null);
		} catch (error) {
			const failure = toFailure(error);
			const resume = resumeToken(this.#current, this.#tree);
			if (failure.code === "cancelled") return this.#result(resume);
			throw new Failure(failure.code, { ...failure.details, resume }, failure);
		}
	}

	/** The first answers had no others to be compared with: what now looks like several is asked again. */
	async #lookAgain(): Promise<void> {
		const doubtful = this.#undoubted.filter(
			({ meter }) => meter.raw !== null && this.#isThin(meter.raw, THIN.unlikely),
		);
		for (const { mask, meter } of doubtful) {
			this.#found.splice(this.#found.indexOf(meter), 1);
			await this.#visit(mask, null);
		}
	}

	/** `superposed` is what the meters behind the mask answered all at once. */
	async #descend(mask: SecondaryAddress, superposed: Uint8Array | null): Promise<void> {
		const children = childMasks(mask, this.#tree, this.#makersMet());
		if (children === null) this.#unresolved.push(secondaryAddressText(mask));
		for (const child of children ?? []) await this.#visit(child, superposed);
	}

	async #visit(mask: SecondaryAddress, superposed: Uint8Array | null): Promise<void> {
		const place = this.#target === null ? "here" : placeOf(path(mask, this.#tree), this.#target);
		if (place === "before") return;
		if (place === "above") {
			await this.#descend(mask, superposed);
			return;
		}
		this.#target = null;
		// Within version, medium and maker a later scan begins again at the whole identification.
		if (mask.id !== this.#current.id) this.#current = { ...this.#tree.root, id: mask.id };
		const probe = await this.#probe(mask);
		const isWhole = !mask.id.includes("F");
		const isRepeated = probe.kind === "meter" && superposed !== null && repeatsSuperposed(probe.raw, superposed);
		if (isRepeated && !isWhole) await this.#judge(mask, { kind: "collision", bytes: probe.raw }, superposed);
		else await this.#judge(mask, probe, superposed);
	}

	async #probe(mask: SecondaryAddress): Promise<Probe> {
		const { signal, priority = "schedule" } = this.#options;
		const { devices } = this.#line;
		const probe = await this.#line.transact({ priority, signal }, (bus) => {
			devices.selection = { kind: "other" };
			return probeMask(bus, mask, {
				counter: this.#counter,
				isDoubtful: (raw) => this.#isDoubtful(raw),
				isThin: (raw) => this.#isThin(raw, THIN.disturbed),
			});
		});
		return probe;
	}

	async #judge(mask: SecondaryAddress, probe: Probe, superposed: Uint8Array | null): Promise<void> {
		const isWhole = !mask.id.includes("F");
		if (probe.kind === "meter") this.#noteAnswer(mask, meterOf(probe.raw, probe), probe.raw);
		else if (probe.kind === "noise") this.#unresolved.push(secondaryAddressText(mask));
		else if (probe.kind === "mute" && isWhole) this.#note(muteMeter(mask));
		const isSeveral = probe.kind === "collision" || (probe.kind === "mute" && !isWhole);
		if (isSeveral) this.#collisions += 1;
		this.#report(mask);
		if (isSeveral) await this.#descend(mask, probe.kind === "collision" ? (probe.bytes ?? superposed) : superposed);
	}

	#noteAnswer(mask: SecondaryAddress, meter: FoundMeter, raw: Uint8Array): void {
		if (mask.id.includes("F") && !this.#isThin(raw, THIN.unlikely)) this.#undoubted.push({ mask, meter });
		this.#answers.push(raw);
		this.#note(meter);
	}

	#note(meter: FoundMeter): void {
		const text = meterAddressText(meter.address);
		this.#found.push(meter);
		if (!this.#told.has(text)) this.#options.onFound?.(meter);
		this.#told.add(text);
	}

	#report(mask: SecondaryAddress): void {
		this.#fraction = Math.max(this.#fraction, fractionBefore(mask, this.#tree));
		this.#options.onProgress?.({
			selects: this.#counter.selects,
			found: this.#found.length,
			collisions: this.#collisions,
			mask: secondaryAddressText(mask),
			fraction: this.#fraction,
		});
	}

	/** A second opinion costs as much as finding another meter, so mere doubts get one for every ten answers, and not the first few. */
	#isDoubtful(raw: Uint8Array): boolean {
		if (this.#isThin(raw, THIN.unlikely)) return true;
		const isWorthIt = (this.#opinions + 0.5) * ANSWERS_PER_OPINION <= this.#answers.length;
		if (!isWorthIt || !this.#isThin(raw, THIN.doubtful)) return false;
		this.#opinions += 1;
		return true;
	}

	#isThin(raw: Uint8Array, share: number): boolean {
		return isThin(raw, this.#answers, share);
	}

	#makersMet(): string[] {
		return this.#found.flatMap(({ address }) => {
			const maker = address.kind === "secondary" ? address.address.manufacturer : null;
			return maker === null ? [] : [maker];
		});
	}

	#result(resume: string | null): ScanResult {
		return { found: this.#found, collisions: this.#unresolved, selects: this.#counter.selects, resume };
	}
}

function placeOf(steps: readonly number[], target: readonly number[]): "before" | "above" | "here" {
	for (const [depth, step] of steps.entries()) {
		const wanted = target[depth];
		if (wanted === undefined || step > wanted) return "here";
		if (step < wanted) return "before";
	}
	return steps.length < target.length ? "above" : "here";
}

function meterOf(raw: Uint8Array, { frame }: Extract<Probe, { kind: "meter" }>): FoundMeter {
	const identity = identityOf(frame);
	const { id = "FFFFFFFF", manufacturer = null, version = null, medium = null } = identity ?? {};
	return {
		address: { kind: "secondary", address: { id, manufacturer, version, medium } },
		primary: frame.kind === "long" ? frame.address : null,
		telegram: decodeTelegram(raw),
		raw,
	};
}

function muteMeter(mask: SecondaryAddress): FoundMeter {
	return { address: { kind: "secondary", address: mask }, primary: null, telegram: null, raw: null };
}
