import { run } from "../page.js";

run(() => new Worker(new URL("../worker.js", import.meta.url), { type: "module" }));
