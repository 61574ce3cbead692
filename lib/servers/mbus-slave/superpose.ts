/**
 * What a master hears when several slaves answer at the same moment: on the wire 0 dominates, so equal bytes stay
 * readable and different ones become their bitwise AND. A finished answer leaves the line idle (all ones).
 */
export function superpose(answers: readonly Uint8Array[]): Uint8Array {
	const [first] = answers;
	if (answers.length === 1 && first !== undefined) return first;
	const length = Math.max(0, ...answers.map((answer) => answer.length));
	const heard = new Uint8Array(length).fill(0xff);
	for (const answer of answers) {
		for (const [index, byte] of answer.entries()) heard[index] = (heard[index] ?? 0xff) & byte;
	}
	return heard;
}
