// One API client: what it is, whom it lets in, its rules, and the door itself to try.

import { announce } from "../ui/announce.js";
import { el, fill, icon } from "../ui/dom.js";
import { failure } from "../ui/form.js";
import { sentence } from "../ui/sentences.js";
import { rules } from "./seller-rules.js";
import { trial } from "./seller-trial.js";

/**
 * @param {{ office: import("../back-office.js").BackOffice, client: any, buyers: string[], person: () => import("../back-office.js").Person, open: boolean }} options
 *   `buyers` are let in by name; `open` shows the rules from the start
 */
export function clientCard({ office, client, buyers, person, open }) {
  const id = `rules-${client.ID}`;
  const problem = failure("rules-error");
  const door = trial(office, client, person);
  const tags = el("ul", { class: "tags", "aria-label": "Lets in" });
  const card = { client, buyers };
  const draw = () => fill(tags, describe(card));

  /**
   * Every change of a rule goes through here: done, told, and tried again.
   * @param {string} done a sentence @param {() => Promise<void>} work
   */
  async function change(done, work) {
    problem.say("");
    try {
      await work();
    } catch (error) {
      problem.say(sentence(error));
      // The button that was pressed may be a screen further down.
      problem.node.scrollIntoView({ block: "nearest" });
      throw error;
    }
    draw();
    announce(done);
    door.again();
  }

  const sheet = el("div", { id, class: "client-rules", hidden: !open }, rules(office, card, change));
  const more = el(
    "button",
    {
      type: "button",
      class: "button button-quiet button-compact",
      test: "rules-open",
      "aria-expanded": String(open),
      "aria-controls": id,
      "aria-label": `Rules of ${client.AppName}`,
      on: {
        click: () => {
          sheet.hidden = !sheet.hidden;
          more.setAttribute("aria-expanded", String(!sheet.hidden));
        },
      },
    },
    "Rules",
    icon("down"),
  );
  draw();

  return {
    node: el(
      "article",
      { class: "client", test: "api-client", "data-client": client.ID },
      el(
        "div",
        { class: "client-head" },
        el("div", { class: "client-name" }, el("h2", {}, client.AppName), el("p", { class: "mono" }, client.ID)),
        tags,
        el("div", { class: "client-actions" }, door.button, more),
      ),
      door.outcome,
      problem.node,
      sheet,
    ),
    knock: door.run,
    /** Takes back what was tried, e.g. because it was somebody else. */
    forget: door.forget,
  };
}

/** @param {{ client: any, buyers: string[] }} card */
function describe({ client, buyers }) {
  if (!client.Active) return el("li", { class: "tag tag-shut" }, "Switched off");
  const open = [
    client.AllowAnyBuyer && "Any buyer",
    ...(client.AllowAnyBuyer ? [] : buyers.map((buyer) => `Buyer ${buyer}`)),
    client.AllowAnySupplier && "Any supplier",
    client.AllowSeller && "Sellers",
    client.IsAnonBuyer && "Guests",
  ].filter(Boolean);
  return [
    open.length === 0
      ? el("li", { class: "tag tag-shut" }, "Nobody")
      : open.map((each) => el("li", { class: "tag" }, each)),
    client.ClientSecret && el("li", { class: "tag tag-key" }, icon("key"), "Needs its secret"),
  ];
}
