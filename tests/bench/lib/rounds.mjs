// Rounds, as many as asked for, or as many as fit into the time: the whole run is bounded, on a busy machine as well.

/** @param {{ most: number, seconds: number }} budget always at least one round */
export function* rounds({ most, seconds }) {
  const start = performance.now();
  for (let round = 0; round < most; round++) {
    const spent = (performance.now() - start) / 1000;
    // One more like those before has to fit.
    if (round > 0 && spent + spent / round > seconds) return;
    yield round;
  }
}
