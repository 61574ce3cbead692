/** Who answered: what travels as `msg.device`. */
export interface DeviceInfo {
	/** Stable id, e.g. `mbus:KAM-12345678-35-04`. */
	readonly id: string;
	/** Three letters of the maker, `KAM`; empty where the protocol names none. */
	readonly manufacturer: string;
	/** Eight characters, leading zeros kept; hexadecimal digits are possible. */
	readonly serial: string;
	readonly version: number | null;
	readonly medium: number | null;
	/** Where it was reached, e.g. `5` (primary) or `12345678` (secondary). */
	readonly address: string;
}
