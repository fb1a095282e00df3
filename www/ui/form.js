// The parts that every form of the shop is made of: labelled fields, one place for what went wrong, and a
// submit that cannot run twice.

import { el, setText } from "./dom.js";

let count = 0;

/**
 * @param {{ label: string, name: string, type?: string, autocomplete: string, test: string, hint?: string, required?: boolean, minlength?: number, verbatim?: boolean }} options
 *   `verbatim` asks a phone's keyboard not to improve what is typed
 */
export function field({
  label,
  name,
  type = "text",
  autocomplete,
  test,
  hint,
  required = true,
  minlength,
  verbatim = false,
}) {
  count += 1;
  const id = `field-${count}`;
  const input = el("input", {
    id,
    name,
    type,
    autocomplete,
    test,
    required,
    minlength,
    "aria-describedby": hint ? `${id}-hint` : null,
    ...(verbatim && { autocapitalize: "none", spellcheck: "false" }),
  });
  return {
    input,
    value: () => /** @type {string} */ (input.value).trim(),
    node: el(
      "div",
      { class: "field" },
      el("label", { for: id }, label),
      input,
      hint && el("p", { id: `${id}-hint`, class: "field-hint" }, hint),
    ),
  };
}

/** Where a form says why it did not work. It is there from the start, as a live region has to be. @param {string} [test] */
export function failure(test) {
  const node = el("p", { class: "form-error", role: "alert", test });
  /** @param {string} text */
  const say = (text) => setText(node, text);
  return { node, say };
}

/**
 * Runs `work` once per submit, keeps the button busy meanwhile, and says what went wrong.
 * @param {SubmitEvent} event
 * @param {HTMLButtonElement} button
 * @param {{ say: (text: string) => void }} problem
 * @param {(error: unknown) => string} explain
 * @param {() => Promise<void>} work
 */
export async function submitting(event, button, problem, explain, work) {
  event.preventDefault();
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  problem.say("");
  try {
    await work();
  } catch (error) {
    problem.say(explain(error));
  } finally {
    button.removeAttribute("aria-busy");
  }
}
