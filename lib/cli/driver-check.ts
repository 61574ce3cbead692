import { readFile } from "node:fs/promises";
import { checkDriver, type DriverProblem } from "../drivers/check-driver.ts";
import type { Driver } from "../drivers/driver.ts";
import { findAmbiguousDrivers } from "../drivers/find-ambiguous-drivers.ts";
import { readDriver } from "../drivers/read-driver.ts";
import { toFailure } from "../model/failure.ts";
import { type CommandIo, DONE, FAILED } from "./command.ts";
import { readArguments } from "./read-arguments.ts";
import { withFile } from "./with-file.ts";
import { WrongUsage } from "./wrong-usage.ts";

interface CheckedFile {
	readonly file: string;
	readonly driver: Driver | null;
	readonly problems: readonly DriverProblem[];
}

/** `driver check`: reads driver files, plays their test telegrams, and looks for two that claim the same device. */
export async function driverCheck(args: readonly string[], io: CommandIo): Promise<number> {
	const { values, positionals } = readArguments(args, { json: { type: "boolean" } });
	if (positionals.length === 0) throw new WrongUsage("missing", { what: "FILE" });
	const files = await Promise.all(positionals.map((file) => checkFile(file)));
	const between = findAmbiguousDrivers(files.flatMap(({ driver }) => driver ?? []));
	const good = between.length === 0 && files.every(({ problems }) => problems.length === 0);
	if (values["json"] === true) {
		const output = files.map(({ file, driver, problems }) => ({ file, driver: driver?.name ?? null, problems }));
		await io.stdout.write(`${JSON.stringify({ files: output, ambiguous: between }, null, 2)}\n`);
	} else {
		for (const { file, driver, problems } of files) {
			const verdict = problems.length === 0 ? "driver.good" : "driver.bad";
			const values = { file, name: driver?.name ?? "–", tests: driver?.tests.length ?? 0, problems: problems.length };
			await io.stdout.write(`${io.words.say(verdict, values)}\n${problems.map((each) => line(each, io)).join("")}`);
		}
		await io.stdout.write(between.map((problem) => line(problem, io)).join(""));
	}
	return good ? DONE : FAILED;
}

async function checkFile(file: string): Promise<CheckedFile> {
	try {
		const driver = readDriver(await withFile(file, () => readFile(file, "utf8")));
		return { file, driver, problems: checkDriver(driver) };
	} catch (error) {
		const { code, details } = toFailure(error);
		return { file, driver: null, problems: [{ code, details }] };
	}
}

function line({ code, details }: DriverProblem, io: CommandIo): string {
	return `  ${io.words.failure({ code, details })} [${code}]\n`;
}
