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
 * @param {"no-scheduler" | "relay"} [options.profile] no-scheduler: the broker does not beat; relay: the broker is
 *   the RabbitMQ that the properties `relay.port`, `relay.login` and `relay.passcode` name
 * @param {number} [options.port] Default: a free one.
 * @param {string} [options.secret] What tokens are signed with; several servers may share it. Default: a random one.
 * @param {Record<string, string | number>} [options.properties] Spring's, such as `stomp.heart-beat` (ms) or
 *   `spring.web.resources.static-locations` (`file:/…/`, served at `/`).
 * @returns {Promise<{ url: string, port: number, token(claims: object): string, process: ServerProcess,
 *   restart(): Promise<void>, stop(): Promise<void> }>} `url` is the HTTP origin; `token` signs what `/secure` admits;
 *   `restart` runs again what was killed
 */
export async function startSpring({ version = "6.2", profile, port, secret = newSecret(), properties } = {}) {
  await buildSpring(version);
  port ??= await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = { "server.port": port, "jwt.secret": secret, ...properties };
  if (profile) settings["spring.profiles.active"] = profile;

  const server = new ServerProcess("java", [
    ...SMALL_AND_QUICK,
    "-jar",
    jar(version),
    ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
  ]);
  const info = `${url}/ws/info`;
  await server.answers(info);
  const token = (claims) => signJwt(claims, secret);
  return { url, port, token, process: server, restart: () => server.restart(info), stop: () => server.stop() };
}

/** What `startSpring` takes as a secret. */
export const newSecret = () => randomBytes(32).toString("base64url");

/** Builds the server where that is needed. */
export function buildSpring(version) {
  return build(PROJECT, jar(version), ["--activate-profiles", version]);
}

const jar = (version) => join(PROJECT, "target", version, "stompwire-spring.jar");
const PROJECT = fileURLToPath(new URL("../spring", import.meta.url));
