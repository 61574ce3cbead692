import type { TelegramResult } from "../../protocols/mbus/telegram.ts";
import type { Priority } from "./arbiter.ts";
import type { MeterAddress } from "./meter-address.ts";

/** A meter that a scan found. */
export interface FoundMeter {
	/** How it is reached: `5` after a primary scan, `12345678-KAM-35-04` after a secondary one. */
	readonly address: MeterAddress;
	/** Its primary address as it says itself; null when it did not answer a request for data. */
	readonly primary: number | null;
	/** Its first telegram, which says maker, version and medium; null when it did not answer a request for data. */
	readonly telegram: TelegramResult | null;
	readonly raw: Uint8Array | null;
}

/** How far a scan is. */
export interface ScanProgress {
	/** SELECTs (secondary) or SND_NKEs (primary) so far. */
	readonly selects: number;
	/** Meters found so far. */
	readonly found: number;
	/** Masks or addresses so far at which several meters answered at once. */
	readonly collisions: number;
	/** The mask or address that was tried last. */
	readonly mask: string;
	/** Share of the address space that is done, 0 … 1. */
	readonly fraction: number;
}

/** What a scan brought. */
export interface ScanResult {
	readonly found: FoundMeter[];
	/** Addresses and masks behind which meters are that no mask tells apart, or where only noise was heard. */
	readonly collisions: string[];
	/** SELECTs (secondary) or SND_NKEs (primary) that were sent. */
	readonly selects: number;
	/** Hand this in as `resume` to go on where the scan was cancelled; null when it is complete. */
	readonly resume: string | null;
}

/** What both scans are told. */
export interface ScanOptions {
	/** A cancelled scan still resolves, with what it found and where to go on. */
	readonly signal?: AbortSignal | undefined;
	/** Default `schedule`, so that a person's command and a poll round get in between. */
	readonly priority?: Priority;
	/** Of an earlier result. */
	readonly resume?: string | null;
	onProgress?(progress: ScanProgress): void;
	/** Each meter as soon as it is found. */
	onFound?(meter: FoundMeter): void;
}
