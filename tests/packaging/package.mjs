import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What `cargo xtask pack` leaves, as npm would publish it. */
export const TARBALL =
  process.env.STOMPWIRE_TARBALL ?? fileURLToPath(new URL("../../target/xtask/stompwire.tgz", import.meta.url));

/**
 * A project outside the repository with the package, and nothing else, installed.
 *
 * @param {URL} [sources] what else is in it
 * @returns {Promise<string>} its folder; `remove` takes it away
 */
export async function installPackage(sources) {
  const folder = await mkdtemp(join(tmpdir(), "stompwire-package-"));
  await writeFile(join(folder, "package.json"), `{ "private": true, "type": "module" }`);
  if (sources) await cp(sources, folder, { recursive: true });
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", TARBALL], { cwd: folder });
  return folder;
}

/** @param {string} folder */
export function remove(folder) {
  return rm(folder, { recursive: true });
}

/** The files that the tarball holds, sorted. */
export async function listTarball() {
  const { stdout } = await run("tar", ["--list", "--gzip", "--file", TARBALL]);
  return stdout.trim().split("\n").sort();
}
