/** Preloaded to show that the harness notices: every store of the process is opened with the weaker `synchronous` that METERWAY_SYNCHRONOUS names. */
const weaker = process.env["METERWAY_SYNCHRONOUS"] ?? "FULL";
const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
const exec = DatabaseSync.prototype.exec;

DatabaseSync.prototype.exec = function weakened(sql: string): void {
	exec.call(this, sql.replace("synchronous = FULL", `synchronous = ${weaker}`));
};
