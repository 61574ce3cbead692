import { parseDecimal } from "../../model/decimal.ts";
import { Failure } from "../../model/failure.ts";
import type { MeterExchange } from "../reading-log.ts";
import type { RowWriter } from "./row-writer.ts";
import type { Segment, Series } from "./segment.ts";
import type { SeriesBook } from "./series-book.ts";

/** Exact text as mantissa of a segment. Throws Failure `input` (details: field) for what is no number, or finer than the segment. */
function mantissaOf(text: string | null, { exponent }: Segment, field: string): bigint | null {
	if (text === null) return null;
	const decimal = parseDecimal(text);
	const shift = (decimal?.exponent ?? 0) - exponent;
	if (decimal === null || shift > 30) throw new Failure("input", { field, value: text.slice(0, 40) });
	if (shift >= 0) return decimal.mantissa * 10n ** BigInt(shift);
	const divisor = 10n ** BigInt(-shift);
	if (decimal.mantissa % divisor !== 0n) throw new Failure("input", { field, value: text.slice(0, 40) });
	return decimal.mantissa / divisor;
}

/** The old meter's count ends and the new one's begins: a new epoch, and an event that holds both readings. Inside a transaction. */
export function exchangeMeter(
	tools: { readonly writer: RowWriter; readonly book: SeriesBook },
	{ series, segment, exchange }: { series: Series; segment: Segment; exchange: MeterExchange },
): void {
	const { time, end, start, by } = exchange;
	if (!Number.isFinite(time)) throw new Failure("input", { field: "time" });
	const [before, after] = [mantissaOf(end, segment, "end"), mantissaOf(start, segment, "start")];
	series.epoch += 1;
	const { exponent, type, unit, quantity, kind, value, modulus } = segment;
	const fresh = tools.book.addSegment(series, { exponent, type, unit, quantity, kind, value, modulus });
	tools.writer.event({ sid: fresh.sid, time: Math.round(time), type: "replaced", before, after, by });
}
