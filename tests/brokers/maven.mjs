import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** How a Java server is started that few use, and for a short time only. */
export const SMALL_AND_QUICK = ["-Xmx96m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

/**
 * Builds a Maven project where its sources are newer than its jar. Tests that run in parallel need it built
 * beforehand: two Mavens would write the same files.
 *
 * @param {string} project its folder
 * @param {string} jar what it builds
 * @param {string[]} [options] Maven's
 */
export async function build(project, jar, options = []) {
  if ((await isBuilt(project, jar)) || (await maven(project, "ignore", ["--offline", ...options]))) return;
  // The first build needs the network; broken sources fail again, now where it can be read.
  if (!(await maven(project, process.stderr, options))) {
    throw new Error(`${project} does not build with these options: ${options.join(" ")}`);
  }
}

async function maven(project, output, options) {
  const command = ["--quiet", "--batch-mode", "--file", join(project, "pom.xml"), ...options, "package"];
  const [code] = await once(spawn("mvn", command, { stdio: ["ignore", output, output] }), "exit");
  return code === 0;
}

async function isBuilt(project, jar) {
  const built = await stat(jar).catch(() => null);
  if (!built) return false;
  const sources = await readdir(join(project, "src"), { recursive: true });
  const inputs = ["pom.xml", ...sources.map((name) => join("src", name))];
  const changed = await Promise.all(inputs.map(async (name) => (await stat(join(project, name))).mtimeMs));
  return built.mtimeMs > Math.max(...changed);
}
