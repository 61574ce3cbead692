/** Settings of the gateway distribution: Node-RED with the pack, the shipped flows and, for a demo site, a simulated building. */
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { startDemoBuilding } from "./lib/simulation/demo-building.ts";
import { prepareHome } from "./lib/system/gateway-home.ts";
import { healthHandler } from "./lib/web/health.ts";
import { homePageHandler } from "./lib/web/home-page.ts";

/** The package's root, from the compiled settings in `dist/` as well as from the source. */
const root = basename(import.meta.dirname) === "dist" ? dirname(import.meta.dirname) : import.meta.dirname;
const home = process.env["METERWAY_HOME"] ?? join(homedir(), ".meterway");
const demo = (process.env["METERWAY_SITE"] ?? "demo") !== "empty";
const flow = (name: string): string => join(root, "dist", "flows", `${name}.json`);

// However Node-RED was started: what the gateway writes is its own user's business.
process.umask(0o077);
const { credentialSecret } = prepareHome({ home, flowFiles: demo ? [flow("gateway"), flow("gateway-dashboard")] : [] });
const flows = { running: false };

if (demo) startDemoBuilding({ environment: process.env, log: (line) => process.stdout.write(`${line}\n`) });

const settings = {
	userDir: home,
	nodesDir: [root],
	flowFile: "flows.json",
	flowFilePretty: true,
	credentialSecret,
	uiHost: "127.0.0.1",
	uiPort: Number(process.env["METERWAY_PORT"] ?? 1880),
	httpAdminRoot: "/editor/",
	httpNodeRoot: "/",
	httpNodeAuth: [healthHandler(flows), homePageHandler],
	meterway: { flows },
	telemetry: { enabled: false, updateNotification: false },
	exportGlobalContextKeys: false,
	functionExternalModules: false,
	dashboard: { maxHttpBufferSize: 1e6 },
	editorTheme: {
		page: { title: "Meterway" },
		header: { title: "Meterway" },
		tours: false,
		palette: { catalogues: [] },
		projects: { enabled: false },
	},
	logging: { console: { level: "info", metrics: false, audit: false } },
};

export { settings as "module.exports" };
