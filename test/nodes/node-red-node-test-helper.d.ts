/** The little of node-red-node-test-helper that our tests use; the package ships no types. */
declare module "node-red-node-test-helper" {
	import type { EventEmitter } from "node:events";
	import type { NodeAPI } from "node-red";

	type Register = (RED: NodeAPI) => void;
	export interface TestNode extends EventEmitter {
		id: string;
		receive(message: object): void;
	}
	const helper: {
		init(path: string, settings?: object): void;
		settings(settings: object): void;
		load(nodes: Register[], flow: object[], credentials?: object): Promise<void>;
		setFlows(flow: object[], type?: "full" | "flows" | "nodes"): Promise<void>;
		unload(): Promise<void>;
		getNode(id: string): TestNode;
		startServer(): Promise<void>;
		stopServer(): Promise<void>;
	};
	export default helper;
}
