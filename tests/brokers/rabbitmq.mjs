import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "./ports.mjs";
import { ServerProcess } from "./process.mjs";

/** The script itself: its wrapper in sbin insists on root or the user rabbitmq. */
export const RABBITMQ_SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server";

/**
 * Starts a RabbitMQ of its own, with STOMP and web-stomp, that leaves nothing behind.
 *
 * @param {object} [options]
 * @param {string} [options.passcode] Default: a random one.
 * @returns {Promise<{ url: string, port: number, stompPort: number, login: string, passcode: string, host: string,
 *   process: ServerProcess, restart(): Promise<void>, stop(): Promise<void> }>} `stompPort` speaks STOMP without a
 *   WebSocket; `host` is the virtual host that CONNECT must name, or leave out; `restart` runs again what was killed,
 *   with what it had stored
 */
export async function startRabbitmq({ passcode = randomUUID() } = {}) {
  const [port, stompPort, distribution, names] = await freePorts(4);
  const account = { login: "stompwire", passcode, host: "/" };
  const home = await mkdtemp(join(tmpdir(), "stompwire-rabbitmq-"));
  await writeFile(join(home, "rabbitmq.conf"), configuration({ port, stompPort, ...account }));
  await writeFile(join(home, "enabled_plugins"), "[rabbitmq_stomp, rabbitmq_web_stomp].\n");

  // The broker would start Erlang's name server as a daemon that outlives it; this one is ours to end.
  const nameServer = new ServerProcess("epmd", ["-address", "127.0.0.1", "-port", `${names}`]);
  const broker = new ServerProcess(RABBITMQ_SERVER, [], environment(home, distribution, names));
  const stop = async () => {
    await broker.stop();
    await nameServer.stop();
    await rm(home, { recursive: true });
  };

  const endpoint = `http://127.0.0.1:${port}/ws`;
  try {
    await broker.answers(endpoint);
  } catch (error) {
    await stop();
    throw error;
  }
  const restart = () => broker.restart(endpoint);
  return { url: endpoint.replace("http", "ws"), port, stompPort, ...account, process: broker, restart, stop };
}

const configuration = ({ port, stompPort, login, passcode }) => `
listeners.tcp = none
stomp.listeners.tcp.1 = 127.0.0.1:${stompPort}
web_stomp.tcp.ip = 127.0.0.1
web_stomp.tcp.port = ${port}
default_user = ${login}
default_pass = ${passcode}
`;

const environment = (home, distributionPort, namesPort) => ({
  HOME: home,
  ERL_EPMD_ADDRESS: "127.0.0.1",
  ERL_EPMD_PORT: `${namesPort}`,
  RABBITMQ_CONF_ENV_FILE: "/dev/null",
  RABBITMQ_CONFIG_FILE: join(home, "rabbitmq"),
  RABBITMQ_DIST_PORT: `${distributionPort}`,
  RABBITMQ_ENABLED_PLUGINS_FILE: join(home, "enabled_plugins"),
  RABBITMQ_LOG_BASE: join(home, "log"),
  RABBITMQ_LOGS: "-",
  RABBITMQ_MNESIA_BASE: join(home, "mnesia"),
  RABBITMQ_NODENAME: "stompwire@localhost",
  RABBITMQ_PID_FILE: join(home, "pid"),
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1}",
  // The script then becomes the broker instead of waiting for it: one process, one pid.
  RUNNING_UNDER_SYSTEMD: "true",
});
