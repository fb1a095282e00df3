import { bars } from "../charts.mjs";
import { bar, byContestant, spread } from "../text.mjs";

export async function claims(results, picture) {
  const sizes = Object.keys(results);
  const rows = sizes.flatMap((size) =>
    Object.entries(results[size]).map(([id, times]) => bar(id, times, `µs for a token of ${size}`)),
  );
  const ids = Object.fromEntries(Object.keys(results[sizes[0]]).map((id) => [id, id]));
  return [
    "## Decoding claims",
    `${results[sizes[0]].ours.length} rounds.`,
    await picture(
      "claims",
      "Time to decode the claims of a token",
      bars({ title: "Decoding a token's claims", subtitle: "one token, repeated", rows }),
    ),
    byContestant(
      sizes.map((size) => `${size}, µs`),
      ids,
      (id) => sizes.map((size) => spread(results[size][id], 2)),
    ),
  ];
}
