import { Failure } from "../lib/model/failure.ts";

/** Something that is made when it is first needed, once, and made anew after a failure. */
export class Lazy<T> {
	readonly #make: () => Promise<T>;
	#made: Promise<T> | null = null;
	#freed = false;

	constructor(make: () => Promise<T>) {
		this.#make = make;
	}

	/** Rejects with what `make` threw, or with Failure `cancelled` once it was freed. */
	get(): Promise<T> {
		if (this.#freed) return Promise.reject(new Failure("cancelled"));
		if (this.#made !== null) return this.#made;
		const made = this.#make();
		this.#made = made;
		made.catch(() => {
			if (this.#made === made) this.#made = null;
		});
		return made;
	}

	/** Hands what was made to `free`, if anything was; what failed needs no freeing. */
	async free(free: (made: T) => Promise<void> | void): Promise<void> {
		const made = this.#made;
		this.#freed = true;
		const value = await made?.catch(() => null);
		if (value !== null && value !== undefined) await free(value);
	}
}
