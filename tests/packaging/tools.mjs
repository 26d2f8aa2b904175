import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const bin = (tool) => fileURLToPath(new URL(`../node_modules/.bin/${tool}`, import.meta.url));

/** Runs a tool to its end; what it printed is in the error where it fails. */
export async function runTool([tool, ...args], folder) {
  try {
    await run(bin(tool), args, { cwd: folder });
  } catch (error) {
    throw new Error(`${error.message}\n${error.stdout}`, { cause: error });
  }
}

/**
 * Vite's development server.
 *
 * @returns {Promise<{ url: string, stop(): Promise<void> }>}
 */
export async function startVite(folder) {
  const vite = spawn(bin("vite"), ["--host", "127.0.0.1", "--port", "0"], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = async () => {
    vite.kill();
    await once(vite, "exit");
  };
  let printed = "";
  for await (const text of vite.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    printed += text;
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
    if (url) return { url, stop };
  }
  throw new Error(`Vite ended:\n${printed}`);
}
