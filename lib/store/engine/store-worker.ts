import { parentPort } from "node:worker_threads";
import type { StoreAnswer, StoreRequest } from "./protocol.ts";
import { type StoreMethod, StoreMethods } from "./store-methods.ts";
import { buffersOf } from "./transfer.ts";

const methods = new StoreMethods();

async function answer({ id, method, parameters }: StoreRequest): Promise<StoreAnswer> {
	try {
		const call = methods[method as StoreMethod] as (...all: readonly unknown[]) => unknown;
		return { id, result: await call.apply(methods, [...parameters]) };
	} catch (error) {
		const { code, details } = methods.failure(error);
		return { id, failure: { code, details } };
	}
}

parentPort?.on("message", (request: StoreRequest) => {
	void answer(request).then((reply) =>
		parentPort?.postMessage(reply, buffersOf("result" in reply ? reply.result : null)),
	);
});
