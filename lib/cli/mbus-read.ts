import { applyDriver } from "../drivers/apply-driver.ts";
import { detectDriver } from "../drivers/detect-driver.ts";
import { deviceInfo } from "../drivers/device-info.ts";
import type { Driver } from "../drivers/driver.ts";
import { type MeterAddress, meterAddressText, parseMeterAddress } from "../masters/mbus/meter-address.ts";
import { type MeterAnswer, readMeter } from "../masters/mbus/read-meter.ts";
import { type Failure, toFailure } from "../model/failure.ts";
import type { Reading } from "../model/reading.ts";
import { type CommandIo, DONE, FAILED } from "./command.ts";
import { quickHex } from "./lenient-hex.ts";
import { LINE_OPTIONS, withLine } from "./line-connection.ts";
import { printTable } from "./print-table.ts";
import { ProgressBar } from "./progress-bar.ts";
import { parsed, readArguments } from "./read-arguments.ts";
import { shippedDrivers } from "./shipped-drivers.ts";
import { WrongUsage } from "./wrong-usage.ts";

interface MeterOutput {
	readonly address: string;
	readonly status: "ok" | "partial" | "failed";
	readonly code: string | null;
	readonly device: string | null;
	readonly driver: string | null;
	readonly readings: readonly Pick<Reading, "datapoint" | "quantity" | "unit" | "value" | "quality">[];
	readonly telegrams: readonly string[];
	readonly durationMs: number | null;
}

/** `mbus read`: reads meters one after the other; one that fails does not keep the others from being read. */
export async function mbusRead(args: readonly string[], io: CommandIo): Promise<number> {
	const given = readArguments(args, LINE_OPTIONS);
	const addresses = given.positionals.map((text) => parsed(text, parseMeterAddress));
	if (addresses.length === 0) throw new WrongUsage("missing", { what: "ADDRESS" });
	const drivers = shippedDrivers(io.root);
	const bar = new ProgressBar(io.stderr);
	const outputs: MeterOutput[] = [];
	await withLine(given, io, async (line) => {
		for (const [index, address] of addresses.entries()) {
			const text = meterAddressText(address);
			bar.show(index / addresses.length, text);
			const read = readMeter(line, address, { signal: io.signal });
			const output = await read.then(
				(answer) => answerOutput(answer, drivers, io),
				(error) => failureOutput(address, toFailure(error), bar, io),
			);
			outputs.push(output);
			bar.clear();
			if (given.values["json"] !== true) await io.stdout.write(people(output, io));
		}
	});
	if (given.values["json"] === true) await io.stdout.write(`${JSON.stringify(outputs, null, 2)}\n`);
	return outputs.every(({ status }) => status !== "failed") ? DONE : FAILED;
}

function answerOutput(answer: MeterAnswer, drivers: readonly Driver[], io: CommandIo): MeterOutput {
	const { telegrams, raw, durationMs } = answer;
	const address = meterAddressText(answer.address);
	const header = telegrams.find((telegram) => telegram.header !== null)?.header ?? null;
	const driver = header === null ? null : detectDriver(drivers, header);
	const readings = applyDriver(driver, telegrams, { time: io.clock.now() });
	return {
		address,
		status: telegrams.every(({ status }) => status === "ok") ? "ok" : "partial",
		code: telegrams.find(({ code }) => code !== null)?.code ?? null,
		device: deviceInfo(telegrams, address).id,
		driver: driver?.name ?? null,
		readings: readings.map(({ datapoint, quantity, unit, value, quality }) => {
			return { datapoint, quantity, unit, value, quality };
		}),
		telegrams: raw.map(quickHex),
		durationMs: Math.round(durationMs),
	};
}

/** Cancelled is not this meter's failure: it ends the command. */
async function failureOutput(
	address: MeterAddress,
	failure: Failure,
	bar: ProgressBar,
	io: CommandIo,
): Promise<MeterOutput> {
	if (failure.code === "cancelled") throw failure;
	const text = meterAddressText(address);
	bar.clear();
	await io.stderr.write(`${text}: ${io.words.failure(failure)}\n`);
	const nothing = { device: null, driver: null, readings: [], telegrams: [], durationMs: null };
	return { address: text, status: "failed", code: failure.code, ...nothing };
}

function people(output: MeterOutput, { words }: CommandIo): string {
	if (output.status === "failed") return "";
	const { address, device, driver, durationMs } = output;
	const title = words.say("read.title", { address, device, driver: driver ?? words.say("read.generic"), durationMs });
	const header = ["datapoint", "value", "unit", "quality"].map((name) => words.say(`column.${name}`));
	const rows = output.readings.map(({ datapoint, value, unit, quality }) => {
		return [datapoint, value === null ? "" : String(value), unit, quality === "good" ? "" : quality];
	});
	return `${title}\n${printTable(header, rows)}\n`;
}
