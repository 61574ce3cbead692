interface Request {
	readonly method?: string | undefined;
	readonly url?: string | undefined;
}

interface Response {
	redirect(status: number, address: string): unknown;
}

/** Express handler that leads `GET /` to the dashboard and passes everything else on. */
export function homePageHandler(request: Request, response: Response, next: () => void): void {
	if (request.method === "GET" && request.url === "/") response.redirect(302, "/dashboard");
	else next();
}
