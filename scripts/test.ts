/** The whole test run: static checks, then every Vitest suite; ends with one line that counts both. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { STATIC_CHECKS } from "./checks.ts";
import { ROOT, runStep } from "./run-step.ts";

interface VitestReport {
	readonly numPassedTests: number;
	readonly numFailedTests: number;
	readonly numFailedTestSuites: number;
	readonly numPendingTests: number;
	readonly testResults: readonly {
		readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
	}[];
}

const folder = join(ROOT, ".tmp");
const reportFile = join(folder, "vitest.json");

function readReport(): VitestReport | null {
	try {
		return JSON.parse(readFileSync(reportFile, "utf8")) as VitestReport;
	} catch {
		return null;
	}
}

/** Names every skipped test, so that a skip is never silent. */
function printSkipped(report: VitestReport): void {
	const skipped = report.testResults.flatMap(({ assertionResults }) =>
		assertionResults
			.filter(({ status }) => status === "pending" || status === "skipped")
			.map(({ fullName }) => fullName),
	);
	for (const name of skipped) console.log(`skipped: ${name}`);
}

mkdirSync(folder, { recursive: true });
rmSync(reportFile, { force: true });
const steps = STATIC_CHECKS.map(runStep);
const args = [
	"run",
	"--reporter=default",
	"--reporter=json",
	`--outputFile.json=${reportFile}`,
	...process.argv.slice(2),
];
const suites = runStep({ name: "tests", script: "node_modules/vitest/vitest.mjs", args });
const report = readReport();
if (report !== null) printSkipped(report);

const failedSteps = steps.filter((step) => !step.passed).length;
// A suite that could not even be loaded has no failed test of its own, but it failed all the same.
const failedTests = report?.numFailedTests ?? 1;
const failed = failedSteps + Math.max(failedTests, suites.passed ? 0 : 1);
const passed = steps.length - failedSteps + (report?.numPassedTests ?? 0);
const summary = `${passed} passed, ${failed} failed, ${report?.numPendingTests ?? 0} skipped`;
writeFileSync(join(folder, "summary.txt"), `${summary}\n`);
console.log(`\n${summary}`);
process.exitCode = failed === 0 ? 0 : 1;
