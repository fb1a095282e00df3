// The answer to an address that the shop does not know.

import { address } from "../router.js";
import { SHOP } from "../shop.js";
import { el } from "../ui/dom.js";
import { empty } from "../ui/states.js";

/** @type {import("../router.js").View} */
export const missingView = () => ({
  title: `Not found · ${SHOP.name}`,
  node: el(
    "div",
    { class: "wrap sheet" },
    empty(
      "This path leads nowhere",
      "The page you were looking for is not here.",
      el("a", { class: "button", href: address("catalog") }, "Back to the shop"),
    ),
  ),
});
