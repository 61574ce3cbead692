import { decodeCompactProfile } from "../protocols/mbus/compact-profile.ts";
import type { DataRecord } from "../protocols/mbus/record.ts";
import { vifCode } from "./vif-code.ts";

const PROFILE = /compact-profile$/;

/**
 * A compact profile (EN 13757-3, annex F) as the records it stands for, each with its own storage number; elements
 * without a value are left out. Any other record, and a profile of columns, of differences to a record that `records`
 * do not hold, or with a defect, comes back as it is.
 */
export function expandProfile(record: DataRecord, records: readonly DataRecord[]): readonly DataRecord[] {
	if (!record.modifiers.some((modifier) => PROFILE.test(modifier))) return [record];
	const modifiers = record.modifiers.filter((modifier) => !PROFILE.test(modifier));
	const profile = decodeCompactProfile(record, records.find(isBaseOf({ ...record, modifiers })));
	if (profile === null || profile.code !== null || profile.mode !== "absolute") return [record];
	if (profile.spacing === null || profile.elements.length === 0) return [record];
	return profile.elements
		.filter(({ value, reason }) => value !== null || reason !== null)
		.map(({ storage, value, exact, reason }) => ({ ...record, modifiers, storage, value, exact, reason }));
}

function isBaseOf(profile: DataRecord): (candidate: DataRecord) => boolean {
	const code = vifCode(profile.vib);
	return (candidate) =>
		vifCode(candidate.vib) === code &&
		candidate.function === profile.function &&
		candidate.storage === profile.storage &&
		candidate.tariff === profile.tariff &&
		candidate.subunit === profile.subunit &&
		candidate.modifiers.join(" ") === profile.modifiers.join(" ");
}
