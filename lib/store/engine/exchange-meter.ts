import { type Decimal, decimalText, parseDecimal } from "../../model/decimal.ts";
import { Failure } from "../../model/failure.ts";
import type { MeterExchange } from "../reading-log.ts";
import type { RowWriter } from "./row-writer.ts";
import type { Segment, Series } from "./segment.ts";
import type { SeriesBook } from "./series-book.ts";

const MOST_PLACES = 30;
/** People remember the day of an exchange; what the readings show is more exact. */
const FOUND_WITHIN = 2 * 86_400_000;
const LARGEST = 2n ** 63n;

function decimalIn(text: string | null, field: string): Decimal | null {
	if (text === null) return null;
	const decimal = parseDecimal(text);
	if (decimal === null || Math.abs(decimal.exponent) > MOST_PLACES) {
		throw new Failure("input", { field, value: text.slice(0, 40) });
	}
	return decimal;
}

function mantissaOf(decimal: Decimal | null, exponent: number, field: string): bigint | null {
	if (decimal === null) return null;
	const mantissa = decimal.mantissa * 10n ** BigInt(decimal.exponent - exponent);
	if (mantissa >= LARGEST || mantissa < -LARGEST) throw new Failure("input", { field, value: decimalText(decimal) });
	return mantissa;
}

/** An exchange, and where it belongs. */
export interface ExchangePlace {
	readonly series: Series;
	/** The segment of the newest reading. */
	readonly segment: Segment;
	readonly exchange: MeterExchange;
	/** True where nothing has been read since. */
	readonly isAhead: boolean;
}

/**
 * The old meter's count ends and the new one's begins: an event that holds both readings, and a new epoch where the new meter has not been read yet. Inside a transaction.
 * Throws Failure `input` (details: field) for what is no time or no number.
 */
export function exchangeMeter(
	{ writer, book }: { readonly writer: RowWriter; readonly book: SeriesBook },
	{ series, segment, exchange, isAhead }: ExchangePlace,
): void {
	const { time, by } = exchange;
	if (!Number.isFinite(time)) throw new Failure("input", { field: "time" });
	const [end, start] = [decimalIn(exchange.end, "end"), decimalIn(exchange.start, "start")];
	// People read more digits than the meter sends.
	const exponent = Math.min(segment.exponent, end?.exponent ?? segment.exponent, start?.exponent ?? segment.exponent);
	const isNew = isAhead || exponent < segment.exponent;
	if (isAhead) series.epoch += 1;
	const { unit, quantity, kind, value, modulus } = segment;
	const type = exponent < segment.exponent ? 0 : segment.type;
	const place = isNew ? book.addSegment(series, { exponent, type, unit, quantity, kind, value, modulus }) : segment;
	const [before, after] = [mantissaOf(end, exponent, "end"), mantissaOf(start, exponent, "start")];
	const found = isAhead ? null : writer.automaticEvent(series, time, FOUND_WITHIN);
	writer.event({ sid: place.sid, time: found ?? Math.round(time), type: "replaced", before, after, by });
}
