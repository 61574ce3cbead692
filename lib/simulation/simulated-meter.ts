import type { VirtualSlave } from "../servers/mbus-slave/virtual-slave.ts";

/** What goes wrong with one meter; probabilities are 0 … 1. May be changed while the line runs. */
export interface MeterFaults {
	/** Hears and says nothing. */
	dead?: boolean;
	/** How often an answer gets lost. */
	loseProbability?: number;
	/** How often an answer comes `lateMs` too late. */
	lateProbability?: number;
	lateMs?: number;
	/** How often an answer has a wrong checksum. */
	checksumProbability?: number;
	/** How often two random bytes are on the wire just before the answer. */
	noiseProbability?: number;
	/** Bit times between request and answer instead of the line's. */
	answerBits?: number;
}

/** A meter on a simulated line. */
export interface SimulatedMeter extends VirtualSlave {
	faults?: MeterFaults;
}
