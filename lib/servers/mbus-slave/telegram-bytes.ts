import { joinBytes } from "../../protocols/mbus/bytes.ts";
import { encodeHeader, encodeRecord } from "../../protocols/mbus/encode-records.ts";
import type { SlaveIdentity, SlaveTelegram } from "./virtual-slave.ts";

const LONG_HEADER_CI = 0x72;
const MANUFACTURER_DATA = 0x0f;
const MORE_FOLLOWS = 0x1f;

/** What surrounds a telegram's records. */
export interface TelegramContext {
	readonly identity: SlaveIdentity;
	readonly accessNumber: number;
	readonly last: boolean;
}

function tail(manufacturerData: Uint8Array | undefined, last: boolean): Uint8Array {
	if (!last) return joinBytes([MORE_FOLLOWS], manufacturerData ?? []);
	if (manufacturerData === undefined) return new Uint8Array();
	return joinBytes([MANUFACTURER_DATA], manufacturerData);
}

function recordBytes(telegram: Exclude<SlaveTelegram, { ci: number }>, last: boolean): Uint8Array {
	if ("body" in telegram) return telegram.body;
	return joinBytes(...telegram.records.map(encodeRecord), tail(telegram.manufacturerData, last));
}

/** CI field and data of one telegram of a readout (EN 13757-3, clauses 5 and 6); the last one may end in 0F, the others end in 1F. */
export function telegramBytes(telegram: SlaveTelegram, context: TelegramContext): { ci: number; data: Uint8Array } {
	if ("ci" in telegram) return telegram;
	const { id, manufacturer, version, medium } = context.identity;
	const header = encodeHeader({
		id,
		manufacturer,
		version,
		medium,
		accessNumber: context.accessNumber,
		status: telegram.status ?? 0,
		configuration: 0,
	});
	return { ci: LONG_HEADER_CI, data: joinBytes(header, recordBytes(telegram, context.last)) };
}
