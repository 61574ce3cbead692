import { Failure } from "../model/failure.ts";
import { matches, type VirtualPoint } from "./virtual-point.ts";

type Tags = (device: string) => readonly string[];

/** Whether a device and datapoint feed an input. */
export function feeds(
	{ device, datapoint }: { readonly device: string; readonly datapoint: string },
	input: { readonly device: string; readonly datapoint: string },
	tagsOf: Tags,
): boolean {
	if (!matches(input.datapoint, datapoint)) return false;
	return input.device.startsWith("tag:")
		? tagsOf(device).includes(input.device.slice("tag:".length))
		: matches(input.device, device);
}

function nameOf({ device, datapoint }: VirtualPoint): string {
	return `${device} ${datapoint}`;
}

class Ordering {
	readonly ordered: VirtualPoint[] = [];
	readonly #points: readonly VirtualPoint[];
	readonly #tagsOf: Tags;
	readonly #path: VirtualPoint[] = [];

	constructor(points: readonly VirtualPoint[], tagsOf: Tags) {
		this.#points = points;
		this.#tagsOf = tagsOf;
	}

	visit(point: VirtualPoint): void {
		const at = this.#path.indexOf(point);
		if (at >= 0) {
			const path = [...this.#path.slice(at), point].map(nameOf).join(" → ");
			throw new Failure("formula", { problem: "cycle", path: path.slice(0, 300) });
		}
		if (this.ordered.includes(point)) return;
		this.#path.push(point);
		for (const source of this.#points) if (this.#isInput(source, point)) this.visit(source);
		this.#path.pop();
		this.ordered.push(point);
	}

	/** A group that would take in its own result leaves it out; only what is named is a cycle. */
	#isInput(source: VirtualPoint, point: VirtualPoint): boolean {
		return Object.values(point.inputs).some(
			(input) => feeds(source, input, this.#tagsOf) && !(source === point && input.device.includes("*")),
		);
	}
}

/** Orders virtual datapoints so that each comes after those it is computed from. Throws Failure `formula` (problem `cycle`, path). */
export function orderPoints(points: readonly VirtualPoint[], tagsOf: Tags = () => []): readonly VirtualPoint[] {
	const ordering = new Ordering(points, tagsOf);
	for (const point of points) ordering.visit(point);
	return ordering.ordered;
}
