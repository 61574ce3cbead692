/** Named texts that a layout may print, e.g. `sn`, `label`, `obis`. */
export type Fields = Readonly<Record<string, string>>;
