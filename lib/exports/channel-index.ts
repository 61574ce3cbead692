import type { Reading } from "../model/reading.ts";
import { channelOf, type ExportChannel } from "./export-channel.ts";

function numbered(channel: ExportChannel, number: number): ExportChannel {
	return { ...channel, fields: { number: String(number), ...channel.fields } };
}

/** Numbers the channels of a file; without a list given it takes every channel as it comes. */
export class ChannelIndex {
	readonly channels: ExportChannel[] = [];
	readonly #devices = new Map<string, Map<string, number>>();
	readonly #fixed: boolean;

	constructor(channels: readonly ExportChannel[] | undefined) {
		this.#fixed = channels !== undefined;
		for (const channel of channels ?? []) this.#add(channel);
	}

	/** −1 for a reading that the file does not show. */
	indexOf(reading: Reading): number {
		const known = this.#devices.get(reading.device)?.get(reading.datapoint);
		if (known !== undefined) return known;
		return this.#fixed ? -1 : this.#add(channelOf(reading));
	}

	#add(channel: ExportChannel): number {
		const datapoints = this.#devices.get(channel.device) ?? new Map<string, number>();
		const index = datapoints.get(channel.datapoint) ?? this.channels.length;
		if (index === this.channels.length) this.channels.push(numbered(channel, index + 1));
		this.#devices.set(channel.device, datapoints.set(channel.datapoint, index));
		return index;
	}
}
