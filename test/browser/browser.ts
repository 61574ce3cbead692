import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((file) => existsSync(file));

/** False where Debian's chromium is not installed; the browser tests are skipped by name then. */
export const chromiumPresent = CHROMIUM !== undefined;

/** Starts Chromium without any traffic of its own. */
export function launch(): Promise<Browser> {
	const quiet = [
		"--disable-quic",
		"--no-first-run",
		"--disable-background-networking",
		"--disable-component-update",
		"--disable-sync",
	];
	return chromium.launch({
		...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
		args: ["--no-sandbox", "--disable-gpu", ...quiet],
	});
}

/** A page and everything that went wrong on it: console errors, page errors, requests that left this machine. */
export async function openPage(
	browser: Browser,
	options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
	const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 900 }, ...options });
	const page = await context.newPage();
	const complaints: string[] = [];
	page.on("console", (message) => {
		if (message.type() === "error") complaints.push(`console: ${message.text()}`);
	});
	page.on("pageerror", (error) => complaints.push(`page: ${error.message}`));
	page.on("request", (request) => {
		const { hostname, protocol } = new URL(request.url());
		if (protocol.startsWith("http") && hostname !== "127.0.0.1") complaints.push(`request: ${request.url()}`);
	});
	return { page, complaints };
}
