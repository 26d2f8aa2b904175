import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { signJwt } from "./jwt.mjs";
import { SMALL_AND_QUICK, build } from "./maven.mjs";
import { freePort } from "./ports.mjs";
import { ServerProcess } from "./process.mjs";

/** The versions of Spring that the server is built with. */
export const SPRING_VERSIONS = ["6.2", "7.0"];

/**
 * Starts the Spring Boot server of `tests/spring`.
 *
 * @param {object} [options]
 * @param {"6.2" | "7.0"} [options.version] Default: 6.2.
 * @param {"no-scheduler"} [options.profile] Without it the broker beats.
 * @param {number} [options.port] Default: a free one.
 * @param {Record<string, string | number>} [options.properties] Spring's, such as `stomp.heart-beat` (ms) or
 *   `spring.web.resources.static-locations` (`file:/…/`, served at `/`).
 * @returns {Promise<{ url: string, port: number, token(claims: object): string, stop(): Promise<void> }>}
 *   `url` is the HTTP origin; `token` signs what `/secure` admits.
 */
export async function startSpring({ version = "6.2", profile, port, properties } = {}) {
  await buildSpring(version);
  port ??= await freePort();
  const url = `http://127.0.0.1:${port}`;
  const secret = randomBytes(32).toString("base64url");
  const settings = { "server.port": port, "jwt.secret": secret, ...properties };
  if (profile) settings["spring.profiles.active"] = profile;

  const server = new ServerProcess("java", [
    ...SMALL_AND_QUICK,
    "-jar",
    jar(version),
    ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
  ]);
  await server.answers(`${url}/ws/info`);
  return { url, port, token: (claims) => signJwt(claims, secret), stop: () => server.stop() };
}

/** Builds the server where that is needed. */
export function buildSpring(version) {
  return build(PROJECT, jar(version), ["--activate-profiles", version]);
}

const jar = (version) => join(PROJECT, "target", version, "stompwire-spring.jar");
const PROJECT = fileURLToPath(new URL("../spring", import.meta.url));
