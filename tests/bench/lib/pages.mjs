// Pages that report to the harness, on a network and a processor that may be slowed down.

const DEADLINE_MS = 60_000;

/** Slow 4G as Lighthouse has it, and a processor a quarter as fast. */
export const SLOW = { name: "Slow 4G, CPU 4x slower", latency: 150, throughput: 1_600_000 / 8, cpu: 4 };
export const FAST = { name: "unthrottled" };

/** Opens a page and goes to the address; resolves with what the page reports by `done`. */
export async function visit(context, url, { speed = FAST, before } = {}) {
  const page = await context.newPage();
  page.setDefaultTimeout(DEADLINE_MS);
  const client = await page.createCDPSession();
  await Promise.all([client.send("Network.enable"), client.send("Performance.enable"), client.send("Runtime.enable")]);
  if (speed.cpu) {
    const { latency, throughput } = speed;
    await client.send("Emulation.setCPUThrottlingRate", { rate: speed.cpu });
    await client.send("Network.emulateNetworkConditions", {
      offline: false,
      latency,
      downloadThroughput: throughput,
      uploadThroughput: throughput,
    });
  }
  const wire = new Map();
  client.on("Network.responseReceived", ({ requestId, response }) =>
    wire.set(requestId, { url: response.url, cached: response.fromDiskCache || response.fromPrefetchCache }),
  );
  client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (wire.has(requestId)) wire.get(requestId).bytes = encodedDataLength;
  });
  const reported = new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${url} did not report within ${DEADLINE_MS / 1000} s`)),
      DEADLINE_MS,
    );
    client.on("Runtime.bindingCalled", ({ name, payload }) => {
      if (name !== "done") return;
      clearTimeout(timer);
      resolve(JSON.parse(payload));
    });
    page.on("pageerror", (error) => {
      clearTimeout(timer);
      reject(new Error(`${url}: ${error?.stack ?? error}`));
    });
  });
  await client.send("Runtime.addBinding", { name: "done" });
  if (before) await page.evaluateOnNewDocument(before);
  const going = page.goto(url);
  const report = await reported;
  await going;
  return { page, client, report, wire };
}

/** What the main thread has done so far, in milliseconds, and the heap after a collection, in bytes. */
export async function vitals(client) {
  const read = async () =>
    Object.fromEntries((await client.send("Performance.getMetrics")).metrics.map(({ name, value }) => [name, value]));
  const { ScriptDuration, TaskDuration } = await read();
  return { script: ScriptDuration * 1000, tasks: TaskDuration * 1000, heap: await heap(client) };
}

/** What the JavaScript heap holds after a collection, in bytes. */
export async function heap(client) {
  await client.send("HeapProfiler.collectGarbage");
  return (await client.send("Runtime.getHeapUsage")).usedSize;
}

/** Before the page's own scripts: remembers the memories of all wasm instances, to see them grow. */
export function watchWasm() {
  const memories = (globalThis.wasmMemories = []);
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await real.apply(WebAssembly, given);
      for (const value of Object.values((made.instance ?? made).exports))
        if (value instanceof WebAssembly.Memory) memories.push(value);
      return made;
    };
  }
}

/** The size of all wasm memories of a page, in bytes. */
export const wasmBytes = (page) =>
  page.evaluate(() => (globalThis.wasmMemories ?? []).reduce((sum, { buffer }) => sum + buffer.byteLength, 0));
