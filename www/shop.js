// The shop's own words, in one place.

export const SHOP = Object.freeze({
  name: "Fernhollow",
  line: "Goods for camp, table and hearth",
  eyebrow: "Camp · Table · Carry · Hearth",
  promise: "Made for the slow way home.",
  text: "Canvas, ash, enamel and wool. Few things, chosen with care, built so that they can be mended and handed on.",
  /** Extended properties that are not facts for a shopper. */
  hiddenFacts: ["Image"],
});
