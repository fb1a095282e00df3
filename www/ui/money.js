// Prices and dates as people read them. The page is written in English, so both follow it.

/** @param {number | null | undefined} amount @param {string | null} [currency] */
export function money(amount, currency) {
  return new Intl.NumberFormat("en", { style: "currency", currency: currency || "USD" }).format(amount ?? 0);
}

/** @param {string | null | undefined} iso */
export function day(iso) {
  return iso ? new Intl.DateTimeFormat("en", { dateStyle: "long" }).format(new Date(iso)) : "";
}

/** A length of time in its largest whole unit. @param {number} minutes */
export function span(minutes) {
  const [count, unit] =
    minutes >= 2880 ? [minutes / 1440, "days"] : minutes >= 120 ? [minutes / 60, "hours"] : [minutes, "minutes"];
  return `${Math.round(count)} ${unit}`;
}

/** @param {number} milliseconds since the epoch */
export function clock(milliseconds) {
  return new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }).format(
    milliseconds,
  );
}
