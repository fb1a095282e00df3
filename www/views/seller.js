// The back office: a door for the seller, and behind it the rules of every API client.
// It follows the seller's own session; who shops on this page is none of its business.

import { SHOP } from "../shop.js";
import { announce } from "../ui/announce.js";
import { el, fill } from "../ui/dom.js";
import { loading, textSkeleton } from "../ui/states.js";

/** @param {import("../main.js").Shop} shop @returns {import("../router.js").View} */
export function sellerView(shop) {
  return () => {
    let end = () => {};
    let left = false;

    const { box } = loading({
      skeleton: () => textSkeleton(5),
      work: () => Promise.all([shop.backOffice(), import("./seller-door.js"), import("./seller-desk.js")]),
      show: ([office, { door }, { desk }]) => {
        const room = el("div", {});
        let shown = "";
        const draw = () => {
          const { kind } = office.auth.session;
          if (kind === shown) return;
          const moved = shown !== "";
          shown = kind;
          fill(room, kind === "user" ? desk(office) : door(office));
          if (!moved) return;
          // The button that was pressed is gone, and the keyboard with it.
          room.closest("main")?.focus({ preventScroll: true });
          announce(kind === "user" ? "The back office is open." : "The back office is closed.");
        };
        draw();
        if (!left) end = office.auth.subscribe(draw);
        return room;
      },
    });
    return {
      title: `Back office · ${SHOP.name}`,
      node: el("div", { class: "wrap sheet office" }, box),
      leave: () => {
        left = true;
        end();
      },
    };
  };
}
