import type { Node, NodeAPI, NodeMessage } from "node-red";
import type { Driver } from "../../lib/drivers/driver.ts";
import { type MeterAddress, meterAddressText } from "../../lib/masters/mbus/meter-address.ts";
import { type MeterAnswer, readMeter } from "../../lib/masters/mbus/read-meter.ts";
import { readRound } from "../../lib/masters/mbus/read-round.ts";
import type { Clock } from "../../lib/model/clock.ts";
import { type Failure, type FailureCode, toFailure } from "../../lib/model/failure.ts";
import type { Work } from "../on-input.ts";
import { showStatus } from "../status.ts";
import { uncertainTime } from "../uncertain-time.ts";
import type { UsedLine } from "../use-line.ts";
import type { PlacedTarget } from "./acquisition.ts";
import type { KnownDatapoints } from "./bad-readings.ts";
import { chooseDriver, meterMessage, zoneOf } from "./meter-message.ts";
import type { GroupRound } from "./reading-group.ts";
import type { Target } from "./targets.ts";

/** Whether it was told that the line is down. */
export interface Outage {
	told: boolean;
}

/** What a round is made of. */
export interface RoundOptions {
	readonly RED: NodeAPI;
	readonly node: Node;
	readonly used: UsedLine;
	readonly drivers: readonly Driver[];
	/** `auto`, `generic` or a driver's name, for meters without one of their own. */
	readonly driver: string;
	/** Null where failed reads give no message. */
	readonly known: KnownDatapoints | null;
	/** What a schedule remembers of its last round: an outage is told once; null where somebody asks and wants to know. */
	readonly outage: Outage | null;
	/** Whose time of a schedule the round is for; null where a message asked. */
	readonly own: GroupRound | null;
	/** What stamps the readings. */
	readonly clock: Clock;
	readonly message: NodeMessage;
	readonly work: Work;
}

/** What all meters of a round have in common is reported once. */
const LINK_FAILURES: readonly FailureCode[] = ["link-down", "link-refused", "link-unreachable", "port-missing"];

/** Reads some meters and sends one message for each. */
export class Round {
	readonly #options: RoundOptions;
	readonly #placed: readonly PlacedTarget[];
	readonly #targets: ReadonlyMap<string, Target>;
	#ok = 0;
	#failed = 0;
	#linkDown = false;

	constructor(options: RoundOptions, placed: readonly PlacedTarget[]) {
		this.#options = options;
		this.#placed = placed;
		this.#targets = new Map(placed.map(({ target }) => [meterAddressText(target.address), target]));
	}

	/** Resolves with the number of meters that could not be read. Throws Failure `bus-busy` while another round runs on the line, and `cancelled`. */
	async read(): Promise<number> {
		const { message, own } = this.#options;
		const addresses = Array.from(this.#targets.values(), ({ address }) => address);
		this.#showProgress();
		const [only] = addresses;
		if (only !== undefined && addresses.length === 1 && message["address"] !== undefined) await this.#readOne(only);
		else if (own === null) await this.#readAll(addresses);
		else await this.#readPlaced();
		this.#showResult();
		return this.#failed;
	}

	/** Everyone in turn, but nobody before it is their time. */
	async #readPlaced(): Promise<void> {
		const { used, work } = this.#options;
		const { clock } = used.line.settings;
		const start = clock.monotonic();
		let rest = this.#placed;
		while (rest[0] !== undefined) {
			const waitMs = start + rest[0].afterMs - clock.monotonic();
			if (waitMs > 0) await clock.sleep(Math.ceil(waitMs), work.signal);
			const passedMs = clock.monotonic() - start;
			const due = rest.filter(({ afterMs }) => afterMs <= passedMs);
			rest = rest.filter(({ afterMs }) => afterMs > passedMs);
			await this.#readAll(due.map(({ target }) => target.address));
		}
	}

	async #readAll(addresses: readonly MeterAddress[]): Promise<void> {
		const { used, work, message, own } = this.#options;
		await readRound(used.line, addresses, {
			signal: work.signal,
			shared: own !== null,
			...(message["address"] === undefined ? {} : { backOff: null }),
			onAnswer: (answer) => this.#answered(answer),
			onFailure: (address, failure) => this.#silent(address, failure),
		});
	}

	/** Somebody asks for one meter and waits: before the schedule. */
	async #readOne(address: MeterAddress): Promise<void> {
		const { used, work } = this.#options;
		try {
			this.#answered(await readMeter(used.line, address, { signal: work.signal, priority: "user" }));
		} catch (error) {
			this.#silent(address, toFailure(error));
		}
	}

	#answered(answer: MeterAnswer): void {
		const { drivers, driver, used, known, outage, clock } = this.#options;
		if (outage !== null) outage.told = false;
		const target = this.#targets.get(meterAddressText(answer.address));
		try {
			const chosen = chooseDriver(drivers, target?.driver ?? driver, answer);
			const time = clock.now();
			const sent = meterMessage(answer, chosen, { time, ...zoneOf(used.lineNode, time) });
			known?.learn(target?.topic ?? sent.topic, sent.payload);
			this.#ok += 1;
			this.#send({ ...sent, payload: uncertainTime(sent.payload, clock) });
		} catch (error) {
			this.#silent(answer.address, toFailure(error));
		}
	}

	#silent(address: MeterAddress, failure: Failure): void {
		const { work, message, known, clock } = this.#options;
		if (work.signal.aborted) return;
		const text = meterAddressText(address);
		const topic = this.#targets.get(text)?.topic ?? text;
		this.#failed += 1;
		if (this.#isNews(failure)) work.report(failure, { ...message, topic, address: text });
		if (known !== null) this.#send({ topic, payload: known.bad(topic, failure.code, clock.now()) });
		else this.#showProgress();
	}

	#isNews({ code }: Failure): boolean {
		if (!LINK_FAILURES.includes(code)) return true;
		const { outage } = this.#options;
		const isTold = this.#linkDown || outage?.told === true;
		this.#linkDown = true;
		if (outage !== null) outage.told = true;
		return !isTold;
	}

	#send(parts: NodeMessage): void {
		const { work, message, own } = this.#options;
		const [ok, failed] = [this.#ok, this.#failed];
		const { late = 0, missed = 0 } = own?.group ?? {};
		const slot = own === null || own.slot === null ? {} : { slot: own.slot, schedule: own.group.rhythm.schedule };
		const round = { done: ok + failed, total: this.#targets.size, ok, failed, late, missed, ...slot };
		work.send({ ...message, ...parts, round });
		this.#showProgress();
	}

	#showProgress(): void {
		const { RED, node } = this.#options;
		const values = { done: this.#ok + this.#failed, total: this.#targets.size };
		showStatus(RED, node, ["working", "reading"], values);
	}

	#showResult(): void {
		const { RED, node, own, used } = this.#options;
		const values = { ok: this.#ok, failed: this.#failed, late: own?.group.late ?? 0 };
		if (this.#linkDown && used.line.state !== "open") used.showLink();
		else if (this.#targets.size === 0) showStatus(RED, node, ["off", "no-meters"]);
		else if (values.late > 0) showStatus(RED, node, ["warning", "read-late"], values);
		else if (this.#failed === 0) showStatus(RED, node, ["active", "read"], values);
		else showStatus(RED, node, ["warning", "read-partly"], values);
	}
}
