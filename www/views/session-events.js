// The library's events as a list that a person can follow.

import { el, fill } from "../ui/dom.js";
import { clock } from "../ui/money.js";

/** @param {Element} list @param {import("../session.js").LogEntry[]} entries */
export function eventList(list, entries) {
  fill(
    list,
    entries.length === 0 && el("li", { class: "event-none" }, "Nothing has happened since this page was opened."),
    entries.map(({ at, event }) =>
      el(
        "li",
        { class: `event event-${event.type}`, "data-testid": "session-event" },
        el("time", {}, clock(at)),
        el("span", { class: "event-type" }, event.type === "session" ? event.cause : event.type),
        el("span", { class: "event-text" }, text(event)),
      ),
    ),
  );
}

/** @param {import("../session.js").SessionEvent} event */
function text(event) {
  switch (event.type) {
    case "session":
      return event.session.kind === event.previous.kind
        ? `still ${event.session.kind}`
        : `${event.previous.kind} → ${event.session.kind}`;
    case "expiring":
      return `${event.secondsLeft} s left`;
    case "order":
      return event.problem
        ? `${event.problem}: ${event.from ?? "none"} → ${event.to ?? "none"}`
        : `${event.from ?? "none"} → ${event.to ?? "none"}`;
    case "storage":
      return event.problem;
  }
}
