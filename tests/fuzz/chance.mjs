// A seeded generator, and the loop that all fuzzing in Node goes by: a fixed number of inputs in the tests, as many as there is
// time for with FUZZ_SECONDS. The seed is told, so that what was found is found again.

const SEED = Number(process.env.FUZZ_SEED ?? (process.env.FUZZ_SECONDS ? Date.now() % 2 ** 31 : 1));

/** mulberry32: numbers from 0 to below 1. */
const generator = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

/** What a test makes its inputs with. */
export const makeChance = (seed) => {
  const next = generator(seed);
  const below = (bound) => Math.floor(next() * bound);
  const pick = (list) => list[below(list.length)];
  /** Some of what `make` makes: none to `most`. */
  const some = (most, make) => Array.from({ length: below(most + 1) }, make);
  /** The text with a stretch of it left out, doubled, or replaced by one of the pieces. */
  const change = (text, pieces) => {
    const at = below(text.length + 1);
    const end = at + below(Math.min(12, text.length - at) + 1);
    const middle = pick([
      "",
      text.slice(at, end).repeat(2),
      pick(pieces),
      String.fromCharCode(below(pick([128, 256, 65536]))),
    ]);
    return text.slice(0, at) + middle + text.slice(end);
  };
  return { below, pick, some, change };
};

/** Calls `tryOne(chance)` for `inputs` inputs, or for FUZZ_SECONDS, and says how many there were. */
export async function repeat(t, inputs, tryOne) {
  const chance = makeChance(SEED);
  const end = process.env.FUZZ_SECONDS && performance.now() + process.env.FUZZ_SECONDS * 1000;
  let count = 0;
  try {
    for (; end ? performance.now() < end : count < inputs; count++) await tryOne(chance);
  } catch (error) {
    error.message += ` (input ${count}, FUZZ_SEED=${SEED})`;
    throw error;
  }
  t.diagnostic(`${count} inputs, FUZZ_SEED=${SEED}`);
}
