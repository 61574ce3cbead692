import type { Node, NodeAPI, NodeMessage } from "node-red";
import type { Driver } from "../../lib/drivers/driver.ts";
import type { MbusLine } from "../../lib/masters/mbus/line.ts";
import { type MeterAddress, meterAddressText } from "../../lib/masters/mbus/meter-address.ts";
import { type MeterAnswer, readMeter } from "../../lib/masters/mbus/read-meter.ts";
import { readRound } from "../../lib/masters/mbus/read-round.ts";
import { type Failure, type FailureCode, toFailure } from "../../lib/model/failure.ts";
import type { Work } from "../on-input.ts";
import { showStatus } from "../status.ts";
import type { KnownDatapoints } from "./bad-readings.ts";
import { chooseDriver, meterMessage } from "./meter-message.ts";
import type { Target } from "./targets.ts";

/** What a round is made of. */
export interface RoundOptions {
	readonly RED: NodeAPI;
	readonly node: Node;
	readonly line: MbusLine;
	readonly drivers: readonly Driver[];
	/** `auto`, `generic` or a driver's name, for meters without one of their own. */
	readonly driver: string;
	/** Null where failed reads give no message. */
	readonly known: KnownDatapoints | null;
	readonly message: NodeMessage;
	readonly work: Work;
}

/** What all meters of a round have in common is reported once. */
const LINK_FAILURES: readonly FailureCode[] = ["link-down", "link-refused", "link-unreachable", "port-missing"];

/** Reads some meters and sends one message for each. */
export class Round {
	readonly #options: RoundOptions;
	readonly #targets: ReadonlyMap<string, Target>;
	#ok = 0;
	#failed = 0;
	#linkReported = false;

	constructor(options: RoundOptions, targets: readonly Target[]) {
		this.#options = options;
		this.#targets = new Map(targets.map((target) => [meterAddressText(target.address), target]));
	}

	/** Throws Failure `bus-busy` while another round runs on the line, and `cancelled`. */
	async read(): Promise<void> {
		const { line, work, message } = this.#options;
		const addresses = Array.from(this.#targets.values(), ({ address }) => address);
		this.#showProgress();
		const [only] = addresses;
		if (only !== undefined && addresses.length === 1 && message["address"] !== undefined) await this.#readOne(only);
		else {
			await readRound(line, addresses, {
				signal: work.signal,
				...(message["address"] === undefined ? {} : { backOff: null }),
				onAnswer: (answer) => this.#answered(answer),
				onFailure: (address, failure) => this.#silent(address, failure),
			});
		}
		this.#showResult();
	}

	/** Somebody asks for one meter and waits: before the schedule. */
	async #readOne(address: MeterAddress): Promise<void> {
		const { line, work } = this.#options;
		try {
			this.#answered(await readMeter(line, address, { signal: work.signal, priority: "user" }));
		} catch (error) {
			this.#silent(address, toFailure(error));
		}
	}

	#answered(answer: MeterAnswer): void {
		const { drivers, driver, line, known } = this.#options;
		const target = this.#targets.get(meterAddressText(answer.address));
		try {
			const chosen = chooseDriver(drivers, target?.driver ?? driver, answer);
			const sent = meterMessage(answer, chosen, line.settings.clock.now());
			known?.learn(target?.topic ?? sent.topic, sent.payload);
			this.#ok += 1;
			this.#send(sent);
		} catch (error) {
			this.#silent(answer.address, toFailure(error));
		}
	}

	#silent(address: MeterAddress, failure: Failure): void {
		const { work, message, known, line } = this.#options;
		if (work.signal.aborted) return;
		const text = meterAddressText(address);
		const topic = this.#targets.get(text)?.topic ?? text;
		this.#failed += 1;
		if (!LINK_FAILURES.includes(failure.code) || !this.#linkReported) {
			work.report(failure, { ...message, topic, address: text });
		}
		this.#linkReported ||= LINK_FAILURES.includes(failure.code);
		if (known !== null) this.#send({ topic, payload: known.bad(topic, failure.code, line.settings.clock.now()) });
		else this.#showProgress();
	}

	#send(parts: NodeMessage): void {
		const { work, message } = this.#options;
		const round = { done: this.#ok + this.#failed, total: this.#targets.size, ok: this.#ok, failed: this.#failed };
		work.send({ ...message, ...parts, round });
		this.#showProgress();
	}

	#showProgress(): void {
		const { RED, node } = this.#options;
		const values = { done: this.#ok + this.#failed, total: this.#targets.size };
		showStatus(RED, node, ["working", "reading"], values);
	}

	#showResult(): void {
		const { RED, node } = this.#options;
		const values = { ok: this.#ok, failed: this.#failed };
		if (this.#targets.size === 0) showStatus(RED, node, ["off", "no-meters"]);
		else if (this.#failed === 0) showStatus(RED, node, ["active", "read"], values);
		else showStatus(RED, node, ["warning", "read-partly"], values);
	}
}
