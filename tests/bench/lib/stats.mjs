// Medians and spreads.

const sorted = (list) => [...list].sort((a, b) => a - b);

export function quantile(list, q) {
  const values = sorted(list);
  const at = (values.length - 1) * q;
  const low = values[Math.floor(at)];
  return low + (values[Math.ceil(at)] - low) * (at - Math.floor(at));
}

export const median = (list) => quantile(list, 0.5);

/** Median, and the quartiles as the spread. */
export const summary = (list) => ({
  median: median(list),
  low: quantile(list, 0.25),
  high: quantile(list, 0.75),
  n: list.length,
});

/** Median of the ratios round by round: what one round's noise does to both sides cancels out. */
export const ratio = (ours, theirs) => median(ours.map((value, round) => value / theirs[round]));
