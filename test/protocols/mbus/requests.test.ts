import { expect, test } from "vitest";
import { toHex } from "../../../lib/model/hex.ts";
import { encodeFrame, type Frame } from "../../../lib/protocols/mbus/frame.ts";
import {
	applicationReset,
	BAUD_RATES,
	deselect,
	reqUd1,
	reqUd2,
	selectSlave,
	setBaudRate,
	setPrimaryAddress,
	sndNke,
	sndUd,
} from "../../../lib/protocols/mbus/requests.ts";
import { parseSecondaryAddress } from "../../../lib/protocols/mbus/secondary-address.ts";

const REL = parseSecondaryAddress("33221100-REL-B8-07");

test.each<[string, Frame, string]>([
	["SND_NKE", sndNke(1), "1040014116"],
	["REQ_UD2", reqUd2(1, true), "107B017C16"],
	["REQ_UD2 repeated", reqUd2(1, false), "105B015C16"],
	["REQ_UD1", reqUd1(1, true), "107A017B16"],
	["REQ_UD1 repeated", reqUd1(1, false), "105A015B16"],
	["SELECT", selectSlave(REL), "680B0B6853FD5200112233AC48B807BB16"],
	["SELECT with FCB", selectSlave(REL, true), "680B0B6873FD5200112233AC48B807DB16"],
	[
		"enhanced SELECT",
		selectSlave({ ...REL, fabrication: "12345678" }),
		"681111 6853FD5200112233AC48B8070C78785634125316",
	],
	["deselect", deselect(), "1040FD3D16"],
	["new primary address", setPrimaryAddress(0xfe, 8), "6806066853FE51017A082516"],
	["baud rate", setBaudRate(1, 9600), "680303685301BD1116"],
	["application reset", applicationReset(1), "6803036853 0150A416"],
	["application reset of the billing data", applicationReset(1, 0x20), "680404685301 5020C416"],
	["any data", sndUd(1, 0x51, Uint8Array.of(8, 0x13), true), "6805056873 01510813E016"],
])("%s", (_, frame, hex) => {
	expect(toHex(encodeFrame(frame))).toBe(hex.replaceAll(" ", ""));
});

test("only addresses of the bus are taken", () => {
	for (const address of [-1, 256, 1.5]) expect(() => reqUd2(address, true)).toThrow("address-range");
	for (const address of [251, 254, 255]) expect(() => setPrimaryAddress(1, address)).toThrow("address-range");
});

test("only baud rates of M-Bus are taken", () => {
	expect(BAUD_RATES.map(({ baudRate }) => setBaudRate(1, baudRate).ci)).toEqual([
		0xb8, 0xb9, 0xba, 0xbb, 0xbc, 0xbd, 0xbe, 0xbf,
	]);
	expect(() => setBaudRate(1, 115200)).toThrow("baud-rate");
});
