import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SMALL_AND_QUICK, build } from "./maven.mjs";
import { freePort } from "./ports.mjs";
import { ServerProcess } from "./process.mjs";

/**
 * Starts one of the ActiveMQs of `tests/activemq`, with nothing but a WebSocket and nothing on disk.
 *
 * @param {"Artemis" | "Classic"} broker
 * @returns {Promise<{ url: string, login: string, passcode: string, process: ServerProcess, restart(): Promise<void>,
 *   stop(): Promise<void> }>} `restart` runs again what was killed, without what it had held
 */
export async function startActivemq(broker) {
  await build(PROJECT, JAR);
  const port = await freePort();
  const account = { login: "stompwire", passcode: randomUUID() };
  const main = ["-cp", JAR, `stompwire.activemq.${broker}`, `${port}`, account.login, account.passcode];
  const server = new ServerProcess("java", [...SMALL_AND_QUICK, ...main]);
  const url = `ws://127.0.0.1:${port}/`;
  await server.answers(url);
  return { url, ...account, process: server, restart: () => server.restart(url), stop: () => server.stop() };
}

const PROJECT = fileURLToPath(new URL("../activemq", import.meta.url));
const JAR = join(PROJECT, "target", "stompwire-activemq.jar");
