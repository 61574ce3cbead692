import type { QUANTITIES } from "./quantity-table.ts";

/** A quantity of the closed list, or one that a site added by configuration (written with a leading `x-`). */
export type Quantity = (typeof QUANTITIES)[number] | `x-${string}`;
