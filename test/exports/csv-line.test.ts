import fc from "fast-check";
import { expect, test } from "vitest";
import { exported, sample, sampleChannel } from "./sample.ts";

/** RFC 4180 reader: every field, quoted or not, of a text that ends with a line end. */
function parsed(text: string, separator: string): string[][] {
	const rows: string[][] = [];
	let row: string[] = [];
	let field = "";
	let quoted = false;
	for (let at = 0; at < text.length; at += 1) {
		const character = text.charAt(at);
		if (quoted) {
			if (character === '"' && text.charAt(at + 1) === '"') {
				field += '"';
				at += 1;
			} else if (character === '"') quoted = false;
			else field += character;
		} else if (character === '"') quoted = true;
		else if (character === separator) {
			row.push(field);
			field = "";
		} else if (character === "\n") {
			rows.push([...row, field.replace(/\r$/, "")]);
			row = [];
			field = "";
		} else field += character;
	}
	return rows;
}

const anyText = fc.string({
	unit: fc.oneof(fc.constantFrom(...';,"\t|\r\n=+-@'), fc.string({ unit: "grapheme", maxLength: 1 })),
});
const separator = fc.constantFrom(";", ",", "\t", "|");
const quote = fc.constantFrom("auto", "text", "all");

test("what is read back is what was written, whatever the texts hold", () => {
	fc.assert(
		fc.property(fc.array(anyText, { minLength: 1 }), separator, quote, (texts, sep, policy) => {
			const layout = { sep, quote: policy, guard: false, row: ["{label}", "{value}", "{unit}"].join(sep) };
			const readings = texts.map((value, index) => sample(index, value, { unit: value }));
			const text = exported(layout, readings, {
				channels: [sampleChannel("energy", { label: texts[0] ?? "", unit: "°C" })],
			});
			expect(parsed(text, sep)).toEqual(texts.map((value) => [texts[0], value, "°C"]));
		}),
	);
});

test("wide tables read back too", () => {
	fc.assert(
		fc.property(fc.array(anyText, { minLength: 1, maxLength: 5 }), separator, (labels, sep) => {
			const channels = labels.map((label, index) => sampleChannel(`d${index}`, { label }));
			const head = [{ each: "channels", prefix: `time${sep}`, cell: "{label}" }];
			const layout = { sep, guard: false, shape: "wide", head, lead: "{ts|UNIX}", cell: "{value}" };
			const readings = labels.map((value, index) => sample(5000, value, { datapoint: `d${index}` }));
			expect(parsed(exported(layout, readings, { channels }), sep)).toEqual([
				["time", ...labels],
				["5", ...labels],
			]);
		}),
	);
});

test("texts that a spreadsheet would run are guarded, numbers are not", () => {
	fc.assert(
		fc.property(fc.constantFrom(..."=+-@\t\r"), anyText, (first, rest) => {
			const text = exported({ row: "{label};{value}" }, [sample(0, -5)], {
				channels: [sampleChannel("energy", { label: first + rest })],
			});
			expect(parsed(text, ";")).toEqual([[`'${first}${rest}`, "-5"]]);
		}),
	);
	expect(exported({ row: "{value}" }, [sample(0, "=1+1")])).toBe("'=1+1\r\n");
	expect(exported({ row: "{value};{raw}", missing: "-" }, [sample(0, null)])).toBe("-;-\r\n");
});

test("a file without quotes loses what would need them", () => {
	const channels = [sampleChannel("energy", { label: 'a;b"c\r\nd' })];
	expect(exported({ row: "{label};{value}", quote: "never" }, [sample(0, 1)], { channels })).toBe("a b'c d;1\r\n");
});

test("a decimal comma in a comma-separated file is quoted", () => {
	expect(exported({ sep: ",", decimal: ",", row: "{value},{value|2}" }, [sample(0, 1.5)])).toBe('"1,5","1,50"\r\n');
});

test("a channel that the file does not name is not in it, nor what lies outside of the period", () => {
	const readings = [sample(0, 1), sample(1000, 2), sample(1000, 3, { datapoint: "other" }), sample(2000, 4)];
	const context = { channels: [sampleChannel()], from: 1000, to: 2000 };
	expect(exported({ row: "{value}" }, readings, context)).toBe("2\r\n");
});

test("an absent value is the missing text and never a zero", () => {
	const channels = [sampleChannel("a"), sampleChannel("b")];
	const layout = { shape: "wide", lead: "{error}", cell: "{value|1}", missing: "n/a" };
	const readings = [
		sample(0, 1, { datapoint: "a" }),
		sample(1000, null, { datapoint: "b", quality: "bad" }),
		sample(2000, 2, { datapoint: "b" }),
	];
	expect(exported(layout, readings, { channels })).toBe("0;1.0;n/a\r\n19;n/a;n/a\r\n0;n/a;2.0\r\n");
});

test("ISO times carry their offset", () => {
	const layout = { tz: "Europe/Berlin", head: ["Datum;Gas"], row: "{ts|YYYY-MM-DDThh:mm:ssOFF};{value}", eol: "\n" };
	expect(exported(layout, [sample("2020-01-31T13:00Z", 1.5)])).toBe("Datum;Gas\n2020-01-31T14:00:00+01:00;1.5\n");
});

test("words of a field can be mapped", () => {
	const layout = { row: "{quality|good=ok,*=?};{reason|=none}" };
	expect(exported(layout, [sample(0, 1), sample(1, 2, { quality: "estimated" })])).toBe("ok;\r\n?;\r\n");
});
