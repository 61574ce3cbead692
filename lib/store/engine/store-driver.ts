import { Failure } from "../../model/failure.ts";

/** What can be bound to a statement. */
export type SqlInput = number | bigint | string | Uint8Array | null;
/** One row of an answer. */
export type SqlRow = Readonly<Record<string, SqlInput>>;

/** A prepared statement. */
export interface StoreStatement {
	run(...parameters: SqlInput[]): { readonly changes: number | bigint };
	get(...parameters: SqlInput[]): SqlRow | undefined;
	all(...parameters: SqlInput[]): SqlRow[];
	/** Rows one by one; never to be held over an await, as an open cursor keeps the write-ahead log from being reset. */
	iterate(...parameters: SqlInput[]): Iterable<SqlRow>;
}

/** The little that the store asks of a SQLite library. */
export interface StoreDriver {
	exec(sql: string): void;
	prepare(sql: string): StoreStatement;
	/** Writes a consistent copy in small steps, other work comes in between; absent where the library cannot. */
	copyTo?(path: string): Promise<void>;
	close(): void;
}

/** Opens files. */
export type OpenDriver = (path: string) => StoreDriver;

/** A copy goes on by so many pages before other work comes: a few milliseconds. */
const PAGES_AT_ONCE = 256;

/** Loads `node:sqlite`; throws Failure `store-missing` in Node before 22.13. */
export async function loadDriver(): Promise<OpenDriver> {
	try {
		const { DatabaseSync, backup } = await import("node:sqlite");
		return (path) => {
			const database = new DatabaseSync(path);
			// Not before Node 23.8, whatever the types say.
			if (typeof backup !== "function") return database as StoreDriver;
			const copyTo = async (target: string) => {
				await backup(database, target, { rate: PAGES_AT_ONCE });
			};
			return Object.assign(database, { copyTo }) as StoreDriver;
		};
	} catch (error) {
		throw new Failure("store-missing", { node: process.version }, error);
	}
}
