import { expect, test } from "vitest";
import { serialFailure } from "../../lib/transports/serial-failure.ts";

test.each([
	["Error Resource temporarily unavailable Cannot lock port", "port-in-use"],
	["Error: Permission denied, cannot open /dev/ttyUSB0", "port-denied"],
	["Error: No such file or directory, cannot open /dev/ttyUSB0", "port-missing"],
	["Error: Invalid argument, cannot open /dev/pts/3", "port-setting"],
	['"baudRate" is not a valid baudRate', "port-setting"],
	["EIO: i/o error, read", "link-down"],
])("%s", (message, code) => {
	expect(serialFailure("/dev/ttyUSB0", new Error(message), "none")).toMatchObject({
		code,
		details: { reason: message },
	});
});

test("refused settings with a parity bit name the remedy", () => {
	const failure = serialFailure("/dev/pts/3", new Error("Error: Invalid argument, cannot open"), "even");
	expect(failure.details).toMatchObject({ remedy: "parity-none" });
});
