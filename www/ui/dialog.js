// The page's one dialog. The browser's own element keeps the keyboard inside while it is open and gives it
// back afterwards; nothing typed into it outlives it.

import { el, fill, icon } from "./dom.js";

/** @returns {{ open: (title: string, content: import("./dom.js").Child) => void, close: () => void, onClose: (listener: () => void) => void }} */
export function createDialog() {
  const body = el("div", { class: "dialog-body" });
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": "dialog-title" }, body);
  document.body.append(dialog);
  const close = () => dialog.close();
  /** @type {(() => void)[]} */
  const listeners = [];

  dialog.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    // A click on the backdrop reaches the dialog itself, never its body.
    if (event.target === dialog) close();
  });
  dialog.addEventListener("close", () => {
    for (const listener of listeners) listener();
    fill(body);
  });

  return {
    open(title, content) {
      const head = el(
        "div",
        { class: "dialog-head" },
        el("h2", { id: "dialog-title" }, title),
        el(
          "button",
          { type: "button", class: "icon-button", "aria-label": "Close", on: { click: close } },
          icon("close"),
        ),
      );
      fill(body, head, content);
      if (!dialog.open) dialog.showModal();
      body.querySelector("input")?.focus();
    },
    close,
    onClose: (listener) => listeners.push(listener),
  };
}

/** @typedef {ReturnType<typeof createDialog>} Dialog */
