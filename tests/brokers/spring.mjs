import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { signJwt } from "./jwt.mjs";
import { freePort } from "./ports.mjs";
import { ServerProcess } from "./process.mjs";

/**
 * Starts the Spring Boot server of `tests/spring`.
 *
 * @param {object} [options]
 * @param {"no-scheduler"} [options.profile] Without it the broker beats.
 * @param {number} [options.port] Default: a free one.
 * @param {Record<string, string | number>} [options.properties] Spring's, such as `stomp.heart-beat` (ms) or
 *   `spring.web.resources.static-locations` (`file:/…/`, served at `/`).
 * @returns {Promise<{ url: string, port: number, token(claims: object): string, stop(): Promise<void> }>}
 *   `url` is the HTTP origin; `token` signs what `/secure` admits.
 */
export async function startSpring({ profile, port, properties } = {}) {
  await buildSpring();
  port ??= await freePort();
  const url = `http://127.0.0.1:${port}`;
  const secret = randomBytes(32).toString("base64url");
  const settings = { "server.port": port, "jwt.secret": secret, ...properties };
  if (profile) settings["spring.profiles.active"] = profile;

  const server = new ServerProcess("java", [
    ...SMALL_AND_QUICK,
    "-jar",
    JAR,
    ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
  ]);
  await server.answers(`${url}/ws/info`);
  return { url, port, token: (claims) => signJwt(claims, secret), stop: () => server.stop() };
}

/**
 * Builds the server where its sources are newer than its jar. Tests that run in parallel need it built
 * beforehand: two Mavens would write the same files.
 */
export async function buildSpring() {
  if ((await isBuilt()) || (await maven("ignore", "--offline"))) return;
  // The first build needs the network; broken sources fail again, now where it can be read.
  if (!(await maven(process.stderr))) throw new Error("tests/spring does not build");
}

async function maven(output, ...options) {
  const command = [...options, "--quiet", "--batch-mode", "--file", join(PROJECT, "pom.xml"), "package"];
  const [code] = await once(spawn("mvn", command, { stdio: ["ignore", output, output] }), "exit");
  return code === 0;
}

async function isBuilt() {
  const built = await stat(JAR).catch(() => null);
  if (!built) return false;
  const sources = await readdir(join(PROJECT, "src"), { recursive: true });
  const inputs = ["pom.xml", ...sources.map((name) => join("src", name))];
  const changed = await Promise.all(inputs.map(async (name) => (await stat(join(PROJECT, name))).mtimeMs));
  return built.mtimeMs > Math.max(...changed);
}

const PROJECT = fileURLToPath(new URL("../spring", import.meta.url));
const JAR = join(PROJECT, "target", "stompwire-spring.jar");
const SMALL_AND_QUICK = ["-Xmx96m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
