/** Operators between two parts. */
export const OPERATORS: readonly string[] = [
	"+",
	"-",
	"*",
	"/",
	"%",
	"**",
	"<",
	"<=",
	">",
	">=",
	"==",
	"!=",
	"&&",
	"||",
];

/** Functions by name, with the least and the greatest number of arguments. */
export const FUNCTION_ARGUMENTS: Readonly<Record<string, readonly [least: number, most: number]>> = {
	min: [1, 50],
	max: [1, 50],
	avg: [1, 50],
	sum: [1, 50],
	count: [1, 50],
	abs: [1, 1],
	round: [1, 2],
	floor: [1, 2],
	ceil: [1, 2],
	sqrt: [1, 1],
	if: [3, 3],
	clamp: [3, 3],
	delta: [1, 1],
	rate: [1, 1],
	dewpoint: [2, 2],
	unit: [2, 2],
};
