import type { ExportChannel } from "./export-channel.ts";
import type { Layout } from "./layout.ts";
import { parseTemplate } from "./template.ts";

/** Fields that tell one device from another. */
const NAMING: readonly string[] = ["name", "device", "id", "code", "topic"];

function namesDevice({ head }: Layout): boolean {
	return head.some(
		(line) =>
			typeof line !== "string" &&
			parseTemplate(line.cell).some((part) => part.kind === "field" && NAMING.includes(part.field)),
	);
}

function labelOf({ datapoint, fields }: ExportChannel): string {
	return fields["label"] ?? datapoint;
}

/** Puts the device's name before labels that several devices of a table share, where its head would not tell them apart. */
export function columnLabels(channels: readonly ExportChannel[], layout: Layout): readonly ExportChannel[] {
	if (layout.shape !== "wide" || layout.split !== "site" || namesDevice(layout)) return channels;
	const owners = Map.groupBy(channels, labelOf);
	const isShared = (channel: ExportChannel) =>
		owners.get(labelOf(channel))?.some(({ device }) => device !== channel.device) === true;
	return channels.map((channel) => {
		if (!isShared(channel)) return channel;
		const { device, fields } = channel;
		return { ...channel, fields: { ...fields, label: `${fields["name"] ?? device} ${labelOf(channel)}` } };
	});
}
