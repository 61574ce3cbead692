import { Failure, type FailureCode } from "../model/failure.ts";

/** What the operating system calls it, and what we call it. */
const CODES: Readonly<Record<string, FailureCode>> = {
	ECONNREFUSED: "link-refused",
	EHOSTUNREACH: "link-unreachable",
	ENETUNREACH: "link-unreachable",
	EHOSTDOWN: "link-unreachable",
	ENETDOWN: "link-unreachable",
	ETIMEDOUT: "link-unreachable",
	ENOTFOUND: "link-unreachable",
	EAI_AGAIN: "link-unreachable",
	EADDRNOTAVAIL: "link-unreachable",
	ENOENT: "port-missing",
	ENODEV: "port-missing",
	ENXIO: "port-missing",
	EACCES: "port-denied",
	EPERM: "port-denied",
	EADDRINUSE: "port-in-use",
	EBUSY: "port-in-use",
	ERR_SOCKET_BAD_PORT: "port-setting",
};

/** A socket's error as a Failure that names the link; anything without a row of its own is `link-down`. */
export function linkFailure(link: string, error: unknown): Failure {
	if (error instanceof Failure) return error;
	const system = error instanceof Error && "code" in error ? String(error.code) : "";
	return new Failure(CODES[system] ?? "link-down", { link, reason: system === "" ? String(error) : system }, error);
}
