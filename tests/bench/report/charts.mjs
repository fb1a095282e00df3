// Pictures, drawn by Vega-Lite, which makes SVG without a browser.

import { writeFile } from "node:fs/promises";
import { parse, View } from "vega";
import { compile } from "vega-lite";
import { colors } from "../lib/contestants.mjs";

const config = {
  font: "system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif",
  background: "white",
  padding: 12,
  view: { stroke: null },
  axis: {
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: "normal",
    grid: true,
    gridColor: "#e7e5e4",
    domain: false,
    ticks: false,
    labelLimit: 260,
    titleColor: "#57534e",
  },
  title: {
    fontSize: 15,
    anchor: "start",
    subtitleFontSize: 12,
    subtitleColor: "#57534e",
    subtitlePadding: 6,
    offset: 14,
  },
  legend: { labelFontSize: 12, title: null, orient: "bottom", labelLimit: 260 },
};

/** Where a logarithmic axis begins. */
const LEAST = 0.2;

const palette = (labels) => ({ domain: labels, range: labels.map((label) => colors[label] ?? "#78716c") });

/** Horizontal bars, one panel for each `group`, with the spread as a line where it is known. */
export function bars({ title, subtitle, rows, log = false, format = ",.3~r" }) {
  const groups = [...new Set(rows.map(({ group }) => group))];
  return {
    title: { text: title, subtitle },
    vconcat: groups.map((group) =>
      panel(
        group,
        rows.filter((row) => row.group === group),
        log,
        format,
      ),
    ),
  };
}

function panel(group, rows, log, format) {
  // A logarithmic axis cannot show nothing, or less.
  const shown = (value) => (log && value !== undefined ? Math.max(value, LEAST) : value);
  const values = rows.map(({ label, value, low, high }) => ({
    label,
    value,
    bar: shown(value),
    low: shown(low),
    high: shown(high),
    end: shown(Math.max(value, high ?? 0)),
  }));
  const ends = values.map(({ end }) => end);
  // Room on the right for the number behind the longest bar.
  const scale = log
    ? { type: "log", nice: false, domain: [LEAST / 2, Math.max(...ends) * 4] }
    : { zero: true, domainMax: Math.max(...ends) * 1.15 };
  const x = { field: "bar", type: "quantitative", scale, axis: { title: group, tickCount: 5 } };
  return {
    data: { values },
    width: 430,
    height: { step: 25 },
    encoding: {
      y: { field: "label", type: "nominal", sort: rows.map(({ label }) => label), axis: { title: null, grid: false } },
    },
    layer: [
      {
        mark: { type: "bar", height: 15, cornerRadiusEnd: 2 },
        encoding: {
          x,
          ...(log && { x2: { datum: scale.domain[0] } }),
          color: { field: "label", type: "nominal", scale: palette(rows.map(({ label }) => label)), legend: null },
        },
      },
      {
        transform: [{ filter: "isValid(datum.low)" }],
        mark: { type: "rule", strokeWidth: 1.5, color: "#1c1917" },
        encoding: { x: { field: "low", type: "quantitative" }, x2: { field: "high" } },
      },
      {
        mark: { type: "text", align: "left", dx: 6, fontSize: 11, color: "#292524" },
        encoding: { x: { field: "end", type: "quantitative" }, text: { field: "value", type: "quantitative", format } },
      },
    ],
    resolve: { scale: { color: "independent" } },
  };
}

/** Lines over a logarithmic count, side by side for each `group`. */
export function lines({ title, x, rows }) {
  const labels = [...new Set(rows.map(({ label }) => label))];
  const groups = [...new Set(rows.map(({ group }) => group))];
  return {
    title: { text: title },
    hconcat: groups.map((group) => ({
      width: 300,
      height: 220,
      data: { values: rows.filter((row) => row.group === group) },
      mark: { type: "line", point: { size: 45 }, strokeWidth: 2 },
      encoding: {
        x: {
          field: "x",
          type: "quantitative",
          scale: { type: "log" },
          axis: { title: x, values: [10, 100, 1000, 10000], format: ",d" },
        },
        y: { field: "value", type: "quantitative", scale: { zero: true }, axis: { title: group, tickCount: 5 } },
        color: { field: "label", type: "nominal", scale: palette(labels) },
      },
    })),
  };
}

/** Writes a chart; the same data gives the same bytes. */
export async function draw(file, spec) {
  const { spec: vega } = compile({ config, ...spec });
  const view = new View(parse(vega), { renderer: "none" });
  await writeFile(file, `${await view.toSVG()}\n`);
}
