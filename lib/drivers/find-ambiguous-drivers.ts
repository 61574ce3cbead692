import type { DriverProblem } from "./check-driver.ts";
import type { DetectRule, Driver, HexRange } from "./driver.ts";

/** Every pair of drivers that could be meant for the same device, as problems `driver-ambiguous`. */
export function findAmbiguousDrivers(drivers: readonly Driver[]): DriverProblem[] {
	return drivers.flatMap((driver, index) =>
		drivers.slice(index + 1).flatMap((other) => {
			const manufacturer = sharedManufacturer(driver, other);
			if (manufacturer === null) return [];
			const details = { problem: "ambiguous", driver: driver.name, other: other.name, manufacturer };
			return [{ code: "driver-ambiguous" as const, details }];
		}),
	);
}

function sharedManufacturer(driver: Driver, other: Driver): string | null {
	const rule = driver.detect.find((candidate) => other.detect.some((rival) => overlap(candidate, rival)));
	return rule?.manufacturer ?? null;
}

function overlap(a: DetectRule, b: DetectRule): boolean {
	return (
		a.manufacturer === b.manufacturer &&
		rangesOverlap(a.version, b.version) &&
		rangesOverlap(a.medium, b.medium) &&
		rangesOverlap(a.id, b.id)
	);
}

function rangesOverlap(a: readonly HexRange[] | null, b: readonly HexRange[] | null): boolean {
	if (a === null || b === null) return true;
	return a.some((span) => b.some((other) => span.first <= other.last && other.first <= span.last));
}
