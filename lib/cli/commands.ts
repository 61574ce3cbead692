import type { Command } from "./command.ts";
import { decodeCommand } from "./decode-command.ts";
import { driverCheck } from "./driver-check.ts";
import { driverFormat } from "./driver-format.ts";
import { driverGenerate } from "./driver-generate.ts";
import { mbusAddress } from "./mbus-address.ts";
import { mbusRaw } from "./mbus-raw.ts";
import { mbusRead } from "./mbus-read.ts";
import { mbusScan } from "./mbus-scan.ts";
import { simulateCommand } from "./simulate-command.ts";

/** Every command by the words it is called with; the usage of each stands below `usage` in the catalogue. */
export const COMMANDS: Readonly<Record<string, Command>> = {
	decode: decodeCommand,
	"mbus scan": mbusScan,
	"mbus read": mbusRead,
	"mbus address": mbusAddress,
	"mbus raw": mbusRaw,
	simulate: simulateCommand,
	"driver check": driverCheck,
	"driver format": driverFormat,
	"driver generate": driverGenerate,
};
