import type { ByteLink } from "../../lib/model/byte-link.ts";
import type { Clock } from "../../lib/model/clock.ts";
import { Failure } from "../../lib/model/failure.ts";
import type { Reading } from "../../lib/model/reading.ts";
import { MbusSlaves } from "../../lib/servers/mbus-slave/mbus-slaves.ts";
import { serveSlaves } from "../../lib/servers/mbus-slave/serve-slaves.ts";
import { DeviceSlave } from "./device-slave.ts";

const HIGHEST_ADDRESS = 250;

/** The virtual meters of a node and the links on which masters ask for them. */
export class SlaveBus {
	readonly #clock: Clock;
	readonly #firstAddress: number;
	readonly #slaves = new Map<string, DeviceSlave>();
	readonly #links = new Map<ByteLink, { baudRate: number | null; stop: () => void }>();
	#engine: MbusSlaves;

	constructor(clock: Clock, firstAddress: number) {
		this.#clock = clock;
		this.#firstAddress = firstAddress;
		this.#engine = this.#build();
	}

	/** Number of meters. */
	get size(): number {
		return this.#slaves.size;
	}

	/** Takes over readings; a device that is new becomes a meter. Throws Failure `address-taken` or `address-range`. */
	update(readings: readonly Reading[], address: number | null): void {
		const byDevice = Map.groupBy(readings, ({ device }) => device);
		let grown = false;
		for (const [device, own] of byDevice) {
			if (!this.#slaves.has(device)) {
				this.#slaves.set(device, new DeviceSlave(device, own, this.#addressFor(address)));
				grown = true;
			}
			this.#slaves.get(device)?.update(own);
		}
		if (grown) this.#rebuild();
	}

	/** Serves a master; `baudRate` null answers at once. */
	attach(link: ByteLink, baudRate: number | null): void {
		this.#links.set(link, { baudRate, stop: this.#serve(link, baudRate) });
		link.listen({
			state: (state) => {
				if (state === "closed") this.#detach(link);
			},
		});
	}

	#detach(link: ByteLink): void {
		this.#links.get(link)?.stop();
		this.#links.delete(link);
	}

	#addressFor(wanted: number | null): number {
		const taken = new Set(Array.from(this.#slaves.values(), ({ primary }) => primary));
		if (wanted === null) {
			for (let address = this.#firstAddress; address <= HIGHEST_ADDRESS; address += 1) {
				if (!taken.has(address)) return address;
			}
			return 0;
		}
		if (!Number.isInteger(wanted) || wanted < 0 || wanted > HIGHEST_ADDRESS) {
			throw new Failure("address-range", { address: wanted });
		}
		if (taken.has(wanted) && wanted !== 0) throw new Failure("address-taken", { address: wanted });
		return wanted;
	}

	#build(): MbusSlaves {
		return new MbusSlaves({
			slaves: [...this.#slaves.values()],
			onChange: ({ slave, primary }) => {
				if (slave instanceof DeviceSlave) slave.primary = primary;
			},
		});
	}

	/** The engine's slaves are fixed: a new device means a new engine on the same links. */
	#rebuild(): void {
		this.#engine = this.#build();
		for (const [link, served] of this.#links) {
			served.stop();
			served.stop = this.#serve(link, served.baudRate);
		}
	}

	#serve(link: ByteLink, baudRate: number | null): () => void {
		const slaves = this.#engine;
		return serveSlaves({ link, slaves, clock: this.#clock, baudRate, session: slaves.createSession() });
	}
}
