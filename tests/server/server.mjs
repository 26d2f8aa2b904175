import { once } from "node:events";
import { createServer } from "node:http";

import { Broker } from "./broker.mjs";
import { Connection } from "./connection.mjs";
import { Control, controlHandler } from "./control.mjs";
import { registerEcho } from "./echo.mjs";
import { Endpoints } from "./endpoints.mjs";
import { Network, networkHandler } from "./network.mjs";
import { Rooms } from "./rooms.mjs";
import { Scripts } from "./script.mjs";
import { Session } from "./session.mjs";
import { staticHandler } from "./static.mjs";
import { Users } from "./users.mjs";

const SOFTWARE = "stompwire-demo/1.0";

/**
 * Starts the demo server on 127.0.0.1.
 *
 * @param {object} [options]
 * @param {number} [options.port] 0, the default, picks a free one
 * @param {string} [options.static] a folder served at `/`
 * @param {boolean} [options.control] whether `/control/…` answers and what clients send is recorded; default false
 * @param {Record<string, string>} [options.users] login → passcode; other logins need none
 * @param {[number, number]} [options.heartbeat] what the server offers: sends, expects (ms)
 * @param {string[]} [options.protocols] sub-protocols accepted beside STOMP's own
 * @param {number} [options.maxFrameBytes]
 * @param {object} [options.sockJs] options of npm's sockjs, such as `response_limit`
 * @param {boolean} [options.reference] whether SockJS's reference endpoints, such as `/echo`, answer; default false
 */
export async function startServer({
  port = 0,
  static: folder,
  control: controlled = false,
  users: passcodes = { user: "secret" },
  heartbeat = [10_000, 10_000],
  protocols = ["my-team-custom"],
  maxFrameBytes = 16 * 1024 * 1024,
  sockJs = {},
  reference = false,
} = {}) {
  const broker = new Broker();
  new Rooms(broker);
  registerEcho(broker);
  const users = new Users(passcodes);
  const scripts = new Scripts();
  /** @type {Map<string, Connection>} */
  const connections = new Map();
  const control = new Control({ scripts, broker, connections });

  let opened = 0;
  function onChannel(channel, rules) {
    opened += 1;
    const id = `c${opened}`;
    const openSession = (wire) => new Session({ broker, users, wire, heartbeat, software: SOFTWARE });
    const onClose = () => controlled || connections.delete(id);
    connections.set(
      id,
      new Connection({ id, channel, rules, openSession, maxFrameBytes, record: controlled, onClose }),
    );
  }

  const http = createServer();
  const network = new Network();
  const url = () => `http://127.0.0.1:${http.address().port}`;
  const referenceUrl = reference ? url : null;
  const endpoints = new Endpoints({ http, network, scripts, onChannel, protocols, sockJs, referenceUrl });
  const handleNetwork = networkHandler(network);
  const handleControl = controlled ? controlHandler(control) : null;
  const serveFile = folder ? staticHandler(folder) : (_request, response) => response.writeHead(404).end();
  http.on("request", (request, response) => {
    if (request.url === "/health") response.end("ok");
    else if (request.url === "/network") handleNetwork(request, response);
    else if (handleControl && request.url.startsWith("/control/")) handleControl(request, response);
    else if (!endpoints.request(request, response)) serveFile(request, response);
  });

  http.listen(port, "127.0.0.1");
  await once(http, "listening");

  let closed;
  async function end() {
    const ended = once(http, "close");
    http.close();
    for (const connection of connections.values()) connection.terminate();
    endpoints.destroy();
    await ended;
  }

  return {
    url: url(),
    port: http.address().port,
    broker,
    control,
    network,
    /** Ends every connection and frees the port, once. */
    close() {
      return (closed ??= end());
    },
  };
}
