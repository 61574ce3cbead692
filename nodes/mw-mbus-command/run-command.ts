import { assignAddresses } from "../../lib/masters/mbus/assign-addresses.ts";
import type { MbusLine } from "../../lib/masters/mbus/line.ts";
import { type MeterAddress, meterAddressText, parseMeterAddress } from "../../lib/masters/mbus/meter-address.ts";
import { rawRequest } from "../../lib/masters/mbus/raw-request.ts";
import { resetApplication } from "../../lib/masters/mbus/reset-application.ts";
import { scanSecondary } from "../../lib/masters/mbus/scan-secondary.ts";
import { setMeterAddress } from "../../lib/masters/mbus/set-address.ts";
import { switchBaudRate } from "../../lib/masters/mbus/switch-baud-rate.ts";
import { Failure } from "../../lib/model/failure.ts";
import { fromHex } from "../../lib/model/hex.ts";
import { explainAnswer } from "./explain-answer.ts";
import { foundMeters } from "./found-meters.ts";

/** A command with what it needs, as it was entered. */
export interface CommandRequest {
	readonly line: MbusLine;
	readonly address: unknown;
	readonly value: unknown;
	readonly signal: AbortSignal;
}

type Command = (request: CommandRequest) => Promise<object>;

function textOf(value: unknown, field: string): string {
	if (typeof value !== "string" && typeof value !== "number") throw new Failure("input", { field });
	return String(value).trim();
}

function addressOf({ address }: CommandRequest): MeterAddress {
	return parseMeterAddress(textOf(address, "address"));
}

function numberOf({ value }: CommandRequest): number {
	const text = textOf(value, "value");
	if (!/^\d{1,6}$/.test(text)) throw new Failure("input", { field: "value" });
	return Number(text);
}

/** Two hexadecimal digits, or nothing. */
function subCodeOf({ value }: CommandRequest): number | undefined {
	const text = value === undefined || value === null ? "" : textOf(value, "value");
	if (text === "") return undefined;
	if (!/^[0-9a-f]{1,2}$/i.test(text)) throw new Failure("input", { field: "value" });
	return Number.parseInt(text, 16);
}

/** What the node can do, by the word that a form or a message uses. */
const COMMANDS = {
	"set-address": async (request) => {
		const { line, signal } = request;
		const { address, oldAddress, newAddress } = await setMeterAddress(line, addressOf(request), numberOf(request), {
			signal,
		});
		return { address: meterAddressText(address), oldAddress, newAddress };
	},
	"assign-addresses": async ({ line, value, signal }) => {
		const meters = foundMeters(value) ?? (await scanSecondary(line, { signal, digitOrder: "least" })).found;
		const assignments = await assignAddresses(line, meters, { signal });
		const assigned = assignments.map(({ address, failure, ...rest }) => {
			return { ...rest, address: meterAddressText(address), code: failure?.code ?? null };
		});
		return { assigned };
	},
	"baud-rate": async (request) => {
		const { line, signal } = request;
		const { address, oldBaudRate, newBaudRate } = await switchBaudRate(line, addressOf(request), numberOf(request), {
			signal,
		});
		return { address: meterAddressText(address), oldBaudRate, newBaudRate };
	},
	reset: async (request) => {
		const { line, signal } = request;
		const [address, subCode] = [addressOf(request), subCodeOf(request)];
		await resetApplication(line, address, subCode, { signal });
		return { address: meterAddressText(address), subCode: subCode ?? null };
	},
	raw: async ({ line, value, signal }) => {
		const { raw, telegrams } = await rawRequest(line, fromHex(textOf(value, "value")), { signal });
		const answers = raw.flatMap((bytes, index) => {
			const telegram = telegrams[index];
			return telegram === undefined ? [] : [explainAnswer(bytes, telegram)];
		});
		return { answers };
	},
} as const satisfies Record<string, Command>;

/** Runs a command of the closed list; throws Failure `input` for another word or for a value that does not fit it, and what the command throws. */
export async function runCommand(name: string, request: CommandRequest): Promise<object> {
	if (!Object.hasOwn(COMMANDS, name)) throw new Failure("input", { field: "command" });
	const command: Command = COMMANDS[name as keyof typeof COMMANDS];
	return { command: name, ...(await command(request)) };
}
