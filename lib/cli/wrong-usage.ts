/** The command was called wrongly; `key` is a sentence below `wrong` in the catalogue. */
export class WrongUsage extends Error {
	override readonly name = "WrongUsage";
	readonly key: string;
	readonly values: Readonly<Record<string, string | number>>;

	constructor(key: string, values: Readonly<Record<string, string | number>> = {}) {
		super(key);
		this.key = key;
		this.values = values;
	}
}
