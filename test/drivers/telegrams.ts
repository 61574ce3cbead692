import { encodeTelegram, type RecordSpec } from "../../lib/protocols/mbus/encode-records.ts";
import type { TelegramHeader } from "../../lib/protocols/mbus/header.ts";
import type { DataRecord } from "../../lib/protocols/mbus/record.ts";
import { decodeTelegram, type TelegramResult } from "../../lib/protocols/mbus/telegram.ts";

/** The header of the meter of these tests. */
export const HEADER: TelegramHeader = {
	id: "12345678",
	manufacturer: "XYZ",
	version: 1,
	medium: 4,
	accessNumber: 42,
	status: 0,
	configuration: 0,
};

/** A telegram of that meter, encoded and decoded again. */
export function telegram(records: readonly RecordSpec[], header: Partial<TelegramHeader> = {}): TelegramResult {
	return decodeTelegram(encodeTelegram({ header: { ...HEADER, ...header }, records }));
}

/** The only record of a telegram. */
export function record(spec: RecordSpec): DataRecord {
	const [only] = telegram([spec]).records;
	if (only === undefined) throw new Error("no record");
	return only;
}
