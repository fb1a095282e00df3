// Fewer, a number, more. The caller decides what a change does; the stepper only keeps it within bounds.

import { el, icon } from "./dom.js";

/**
 * @param {{ name: string, key: string, value: number, min?: number, max?: number, change: (value: number) => void }} options
 *   `name` is what is counted, for the buttons' labels; `key` makes ids that survive a redraw
 */
export function stepper({ name, key, value, min = 1, max = 99, change }) {
  const input = el("input", {
    id: `quantity-${key}`,
    class: "stepper-value",
    type: "number",
    inputmode: "numeric",
    min,
    max,
    value,
    "aria-label": `Quantity of ${name}`,
    on: { change: () => move(Number.parseInt(input.value, 10)) },
  });
  let current = value;

  /** @param {number} wanted */
  function move(wanted) {
    const next = Number.isFinite(wanted) ? Math.min(max, Math.max(min, wanted)) : current;
    input.value = String(next);
    if (next === current) return;
    current = next;
    change(next);
  }

  /** @param {string} id @param {string} label @param {string} image @param {number} by */
  const button = (id, label, image, by) =>
    el(
      "button",
      {
        type: "button",
        id: `${id}-${key}`,
        class: "stepper-button",
        "aria-label": label,
        on: { click: () => move(current + by) },
      },
      icon(image),
    );

  return el(
    "div",
    { class: "stepper" },
    button("fewer", `One ${name} fewer`, "minus", -1),
    input,
    button("more", `One ${name} more`, "plus", 1),
  );
}
