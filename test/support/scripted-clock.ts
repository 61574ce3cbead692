import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";

/** A simulated clock whose wall time can be set while the monotonic one goes on. */
export class ScriptedClock extends SimulatedClock {
	#ahead = 0;

	override now(): number {
		return super.now() + this.#ahead;
	}

	/** Sets the wall time, UTC ms. */
	set(wall: number): void {
		this.step(wall - this.now());
	}

	/** Sets the wall time by so many ms. */
	step(ms: number): void {
		this.#ahead += ms;
	}
}
