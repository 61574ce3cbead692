import type { Node, NodeAPI } from "node-red";
import type { Clock } from "../../lib/model/clock.ts";
import { Failure, toFailure } from "../../lib/model/failure.ts";
import type { OpenedLog, ReadingLog, StoreStatistics } from "../../lib/store/reading-log.ts";
import { reporter } from "../report-failure.ts";
import { sharedText } from "../translate.ts";

/** Counting what is kept costs a look through the file. */
const PACE_MS = 60_000;
/** Housekeeping is looked after this often. */
const LOOK_MS = 300_000;

interface Known {
	readonly at: number;
	readonly statistics: Promise<StoreStatistics>;
}

/** Says once what goes wrong while readings are kept, and again only after it was well in between. */
export class StoreWatch {
	readonly #RED: NodeAPI;
	readonly #node: Node;
	readonly #clock: Clock;
	readonly #report: (failure: Failure) => void;
	#log: ReadingLog | null = null;
	#known: Known | null = null;
	#trouble: string | null = null;
	#damagedChunks = 0;
	#deleted: number | null = null;
	#saidDeleting = false;
	#cancel: () => void = () => undefined;

	constructor(RED: NodeAPI, node: Node, clock: Clock) {
		this.#RED = RED;
		this.#node = node;
		this.#clock = clock;
		this.#report = reporter(RED, node);
	}

	/** Begins to look after an opened log. */
	begin({ log, damaged, lostChunks }: OpenedLog): ReadingLog {
		this.#log = log;
		if (damaged !== null) {
			this.#node.warn(sharedText(this.#RED, "note.store-damaged", { path: damaged, lost: lostChunks }));
			this.#report(new Failure("store-damaged", { path: damaged, lost: lostChunks }));
		}
		this.#plan();
		return log;
	}

	/** At most a minute old; null while nothing is open. */
	async statistics(): Promise<StoreStatistics | null> {
		if (this.#log === null) return null;
		const now = this.#clock.monotonic();
		if (this.#known === null || now - this.#known.at >= PACE_MS) {
			this.#known = { at: now, statistics: this.#log.statistics() };
		}
		return await this.#known.statistics;
	}

	end(): void {
		this.#log = null;
		this.#cancel();
	}

	#plan(): void {
		this.#cancel = this.#clock.schedule(LOOK_MS, () => {
			this.#look().then(
				() => this.#replan(),
				(error: unknown) => {
					this.#sayTrouble(toFailure(error).code);
					this.#replan();
				},
			);
		});
	}

	#replan(): void {
		if (this.#log !== null) this.#plan();
	}

	async #look(): Promise<void> {
		const statistics = await this.statistics();
		if (statistics === null || this.#log === null) return;
		this.#sayTrouble(statistics.trouble);
		this.#sayDamaged(statistics.damagedChunks);
		this.#sayDeleting(statistics);
	}

	#sayTrouble(code: Failure["code"] | null): void {
		const isNews = code !== null && code !== this.#trouble && this.#log !== null;
		this.#trouble = code;
		if (isNews) this.#report(new Failure(code, { path: this.#log?.file ?? "" }));
	}

	#sayDamaged(chunks: number): void {
		if (chunks > this.#damagedChunks) this.#report(new Failure("chunk", { path: this.#log?.file ?? "", chunks }));
		this.#damagedChunks = chunks;
	}

	/** Not where readings go because they are old, but where the space is used up. */
	#sayDeleting({ deletedReadings, fileBytes, quotaBytes }: StoreStatistics): void {
		const isDeleting = this.#deleted !== null && deletedReadings > this.#deleted;
		this.#deleted = deletedReadings;
		const isFull = quotaBytes !== null && fileBytes > 0.9 * quotaBytes;
		if (!(isDeleting && isFull)) {
			if (!isFull) this.#saidDeleting = false;
			return;
		}
		if (this.#saidDeleting) return;
		this.#saidDeleting = true;
		this.#node.warn(sharedText(this.#RED, "note.store-quota", { path: this.#log?.file ?? "" }));
		this.#report(new Failure("store-quota", { path: this.#log?.file ?? "" }));
	}
}
