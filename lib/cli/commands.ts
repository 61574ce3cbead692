import type { Command } from "./command.ts";
import { decodeCommand } from "./decode-command.ts";
import { driverCheck } from "./driver-check.ts";
import { driverFormat } from "./driver-format.ts";
import { driverGenerate } from "./driver-generate.ts";
import { mbusAddress } from "./mbus-address.ts";
import { mbusPlan } from "./mbus-plan.ts";
import { mbusRaw } from "./mbus-raw.ts";
import { mbusRead } from "./mbus-read.ts";
import { mbusScan } from "./mbus-scan.ts";
import { simulateCommand } from "./simulate-command.ts";
import { storeDump } from "./store-dump.ts";
import { storeInfo } from "./store-info.ts";

/** Every command by the words it is called with; the usage of each stands below `usage` in the catalogue. */
export const COMMANDS: Readonly<Record<string, Command>> = {
	decode: decodeCommand,
	"mbus scan": mbusScan,
	"mbus read": mbusRead,
	"mbus address": mbusAddress,
	"mbus raw": mbusRaw,
	"mbus plan": mbusPlan,
	simulate: simulateCommand,
	"driver check": driverCheck,
	"driver format": driverFormat,
	"driver generate": driverGenerate,
	"store dump": storeDump,
	"store info": storeInfo,
};
