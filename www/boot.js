// Loads the shop, keeps what is clicked meanwhile, and has a word for the shopper should a part of it not arrive.
// It imports nothing by itself: whatever is missing, this file is here.

// A button can be clicked as soon as it is seen, which may be before the shop behind it is open. Such a click
// is kept, the last one only, and made again once somebody listens.
/** @type {HTMLElement | null} */
let early = null;
/** @param {Event} event */
const keep = (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-part]") : null;
  if (button instanceof HTMLElement) early = button;
};
document.addEventListener("click", keep, true);

const outlet = /** @type {HTMLElement} */ (document.getElementById("main"));

import("./main.js")
  .then(({ start }) => start())
  .finally(() => document.removeEventListener("click", keep, true))
  .then(() => early?.click())
  .catch((error) => {
    // For whoever opens the console; the page itself says what a shopper can do about it.
    console.error(error);
    const box = document.createElement("div");
    box.className = "state";
    box.setAttribute("role", "alert");
    const title = document.createElement("h1");
    title.className = "page-title";
    title.textContent = "The shop did not open";
    const text = document.createElement("p");
    text.textContent = "A part of this page did not arrive. Please check your connection and reload it.";
    const button = document.createElement("button");
    button.className = "button";
    button.type = "button";
    button.textContent = "Reload";
    button.addEventListener("click", () => location.reload());
    box.append(title, text, button);
    outlet.replaceChildren(box);
  });
