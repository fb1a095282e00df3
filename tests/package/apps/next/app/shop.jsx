"use client";

import { useEffect } from "react";
import { run } from "../../page.js";

export function Shop() {
  useEffect(() => {
    run(() => new Worker(new URL("../../worker.js", import.meta.url), { type: "module" }));
  }, []);
  return <p>The shop runs in the page.</p>;
}
