// The loops that have to run inside the page. All times in microseconds.

import { answerWith, asked, hold } from "./stub.js";

const now = () => performance.now() * 1000;

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
const sorted = (list) => [...list].sort((a, b) => a - b);

/** Calls one after the other, fetch stubbed: the median of batches of 100, and the 99th percentile of single calls. */
export async function calls({ call, batches }) {
  answerWith();
  const before = asked;
  for (let i = 0; i < 2000; i++) await call("/v1/me");
  if (asked - before !== 2000) throw new Error(`2000 calls became ${asked - before} requests`);
  const means = [];
  const singles = [];
  for (let batch = 0; batch < batches; batch++) {
    const start = now();
    for (let i = 0; i < 100; i++) await call("/v1/me");
    means.push((now() - start) / 100);
    for (let i = 0; i < 100; i++) {
      const begun = now();
      await call("/v1/me");
      singles.push(now() - begun);
    }
    // The collector and the timers get their turn between the batches, as in a page.
    if (batch % 10 === 9) await new Promise((resolve) => setTimeout(resolve));
  }
  return { p50: quantile(sorted(means), 0.5), p99: quantile(sorted(singles), 0.99) };
}

/** A synchronous function, over and over: the median of batches. */
export function repeat({ work, batches, size }) {
  const times = [];
  let kept;
  for (let i = 0; i < 3 * size; i++) kept = work();
  for (let batch = 0; batch < batches; batch++) {
    const start = now();
    for (let i = 0; i < size; i++) kept = work();
    times.push((now() - start) / size);
  }
  globalThis.kept = kept;
  return quantile(sorted(times), 0.5);
}

/** Many calls in parallel against the real server; how long until all have their answer, and how many got a good one. */
export async function storm({ call, count }) {
  const start = now();
  const answers = await Promise.allSettled(Array.from({ length: count }, () => call("/v1/me")));
  const good = answers.filter(({ value }) => value && (value.status === undefined || value.status === 200));
  return { ms: (now() - start) / 1000, good: good.length };
}

/** Begins many calls whose answers are held back. `finish` lets them all go and gives the time for everything. */
export function begin({ call, count }) {
  const release = hold();
  const start = now();
  const pending = Array.from({ length: count }, () => call("/v1/me"));
  let spent = now() - start;
  globalThis.finish = async () => {
    const again = now();
    release();
    await Promise.all(pending.splice(0));
    spent += now() - again;
    delete globalThis.finish;
    return spent;
  };
}
