import type { ExportChannel } from "./export-channel.ts";

/** Letters of a pattern stand for themselves, `*` for any text. */
function matcher(pattern: string): RegExp {
	const parts = pattern.split("*").map((part) => part.replace(/[^\w]/g, "\\$&"));
	return new RegExp(`^${parts.join(".*")}$`);
}

/** The channels whose datapoint is one of the patterns, e.g. `energy, volume, *temperature`; all of them where no pattern is given. */
export function selectChannels<T extends Pick<ExportChannel, "datapoint">>(
	channels: readonly T[],
	patterns: string,
): readonly T[] {
	const matchers = patterns
		.split(/[\s,;]+/)
		.filter((pattern) => pattern !== "")
		.map(matcher);
	if (matchers.length === 0) return channels;
	return channels.filter(({ datapoint }) => matchers.some((pattern) => pattern.test(datapoint)));
}
