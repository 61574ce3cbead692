#!/usr/bin/env node
import { systemClock } from "../model/system-clock.ts";
import { languageArgument } from "./language-argument.ts";
import { packageRoot } from "./package-root.ts";
import { run } from "./run.ts";
import { streamOutput } from "./stream-output.ts";
import { languageOf, loadWords } from "./words.ts";

const { language, rest } = languageArgument(process.argv.slice(2));
const root = packageRoot(import.meta.dirname);
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());

process.exitCode = await run(rest, {
	stdout: streamOutput(process.stdout),
	stderr: streamOutput(process.stderr),
	stdin: process.stdin,
	signal: interrupted.signal,
	clock: systemClock,
	words: loadWords(root, languageOf(language, process.env)),
	root,
});
// A standard input nobody read to its end would keep the process.
process.stdin.destroy();
