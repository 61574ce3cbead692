/** What the distribution's settings and the runtime plugin share about the running flows. */
export interface FlowsState {
	/** True from the moment the flows run until they are stopped. */
	running: boolean;
}

interface Request {
	readonly method?: string | undefined;
	readonly url?: string | undefined;
}

interface Response {
	statusCode: number;
	setHeader(name: string, value: string): unknown;
	end(body: string): unknown;
}

/** Express handler for `GET /health`: 200 once the flows run, else 503; says nothing more and passes everything else on. */
export function healthHandler(flows: FlowsState): (request: Request, response: Response, next: () => void) => void {
	return (request, response, next) => {
		const path = request.url?.split("?")[0];
		if (path !== "/health" || (request.method !== "GET" && request.method !== "HEAD")) {
			next();
			return;
		}
		response.statusCode = flows.running ? 200 : 503;
		response.setHeader("Content-Type", "application/json; charset=utf-8");
		response.setHeader("Cache-Control", "no-store");
		response.end(JSON.stringify({ status: flows.running ? "ok" : "starting" }));
	};
}
