import { Failure } from "../model/failure.ts";
import { toHex } from "../model/hex.ts";
import { hexByte } from "../protocols/mbus/header.ts";
import type { DataRecord } from "../protocols/mbus/record.ts";
import type { TelegramResult } from "../protocols/mbus/telegram.ts";
import { applyDriver } from "./apply-driver.ts";
import { valueText } from "./check-driver.ts";
import { identity } from "./device-info.ts";
import type { DatapointRule, Driver, ExpectedReading, MatchRule, NumberRange } from "./driver.ts";
import { genericName } from "./generic-name.ts";
import { printable } from "./printable.ts";
import { likeness, type ReadRecord, readRecords } from "./read-records.ts";
import { hasNoData } from "./record-draft.ts";
import { isPlainText, vifCode } from "./vif-code.ts";

/** How the new driver is called; left out, `kam-35-04` after the header. */
export interface GenerateOptions {
	readonly name?: string;
	readonly title?: string;
}

const READABLE_UNITS: ReadonlyMap<string, string> = new Map([
	["Wh", "kWh"],
	["W", "kW"],
	["varh", "kvarh"],
	["var", "kvar"],
	["VAh", "kVAh"],
	["VA", "kVA"],
]);

/**
 * Writes a driver from the telegrams of one read: a datapoint for every record that has data, units
 * of everyday use, and the telegrams themselves as its test. Throws Failure `driver-telegram` where no telegram
 * names a maker or has a record.
 */
export function generateDriver(telegrams: readonly TelegramResult[], options: GenerateOptions = {}): Driver {
	const header = identity(telegrams);
	const records = readRecords(telegrams);
	if (header === null || header.manufacturer === "" || telegrams.every((telegram) => telegram.records.length === 0))
		throw new Failure("driver-telegram", { problem: "telegram" });
	const version = hexByte(header.version);
	const medium = hexByte(header.medium);
	const untested: Driver = {
		name: options.name ?? `${header.manufacturer}-${version}-${medium}`.toLowerCase().replaceAll(/[^a-z0-9-]/g, "0"),
		protocol: "mbus",
		title: options.title ?? null,
		rest: null,
		note: null,
		detect: [{ manufacturer: header.manufacturer, version: [only(version)], medium: [only(medium)], id: null }],
		datapoints: datapointsOf(records),
		hide: [],
		manufacturerData: [],
		tests: [],
	};
	const readings = applyDriver(untested, telegrams, { time: 0 }).map(
		({ datapoint, unit, value, exact, quality, reason }): ExpectedReading => ({
			datapoint,
			value: valueText(exact === undefined ? { value } : { value, exact }),
			unit: unit === "" ? null : unit,
			quality: quality === "good" ? null : quality,
			reason: reason ?? null,
		}),
	);
	return { ...untested, tests: [{ telegrams: telegrams.map(({ raw }) => toHex(raw)), readings }] };
}

function datapointsOf(records: readonly ReadRecord[]): DatapointRule[] {
	const likes = records.map(({ record }) => likeness(record));
	const names = new Set<string>();
	return records.flatMap(({ record, occurrence }, index) => {
		if (record.function === "manufacturer" || hasNoData(record)) return [];
		const name = freeName(genericName(record), names);
		names.add(name);
		const isAlone = likes.filter((like) => like === likes[index]).length === 1;
		const match = { ...matchOf(record), occurrence: isAlone ? null : [{ first: occurrence, last: occurrence }] };
		const own = { wireUnit: null, scale: null, modulus: null };
		const naming = { name, quantity: record.quantity, unit: readableUnit(record), ...own };
		return [{ ...naming, matches: [match] }];
	});
}

function freeName(name: string, taken: ReadonlySet<string>): string {
	let free = name;
	for (let count = 2; taken.has(free); count++) free = `${name}-${count}`;
	return free;
}

function readableUnit(record: DataRecord): string | null {
	const unit = typeof record.value === "string" ? "" : printable(record.unit);
	return unit === "" ? null : (READABLE_UNITS.get(unit) ?? unit);
}

function matchOf(record: DataRecord): Omit<MatchRule, "occurrence"> {
	return {
		vif: [only(vifCode(record.vib))],
		unit: isPlainText(record.vib) ? printable(record.unit) : null,
		dataField: null,
		function: record.function === "instantaneous" ? null : record.function,
		storage: unlessZero(record.storage),
		tariff: unlessZero(record.tariff),
		subunit: unlessZero(record.subunit),
		modifiers: record.modifiers.length === 0 ? null : record.modifiers,
	};
}

function unlessZero(value: number): NumberRange[] | null {
	return value === 0 ? null : [{ first: value, last: value }];
}

function only(text: string): { first: string; last: string } {
	return { first: text, last: text };
}
