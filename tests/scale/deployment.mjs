import { startRabbitmq } from "../brokers/rabbitmq.mjs";
import { SPRING_VERSIONS, newSecret, startSpring } from "../brokers/spring.mjs";
import { runNginx } from "../proxies/nginx.mjs";
import { documented } from "./documented.mjs";

/**
 * Starts what `docs/deployment.md` describes: two Spring nodes with RabbitMQ as their broker, behind nginx. One has an
 * older version than the other, as while a new one is rolled out.
 *
 * @returns {Promise<Deployment>}
 *
 * @typedef {object} Deployment
 * @property {string} url the SockJS endpoint, through nginx
 * @property {Awaited<ReturnType<typeof startSpring>>[]} nodes
 * @property {Awaited<ReturnType<typeof startRabbitmq>>} rabbitmq
 * @property {() => Promise<void>} stop
 */
export async function startDeployment() {
  const running = [];
  const stop = async () => {
    for (const server of running.splice(0).reverse()) await server.stop();
  };
  const start = async (starting) => {
    const server = await starting;
    running.push(server);
    return server;
  };

  try {
    const rabbitmq = await start(startRabbitmq());
    const { stompPort, login, passcode } = rabbitmq;
    const properties = { "relay.port": stompPort, "relay.login": login, "relay.passcode": passcode };
    const options = { profile: "relay", secret: newSecret(), properties };
    const nodes = [];
    for (const version of SPRING_VERSIONS) nodes.push(await start(startSpring({ ...options, version })));
    const nginx = await start(startDocumentedNginx(nodes));
    return { url: `${nginx.url}/ws`, nodes, rabbitmq, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** nginx as documented, but for the addresses: those of this machine. @param {{ port: number }[]} nodes */
export async function startDocumentedNginx(nodes) {
  const configuration = await documented("nginx");
  return runNginx((port) => {
    const addresses = {
      "listen 80;": `listen 127.0.0.1:${port};`,
      "10.0.0.1:8080": `127.0.0.1:${nodes[0].port}`,
      "10.0.0.2:8080": `127.0.0.1:${nodes[1].port}`,
    };
    return Object.entries(addresses).reduce((text, [shown, ours]) => {
      if (text.split(shown).length !== 2) throw new Error(`docs/deployment.md does not show ${shown} once`);
      return text.replace(shown, ours);
    }, configuration);
  });
}

/** How many clients a node has, by what they came over. */
export async function connections(node) {
  return (await fetch(`${node.url}/connections`)).json();
}
