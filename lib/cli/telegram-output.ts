import { applyDriver } from "../drivers/apply-driver.ts";
import { detectDriver } from "../drivers/detect-driver.ts";
import type { Driver } from "../drivers/driver.ts";
import type { FailureCode } from "../model/failure.ts";
import type { Reading } from "../model/reading.ts";
import type { TelegramHeader } from "../protocols/mbus/header.ts";
import type { DataRecord } from "../protocols/mbus/record.ts";
import { decodeTelegram, type TelegramResult } from "../protocols/mbus/telegram.ts";
import { quickHex } from "./lenient-hex.ts";
import { looksWireless } from "./wireless-frame.ts";

/** One record as it is printed; the format is fixed. */
export interface RecordOutput {
	readonly index: number;
	readonly function: string;
	readonly storage: number;
	readonly tariff: number;
	readonly subunit: number;
	readonly quantity: string;
	readonly unit: string;
	readonly value: number | string | boolean | null;
	readonly exact: string | null;
	/** Upper-case hex in wire order. */
	readonly raw: string;
}

/** One reading as it is printed. */
export type ReadingOutput = Pick<Reading, "datapoint" | "quantity" | "unit" | "value">;

/** One telegram as `decode` prints it; the format is fixed, every key is always there (the last two unless left out). */
export interface TelegramOutput {
	readonly status: "ok" | "partial" | "failed";
	readonly link: "wired" | "wireless";
	readonly code: FailureCode | null;
	readonly layer: string | null;
	readonly offset: number | null;
	readonly header: Omit<TelegramHeader, "configuration"> | null;
	readonly security: { readonly mode: number; readonly result: string } | null;
	readonly records: readonly RecordOutput[];
	readonly driver?: string | null;
	readonly readings?: readonly ReadingOutput[];
}

const SECURITY_CODES: ReadonlySet<string | null> = new Set(["no-key", "wrong-key", "mac"]);

/**
 * Decodes one telegram for printing; without drivers (null) the output has neither `driver` nor `readings`. Never
 * throws.
 */
export function telegramOutput(bytes: Uint8Array, drivers: readonly Driver[] | null): TelegramOutput {
	const result = decodeTelegram(bytes);
	if (result.frame === null && looksWireless(bytes)) {
		return failedOutput({ link: "wireless", layer: "link", code: "unsupported-ci", offset: 0 }, drivers !== null);
	}
	return resultOutput(result, drivers);
}

/** The output of a telegram that is decoded already. */
export function resultOutput(result: TelegramResult, drivers: readonly Driver[] | null): TelegramOutput {
	const { status, code, layer, offset, header, records } = result;
	return {
		status,
		link: "wired",
		code,
		layer,
		offset,
		header: header === null ? null : headerOutput(header),
		security: securityOutput(result),
		records: records.map(recordOutput),
		...(drivers === null ? {} : driverOutput(result, drivers)),
	};
}

/** The output where there is nothing to show but why. */
export function failedOutput(
	why: Pick<TelegramOutput, "link" | "layer" | "code" | "offset">,
	withDriver: boolean,
): TelegramOutput {
	const { link, code, layer, offset } = why;
	const nothing = { status: "failed", link, code, layer, offset, header: null, security: null, records: [] } as const;
	return withDriver ? { ...nothing, driver: null, readings: [] } : nothing;
}

function headerOutput({ manufacturer, id, version, medium, accessNumber, status }: TelegramHeader) {
	return { manufacturer, id, version, medium, accessNumber, status };
}

function securityOutput({ header, code }: TelegramResult): TelegramOutput["security"] {
	if (header === null || code === null || !SECURITY_CODES.has(code)) return null;
	// EN 13757-7, table 19: the mode is bits 12–8 of the configuration field.
	return { mode: (header.configuration >> 8) & 0x1f, result: code };
}

function recordOutput(record: DataRecord): RecordOutput {
	const { index, storage, tariff, subunit, quantity, unit, value, exact, raw } = record;
	return {
		index,
		function: record.function,
		storage,
		tariff,
		subunit,
		quantity,
		unit,
		value,
		exact,
		raw: quickHex(raw),
	};
}

function driverOutput(result: TelegramResult, drivers: readonly Driver[]): Pick<TelegramOutput, "driver" | "readings"> {
	const driver = result.header === null ? null : detectDriver(drivers, result.header);
	const readings = applyDriver(driver, [result], { time: 0 });
	return {
		driver: driver?.name ?? null,
		readings: readings.map(({ datapoint, quantity, unit, value }) => ({ datapoint, quantity, unit, value })),
	};
}
