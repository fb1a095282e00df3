// On or off, at once. It stands where the server says: a change that is refused goes back by itself.

import { el } from "./dom.js";

let count = 0;

/** @param {{ label: string, note: string, on: boolean, test: string, change: (on: boolean) => Promise<void> }} options `change` rejects if it was refused */
export function toggle({ label, note, on, test, change }) {
  count += 1;
  const id = `switch-${count}`;
  const input = el("input", {
    id,
    class: "switch",
    type: "checkbox",
    role: "switch",
    test,
    "aria-describedby": `${id}-note`,
  });
  input.checked = on;

  input.addEventListener("click", (/** @type {Event} */ event) => {
    // Disabling it instead would take the keyboard away.
    if (input.getAttribute("aria-busy") === "true") event.preventDefault();
  });
  input.addEventListener("change", async () => {
    const wanted = input.checked;
    input.setAttribute("aria-busy", "true");
    try {
      await change(wanted);
    } catch {
      input.checked = !wanted;
    } finally {
      input.removeAttribute("aria-busy");
    }
  });

  return el(
    "div",
    { class: "switch-row" },
    el("label", { for: id }, label),
    el("p", { id: `${id}-note`, class: "mono switch-note" }, note),
    input,
  );
}
