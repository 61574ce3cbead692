/** Powers of the base units a dimension is made of: kilogram, metre, second, ampere, kelvin, candela, or a unit that is like no other. */
export type Powers = Readonly<Record<string, number>>;

const ENERGY = { kg: 1, m: 2, s: -2 } as const;
const POWER = { kg: 1, m: 2, s: -3 } as const;

/** What can be added and compared. Dimensions of the same powers (active, reactive and apparent power) are alike only in products. */
export const DIMENSIONS: Readonly<Record<string, Powers>> = {
	number: {},
	humidity: {},
	energy: ENERGY,
	"reactive-energy": ENERGY,
	"apparent-energy": ENERGY,
	power: POWER,
	"reactive-power": POWER,
	"apparent-power": POWER,
	volume: { m: 3 },
	"volume-flow": { m: 3, s: -1 },
	mass: { kg: 1 },
	"mass-flow": { kg: 1, s: -1 },
	"mass-concentration": { kg: 1, m: -3 },
	temperature: { K: 1 },
	pressure: { kg: 1, m: -1, s: -2 },
	voltage: { kg: 1, m: 2, s: -3, A: -1 },
	current: { A: 1 },
	resistance: { kg: 1, m: 2, s: -3, A: -2 },
	conductance: { kg: -1, m: -2, s: 3, A: 2 },
	conductivity: { kg: -1, m: -3, s: 3, A: 2 },
	frequency: { s: -1 },
	duration: { s: 1 },
	calendar: { month: 1 },
	length: { m: 1 },
	area: { m: 2 },
	speed: { m: 1, s: -1 },
	irradiance: { kg: 1, s: -3 },
	illuminance: { cd: 1, m: -2 },
	angle: { deg: 1 },
	level: { dB: 1 },
	"level-milliwatt": { dBm: 1 },
	"level-millivolt": { dBmV: 1 },
	"currency-euro": { EUR: 1 },
	currency: { currency: 1 },
	"heat-cost": { HCA: 1 },
	pulse: { pulse: 1 },
	baud: { Bd: 1 },
	"bit-time": { "bit time": 1 },
};
