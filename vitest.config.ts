import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["test/**/*.test.ts"],
		testTimeout: 30_000,
		hookTimeout: 60_000,
		coverage: {
			include: ["lib/**/*.ts", "nodes/**/*.ts"],
			exclude: ["nodes/**/*.editor.ts"],
		},
	},
});
