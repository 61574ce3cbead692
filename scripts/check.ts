/** The static checks, as `npm run check` runs them: format, lint and room borders, types, dead code. */
import { STATIC_CHECKS } from "./checks.ts";
import { runStep } from "./run-step.ts";

const results = STATIC_CHECKS.map(runStep);
process.exitCode = results.every((result) => result.passed) ? 0 : 1;
