/** Takes `--lang de` or `--lang=de` out of the arguments, wherever it stands. */
export function languageArgument(args: readonly string[]): { language: string | undefined; rest: string[] } {
	const rest: string[] = [];
	let language: string | undefined;
	for (let index = 0; index < args.length; index += 1) {
		const arg = args[index] ?? "";
		if (arg.startsWith("--lang=")) language = arg.slice("--lang=".length);
		else if (arg === "--lang") {
			index += 1;
			language = args[index];
		} else rest.push(arg);
	}
	return { language, rest };
}
