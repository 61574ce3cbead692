import type { RecordSpec } from "../../protocols/mbus/encode-records.ts";

/** Who a slave says it is (EN 13757-3, long header; EN 13757-7, enhanced selection). */
export interface SlaveIdentity {
	/** Eight characters, 0–9 and A–E. */
	readonly id: string;
	/** Three letters. */
	readonly manufacturer: string;
	/** 0 … 255. */
	readonly version: number;
	/** 0 … 255. */
	readonly medium: number;
	/** Eight digits of the fabrication number, for enhanced selection. */
	readonly fabrication?: string;
}

/**
 * One telegram of a readout: records to encode behind a long header, record bytes that are ready (with their own
 * DIF 0F or 1F where needed), or a whole application layer behind the CI field.
 */
export type SlaveTelegram =
	| { readonly records: readonly RecordSpec[]; readonly status?: number; readonly manufacturerData?: Uint8Array }
	| { readonly body: Uint8Array; readonly status?: number }
	| { readonly ci: number; readonly data: Uint8Array };

/** A meter that exists in software only. */
export interface VirtualSlave {
	/** Primary address, 0 … 250; a master may change it. */
	readonly primary: number;
	readonly identity: SlaveIdentity;
	/** The rate the slave starts with; that of its line, else 2400 Bd, unless said otherwise. */
	readonly baudRate?: number;
	/** The telegrams of one readout at this wall time (UTC ms); `subCode` is that of the last application reset. */
	telegrams(time: number, subCode: number | null): readonly SlaveTelegram[];
	/** The alarm byte (CI 71), or null where there is none; answers REQ_UD1. */
	alarm?(time: number): number | null;
}

/** What a master changed in a slave. */
export interface SlaveChange {
	readonly slave: VirtualSlave;
	readonly primary: number;
	readonly baudRate: number;
}
