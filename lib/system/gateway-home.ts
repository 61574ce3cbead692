import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a first start begins with. */
export interface HomeOptions {
	/** `METERWAY_HOME`: everything the gateway writes lies below it. */
	readonly home: string;
	/** Flow files whose nodes together become the first `flows.json`; none for an empty site. */
	readonly flowFiles: readonly string[];
}

/** What the settings need to know of the prepared directory. */
export interface GatewayHome {
	/** 32 random bytes in hex, made at the first start; encrypts the credentials of flows. */
	readonly credentialSecret: string;
	/** True when this start is the first one in this directory. */
	readonly first: boolean;
}

/** Runs while the settings are read, which Node-RED does synchronously; hence the synchronous file calls. */
function readOrMakeSecret(file: string): string {
	if (existsSync(file)) return readFileSync(file, "utf8").trim();
	const secret = randomBytes(32).toString("hex");
	writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: "wx" });
	return secret;
}

/** Makes the gateway's directory ready (0700): secret and, on the first start, the shipped flows. */
export function prepareHome({ home, flowFiles }: HomeOptions): GatewayHome {
	mkdirSync(home, { recursive: true, mode: 0o700 });
	const flows = join(home, "flows.json");
	const first = !existsSync(flows);
	if (first) {
		const nodes = flowFiles.flatMap((file) => JSON.parse(readFileSync(file, "utf8")) as unknown[]);
		writeFileSync(flows, `${JSON.stringify(nodes, null, 4)}\n`, { mode: 0o600, flag: "wx" });
	}
	return { credentialSecret: readOrMakeSecret(join(home, "credential.secret")), first };
}
