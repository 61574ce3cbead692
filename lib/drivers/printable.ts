/** A meter's text without control characters, such as the zeros that fill it up. */
export function printable(text: string): string {
	return text.replaceAll(/\p{Cc}/gu, "");
}
