import { Failure } from "../model/failure.ts";
import { checkLayout } from "./check-layout.ts";
import type { Layout } from "./layout.ts";
import { PRESETS } from "./presets-table.ts";

/** Name of a layout that comes with the product. */
export type PresetName = keyof typeof PRESETS;

/** Names of all presets. */
export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

/** A preset with some of its keys changed; throws Failure `layout` for an unknown name or key. */
export function presetLayout(name: string, changes: Readonly<Record<string, unknown>> = {}): Layout {
	if (!Object.hasOwn(PRESETS, name)) throw new Failure("layout", { path: "preset", problem: "unknown", text: name });
	return checkLayout({ ...PRESETS[name as PresetName], ...changes });
}
