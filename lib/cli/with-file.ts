import { Failure } from "../model/failure.ts";

/** Does something with a file of the user's; whatever the system refuses becomes Failure `file-failed` with its `path`. */
export async function withFile<T>(path: string, job: () => Promise<T>): Promise<T> {
	try {
		return await job();
	} catch (error) {
		throw new Failure("file-failed", { path }, error);
	}
}
