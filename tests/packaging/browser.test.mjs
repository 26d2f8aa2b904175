import assert from "node:assert/strict";
import { cp, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { startServer } from "../server/server.mjs";
import { launchChromium, serveFolder } from "./browser.mjs";
import { PAGES, PAGES_OF_BOTH } from "./consumers.mjs";
import { installPackage, remove } from "./package.mjs";
import { runTool, startVite } from "./tools.mjs";

describe("a page connects, subscribes, sends and receives", () => {
  let project;
  let server;
  let browser;

  before(async () => {
    project = await installPackage(new URL("consumer", import.meta.url));
    server = await startServer({ reference: true });
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await server.close();
    await remove(project);
  });

  /** A copy of the project, so that what one consumer builds no other finds. */
  async function copy(t) {
    const folder = await mkdtemp(join(tmpdir(), "stompwire-consumer-"));
    t.after(() => remove(folder));
    await cp(project, folder, { recursive: true });
    return folder;
  }

  async function serve(t, folder, headers) {
    const site = await serveFolder(folder, headers);
    t.after(() => site.close());
    return site.url;
  }

  /** What the page's program came to, and what went wrong beside it. */
  async function open(t, url) {
    const page = await browser.newPage();
    t.after(() => page.close());
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    const query = encodeURIComponent(`${server.url.replace("http", "ws")}/stomp`);
    await page.goto(`${url}?${query}`);
    await page.waitForFunction("'result' in globalThis");
    const result = await page.evaluate("result");
    assert.deepEqual(errors, []);
    return result;
  }

  for (const { name, make, folder = ".", page } of PAGES) {
    it(`with ${name}`, async (t) => {
      const consumer = await copy(t);
      if (make) await runTool(make, consumer);
      const site = await serve(t, join(consumer, folder));
      assert.equal(await open(t, `${site}/${page}`), "안녕 😀");
    });
  }

  it("with Vite's development server", async (t) => {
    const vite = await startVite(await copy(t));
    t.after(vite.stop);
    assert.equal(await open(t, vite.url), "안녕 😀");
  });

  for (const { name, make, folder = ".", page } of PAGES_OF_BOTH) {
    it(`by both entries over one WebAssembly with ${name}`, async (t) => {
      const consumer = await copy(t);
      if (make) await runTool(make, consumer);
      const site = await serve(t, join(consumer, folder));
      assert.deepEqual(await open(t, `${site}/${page}`), { texts: ["안녕 😀", "안녕 😀"], modules: 1 });
    });
  }

  it("by both entries over one WebAssembly with Vite's development server", async (t) => {
    const vite = await startVite(join(await copy(t), "both"));
    t.after(vite.stop);
    assert.deepEqual(await open(t, vite.url), { texts: ["안녕 😀", "안녕 😀"], modules: 1 });
  });

  for (const page of ["plain.html", "plain-slim.html", "classic.html", "classic-sockjs.html", "worker.html"]) {
    it(`under a policy that allows WebAssembly and no more: ${page}`, async (t) => {
      const policy = "default-src 'none'; connect-src *; worker-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
      const site = await serve(t, project, { "content-security-policy": policy });
      assert.equal(await open(t, `${site}/${page}`), "안녕 😀");
    });
  }

  it("but under a policy without WebAssembly learns which directive is missing", async (t) => {
    const site = await serve(t, project, { "content-security-policy": "script-src 'self'" });
    const { code, message } = await open(t, `${site}/plain.html`);
    assert.equal(code, "wasm-blocked");
    assert.match(message, /'wasm-unsafe-eval'.*script-src/);
  });

  it("and so does the drop-in for sockjs-client, from the reason of its close", async (t) => {
    const site = await serve(t, project, { "content-security-policy": "script-src 'self'" });
    const { code, reason } = await open(t, `${site}/classic-sockjs.html`);
    assert.equal(code, 1006);
    assert.match(reason, /'wasm-unsafe-eval'.*script-src/);
  });
});
