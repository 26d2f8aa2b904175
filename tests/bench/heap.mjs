/** Of the allocations outside of JavaScript's heap one in so many bytes is looked at: finely enough for megabytes. */
const SAMPLING_BYTES = 65_536;

/**
 * Gives a page `watchHeap()` and `heapGrowth()`: the bytes by which it has grown since, after collection. The text of
 * a response lies outside of JavaScript's heap, and so does the memory of a module.
 *
 * @param {import("playwright-core").Page} page
 */
export async function exposeHeap(page) {
  const devTools = await page.context().newCDPSession(page);
  let before = 0;
  await page.exposeFunction("watchHeap", async () => {
    before = await collected(devTools);
    await devTools.send("Memory.startSampling", { samplingInterval: SAMPLING_BYTES });
  });
  await page.exposeFunction("heapGrowth", async () => (await collected(devTools)) - before + (await outside(devTools)));
}

async function collected(devTools) {
  await devTools.send("HeapProfiler.collectGarbage");
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = await devTools.send("Runtime.getHeapUsage");
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}

/** What was allocated since the sampling began, and is still held. */
async function outside(devTools) {
  const { profile } = await devTools.send("Memory.getSamplingProfile");
  return profile.samples.reduce((bytes, { total }) => bytes + total, 0);
}
