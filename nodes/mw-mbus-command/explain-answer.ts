import { explainTelegram } from "../../lib/cli/explain.ts";
import { toHex } from "../../lib/model/hex.ts";
import type { TelegramResult } from "../../lib/protocols/mbus/telegram.ts";

/** An answer in plain values: its bytes, what each of them is, and the values in it. */
export function explainAnswer(raw: Uint8Array, telegram: TelegramResult): object {
	const { status, code, header, records } = telegram;
	const parts = explainTelegram(raw, telegram).map(({ offset, length, key, values }) => ({
		hex: toHex(raw.subarray(offset, offset + length)),
		key,
		values,
	}));
	const values = records.map(({ quantity, unit, value, storage, tariff, subunit }) => {
		return { quantity, unit, value, storage, tariff, subunit };
	});
	return { hex: toHex(raw), status, code, header, records: values, parts };
}
