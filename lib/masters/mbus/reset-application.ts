import { applicationReset } from "../../protocols/mbus/requests.ts";
import type { MbusLine } from "./line.ts";
import type { MeterAddress } from "./meter-address.ts";
import { MeterSession } from "./meter-session.ts";
import type { ReadOptions } from "./read-meter.ts";

/**
 * Resets the application of a meter (CI 50), with a sub code 0 … 255 where one is wanted (EN 13757-7, 8.3: 00 all,
 * 10 user data, 20 billing …). Throws what a request throws.
 */
export async function resetApplication(
	line: MbusLine,
	address: MeterAddress,
	subCode?: number,
	options: ReadOptions = {},
): Promise<void> {
	const { priority = "user", signal } = options;
	await line.transact({ priority, signal }, async (bus) => {
		const session = new MeterSession(line, bus, address);
		await session.attend(async () => {
			await session.begin();
			await session.command((target) => applicationReset(target, subCode));
		});
		// The meter begins its telegrams anew.
		session.state.nextFcb = null;
	});
}
