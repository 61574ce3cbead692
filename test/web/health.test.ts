import { expect, test } from "vitest";
import { healthHandler } from "../../lib/web/health.ts";

function ask(running: boolean, url: string, method = "GET"): { status: number; body: string | null; passed: boolean } {
	const answer = { status: 0, body: null as string | null, passed: false };
	const response = {
		statusCode: 0,
		setHeader: () => undefined,
		end: (body: string) => {
			answer.body = body;
		},
	};
	healthHandler({ running })({ method, url }, response, () => {
		answer.passed = true;
	});
	answer.status = response.statusCode;
	return answer;
}

test("says ok once the flows run and 503 before", () => {
	expect(ask(true, "/health")).toEqual({ status: 200, body: '{"status":"ok"}', passed: false });
	expect(ask(false, "/health?now")).toEqual({ status: 503, body: '{"status":"starting"}', passed: false });
});

test.each([
	["/healthy", "GET"],
	["/", "GET"],
	["/health", "POST"],
])("passes %s %s on", (url, method) => {
	expect(ask(true, url, method).passed).toBe(true);
});
