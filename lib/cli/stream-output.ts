import type { Writable } from "node:stream";
import { Failure } from "../model/failure.ts";
import type { Output } from "./command.ts";

/** An output over a stream of the process. A reader that has gone away (`| head`) fails the next write as `cancelled`. */
export function streamOutput(stream: Writable & { readonly isTTY?: boolean }): Output {
	let broken: Error | null = null;
	stream.on("error", (error: Error) => {
		broken = error;
	});
	return {
		isTerminal: stream.isTTY === true,
		write: (text) =>
			new Promise((resolve, reject) => {
				if (broken !== null) reject(new Failure("cancelled", {}, broken));
				else stream.write(text, (error) => (error ? reject(new Failure("cancelled", {}, error)) : resolve()));
			}),
	};
}
