import type { KeptSeries } from "../../lib/store/reading-log.ts";

/** What is known of a series by name. */
export interface NamedSeries extends KeptSeries {
	/** The device's name in the site, or its id. */
	readonly name: string;
}

/** Letters of a pattern stand for themselves, `*` for any text; case does not matter. */
function matcher(patterns: string): (texts: readonly string[]) => boolean {
	const expressions = patterns
		.split(/[,;\n]+/)
		.map((pattern) => pattern.trim())
		.filter((pattern) => pattern !== "")
		.map((pattern) => pattern.split("*").map((part) => part.replace(/[^\w]/gu, "\\$&")))
		.map((parts) => new RegExp(`^${parts.join(".*")}$`, "iu"));
	return (texts) => expressions.length === 0 || expressions.some((one) => texts.some((text) => one.test(text)));
}

/** The series whose device (id or name) and datapoint match one of the patterns each; empty patterns match all. */
export function selectSeries(
	series: readonly NamedSeries[],
	{ devices, datapoints }: { readonly devices: string; readonly datapoints: string },
): NamedSeries[] {
	const [isDevice, isDatapoint] = [matcher(devices), matcher(datapoints)];
	return series.filter(({ device, name, datapoint }) => isDevice([device, name]) && isDatapoint([datapoint]));
}
