import { expect, test } from "vitest";
import { deviceInfo, identity } from "../../lib/drivers/device-info.ts";
import { encodeTelegram } from "../../lib/protocols/mbus/encode-records.ts";
import { decodeTelegram } from "../../lib/protocols/mbus/telegram.ts";
import { HEADER, telegram } from "./telegrams.ts";

test("the first header says who answered", () => {
	expect(deviceInfo([telegram([])], "5")).toEqual({
		id: "mbus:XYZ-12345678-01-04",
		manufacturer: "XYZ",
		serial: "12345678",
		version: 1,
		medium: 4,
		address: "5",
	});
});

test("a meter without a long header is known by its address", () => {
	const short = decodeTelegram(encodeTelegram({ ci: 0x7a, header: HEADER }));
	expect(identity([short])).toBeNull();
	expect(deviceInfo([short], "5")).toMatchObject({ id: "mbus:address-5", serial: "", version: null, medium: null });
});
