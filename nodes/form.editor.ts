/** Shows the rows whose class is `<prefix><choice>` and hides those of the other choices, now and after every change. */
export function showRowsOf(select: string, prefix: string, choices: readonly string[]): void {
	const update = () => {
		const chosen = String($(select).val());
		for (const choice of choices) $(`.${prefix}${choice}`).toggle(false);
		$(`.${prefix}${chosen}`).toggle(true);
	};
	$(select).on("change", update);
	update();
}

/** True for an empty text, an environment variable in braces, or a whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): (value: unknown) => boolean {
	return (value) => {
		const text = String(value ?? "");
		if (text === "" || /^\$\{[^}]+\}$/.test(text)) return true;
		return /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
	};
}
