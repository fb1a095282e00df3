// Numbers for tests/RESULTS.md: the tests measure them on the way, `figures.mjs` beside this folder writes the table.

import { appendFileSync } from "node:fs";

/** How often a test repeats what it does: `ROUNDS` where that is set, else a number that a busy person can wait for. */
export const rounds = (few) => (process.env.ROUNDS ? Number(process.env.ROUNDS) : few);

/** Whether this is the long run, in real time. */
export const isLong = () => process.env.ROUNDS !== undefined;

/** Notes what was measured, under the name that `figures.mjs` knows. */
export function figure(name, measured) {
  console.log(`figure: ${name}: ${measured}`);
  if (process.env.FIGURES) appendFileSync(process.env.FIGURES, `${JSON.stringify({ name, measured })}\n`);
}
