import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NodeRedProcess } from "../support/node-red-process.ts";
import { chromiumPresent, launch, openPage } from "./browser.ts";

describe.skipIf(!chromiumPresent)("the dashboard in Chromium (skipped without Debian's chromium)", () => {
	let gateway: NodeRedProcess;
	let browser: Browser;
	beforeAll(async () => {
		gateway = await NodeRedProcess.gateway({
			METERWAY_SITE: "demo",
			METERWAY_DEMO_PORT: "0",
			METERWAY_DEMO_BAUD: "38400",
		});
		browser = await launch();
	});
	afterAll(async () => {
		await browser.close();
		await gateway.stop();
	});

	test.each([
		{ what: "a desktop in English", locale: "en-US", viewport: { width: 1280, height: 900 }, word: "Meter" },
		{ what: "a phone in German", locale: "de", viewport: { width: 390, height: 844 }, word: "Zähler" },
	])(
		"shows live values on $what",
		async ({ locale, viewport, word }) => {
			const { page, complaints } = await openPage(browser, { locale, viewport });
			await page.goto(`${gateway.url}/`);
			const meter = page.getByText(/EFE 2408331\d/).first();
			await meter.waitFor({ timeout: 90_000 });
			expect(await page.locator("body").innerText()).toContain(word);
			const width = await page.evaluate(() => [
				document.documentElement.scrollWidth,
				document.documentElement.clientWidth,
			]);
			expect(width[0]).toBeLessThanOrEqual(width[1] ?? 0);
			expect(complaints).toEqual([]);
			await page.context().close();
		},
		120_000,
	);
});
