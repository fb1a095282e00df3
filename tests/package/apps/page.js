// Runs the visit in the page, and then twice in a worker, and leaves the reports where the test looks for them.

import { createClient } from "storefront-auth";
import { visit } from "./visit.js";

/** @param {() => Worker} startWorker spelled out in each app, because bundlers look for these very words */
export function run(startWorker) {
  const sandbox = new URLSearchParams(location.search).get("sandbox");
  both(sandbox, startWorker).then(
    (report) => {
      globalThis.report = report;
    },
    (error) => {
      globalThis.report = { error: String(error?.stack ?? error) };
    },
  );
}

async function both(sandbox, startWorker) {
  const page = await visit(createClient, { sandbox });
  // One after the other, each a worker of its own: what the first one stored is what the second one finds.
  const first = await ask(startWorker(), sandbox);
  const second = await ask(startWorker(), sandbox);
  return { page, workers: [first, second] };
}

function ask(worker, sandbox) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      worker.terminate();
      data.error ? reject(new Error(data.error)) : resolve(data);
    };
    worker.onerror = (event) => reject(new Error(`the worker failed: ${event.message}`));
    worker.postMessage(sandbox);
  });
}
