import { Failure, type FailureCode } from "../model/failure.ts";

/** The native binding reports plain sentences; these are the system's words in them. */
const WORDS: readonly (readonly [RegExp, FailureCode])[] = [
	[/cannot lock port|temporarily unavailable|resource busy/i, "port-in-use"],
	[/permission denied|operation not permitted/i, "port-denied"],
	[/no such file|no such device|is a directory|cannot find module/i, "port-missing"],
	[/setting|invalid argument|inappropriate ioctl|baud ?rate|parity|termios|tcsetattr/i, "port-setting"],
];

/** What a port with a parity bit is told when the system refuses its settings: pseudo terminals have no parity. */
const PARITY_REMEDY = "parity-none";

/** An error of the serial binding as a Failure that names the port; anything unknown is `link-down`. */
export function serialFailure(link: string, error: unknown, parity: "even" | "none"): Failure {
	const reason = error instanceof Error ? error.message : String(error);
	const code = WORDS.find(([word]) => word.test(reason))?.[1] ?? "link-down";
	const remedy = code === "port-setting" && parity === "even" ? { remedy: PARITY_REMEDY } : {};
	return new Failure(code, { link, reason, ...remedy }, error);
}
