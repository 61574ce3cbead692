/**
 * Renders the pictures of the user guide from a running gateway as vector graphics:
 * `node scripts/run.mjs scripts/screenshots.ts http://127.0.0.1:1880`. Needs Debian's chromium and poppler-utils.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ROOT } from "./run-step.ts";

const PICTURES = [
	{ name: "dashboard", path: "/dashboard", ready: "table tbody tr" },
	{ name: "editor", path: "/editor/", ready: ".red-ui-flow-node" },
] as const;
const LANGUAGES = ["en", "de"] as const;
const SIZE = { width: 1280, height: 800 };

const [gateway = "http://127.0.0.1:1880"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "mw-pictures-"));
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
for (const locale of LANGUAGES) {
	const context = await browser.newContext({ locale, viewport: SIZE });
	for (const { name, path, ready } of PICTURES) {
		const page = await context.newPage();
		await page.emulateMedia({ media: "screen" });
		await page.goto(gateway + path);
		await page.locator(ready).first().waitFor({ timeout: 90_000 });
		await page.waitForTimeout(3000);
		const pdf = join(folder, "page.pdf");
		await page.pdf({
			path: pdf,
			width: `${SIZE.width}px`,
			height: `${SIZE.height}px`,
			printBackground: true,
			pageRanges: "1",
		});
		const drawn = join(folder, "page.svg");
		execFileSync("pdftocairo", ["-svg", pdf, drawn]);
		// Two decimals are finer than any screen and halve the file.
		const svg = readFileSync(drawn, "utf8").replace(/(\d+\.\d\d)\d+/g, "$1");
		writeFileSync(join(ROOT, "docs", "images", `${name}-${locale}.svg`), svg);
		await page.close();
	}
	await context.close();
}
await browser.close();
rmSync(folder, { recursive: true });
