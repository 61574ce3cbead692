import { expect, test } from "vitest";
import { homePageHandler } from "../../lib/web/home-page.ts";

function ask(method: string, url: string): string {
	let answer = "nothing";
	const redirect = (status: number, address: string) => {
		answer = `${status} ${address}`;
	};
	homePageHandler({ method, url }, { redirect }, () => {
		answer = "passed on";
	});
	return answer;
}

test("only the bare address leads to the dashboard", () => {
	expect(ask("GET", "/")).toBe("302 /dashboard");
	expect(ask("GET", "/dashboard")).toBe("passed on");
	expect(ask("POST", "/")).toBe("passed on");
});
