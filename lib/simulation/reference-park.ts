/** What every meter of the park measures, in the order of its columns. */
export const PARK_COLUMNS = [
	{ datapoint: "energy", quantity: "energy", unit: "Wh", exponent: 0 },
	{ datapoint: "power", quantity: "power", unit: "W", exponent: -1 },
	{ datapoint: "volume", quantity: "volume", unit: "l", exponent: 0 },
	{ datapoint: "volume-flow", quantity: "volume-flow", unit: "l/h", exponent: 0 },
	{ datapoint: "flow-temperature", quantity: "flow-temperature", unit: "°C", exponent: -1 },
	{ datapoint: "return-temperature", quantity: "return-temperature", unit: "°C", exponent: -1 },
	{ datapoint: "voltage", quantity: "voltage", unit: "V", exponent: -1 },
	{ datapoint: "current", quantity: "current", unit: "A", exponent: -2 },
	{ datapoint: "on-time", quantity: "on-time", unit: "h", exponent: 0 },
	{ datapoint: "error-flags", quantity: "error-flags", unit: "", exponent: 0 },
] as const;

/** UTC ms of the park's first tick. */
export const PARK_START = Date.UTC(2025, 0, 1);
/** Milliseconds between two ticks. */
export const PARK_STEP = 900_000;

interface Meter {
	random: number;
	energy: number;
	volume: number;
	flowTemperature: number;
	returnTemperature: number;
	onTime: number;
}

function meterAt(index: number): Meter {
	return {
		random: (12_345 + index * 2_654_435_761) >>> 0 || 1,
		energy: 1e6 + 98_765 * index,
		volume: 5e5 + 4321 * index,
		flowTemperature: 650,
		returnTemperature: 450,
		onTime: 10_000 + 10 * index,
	};
}

/** Xorshift, 32 bits: the same numbers on every machine. */
function next(meter: Meter): number {
	let x = meter.random;
	x ^= x << 13;
	x >>>= 0;
	x ^= x >>> 17;
	x ^= x << 5;
	meter.random = x >>> 0;
	return meter.random / 2 ** 32;
}

/** A park of heat and electricity meters in one: the same mantissas on every run, tick by tick, for measuring the store. */
export class ReferencePark {
	readonly meters: number;
	/** Mantissas of the last tick: `values[meter × 10 + column]`, the value is mantissa × 10^exponent. */
	readonly values: Float64Array;
	readonly #meters: Meter[];
	#tick = 0;

	constructor(meters = 250) {
		this.meters = meters;
		this.values = new Float64Array(meters * PARK_COLUMNS.length);
		this.#meters = Array.from({ length: meters }, (_, index) => meterAt(index));
	}

	/** Goes on by one tick and hands out its time, UTC ms. */
	advance(): number {
		const tick = this.#tick;
		for (const [index, meter] of this.#meters.entries()) this.#advanceMeter(meter, index, tick);
		this.#tick += 1;
		return PARK_START + tick * PARK_STEP;
	}

	#advanceMeter(meter: Meter, index: number, tick: number): void {
		const day = (tick % 96) / 96;
		const profile = 0.6 + 0.4 * Math.sin((day - 0.25) * 2 * Math.PI);
		const isOn = next(meter) < 0.85;
		const power = isOn ? Math.max(0, (2000 + (index % 50) * 200) * profile * (0.9 + 0.2 * next(meter))) : 0;
		meter.energy += Math.round(power / 4);
		const flow = isOn ? Math.round(power / 23) : 0;
		meter.volume += Math.round(flow / 4);
		meter.flowTemperature += Math.round((650 - meter.flowTemperature) * 0.1 + (next(meter) - 0.5) * 16);
		meter.returnTemperature += Math.round((450 - meter.returnTemperature) * 0.1 + (next(meter) - 0.5) * 12);
		const voltage = 2300 + Math.round((next(meter) - 0.5) * 60);
		if (tick % 4 === 0) meter.onTime += 1;
		const error = next(meter) < 0.0005 ? 4 : 0;
		const row = [
			meter.energy,
			Math.round(power * 10),
			meter.volume,
			flow,
			meter.flowTemperature,
			meter.returnTemperature,
		];
		this.values.set([...row, voltage, Math.round(power / 2.3), meter.onTime, error], index * PARK_COLUMNS.length);
	}
}
