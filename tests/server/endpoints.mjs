import sockjs from "sockjs";
import { WebSocketServer } from "ws";

import { PlainChannel, SockJsChannel } from "./channels.mjs";
import { HttpExchange } from "./exchange.mjs";
import { referenceServers } from "./reference.mjs";

const STOMP_PROTOCOLS = ["v12.stomp", "v11.stomp", "v10.stomp"];
const SOCKJS_PREFIX = "/ws";
const PLAIN_PATH = "/stomp";

/** @typedef {import("./channels.mjs").Channel} Channel */
/** @typedef {import("./script.mjs").Rules} Rules */

/**
 * `/stomp`, a plain WebSocket, `/ws`, a SockJS endpoint with its raw `/ws/websocket`, and SockJS's reference endpoints,
 * on one HTTP server: one listener for upgrades hands each to the library its path belongs to.
 */
export class Endpoints {
  #network;
  #scripts;
  #onChannel;
  #protocols;
  #sockets = new Sockets();
  #webSockets;
  /** @type {{ path: RegExp, handle: (request: object, answer: object, head?: Buffer) => void }[]} */
  #sockJs;

  /**
   * @param {object} options
   * @param {import("node:http").Server} options.http
   * @param {import("./network.mjs").Network} options.network what SockJS's requests pass through
   * @param {import("./script.mjs").Scripts} options.scripts
   * @param {(channel: Channel, rules: Rules) => void} options.onChannel
   * @param {string[]} options.protocols sub-protocols beside STOMP's own
   * @param {object} options.sockJs options of npm's sockjs
   * @param {(() => string) | null} options.referenceUrl this server's, where it has the reference endpoints
   */
  constructor({ http, network, scripts, onChannel, protocols, sockJs, referenceUrl }) {
    this.#network = network;
    this.#scripts = scripts;
    this.#onChannel = onChannel;
    this.#protocols = protocols;
    this.#webSockets = new WebSocketServer({
      noServer: true,
      handleProtocols: (offered) => this.#chooseProtocol([...offered]),
    });
    const references = referenceUrl ? referenceServers({ url: referenceUrl, sockJs }) : [];
    this.#sockJs = [[SOCKJS_PREFIX, this.#sockJsServer(sockJs)], ...references].map(([prefix, server]) => ({
      path: new RegExp(`^${prefix}(/|$)`),
      handle: server.middleware(),
    }));
    http.on("connection", (socket) => this.#sockets.add(socket));
    http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Answers a SockJS request. @returns {boolean} false where the path is another's */
  request(request, response) {
    const handle = this.#sockJsAt(request);
    if (!handle) return false;
    this.#network.request(request, response);
    const rules = this.#scripts.claim("request", request.url);
    rules.apply("request", null, new HttpExchange(request), () => handle(request, response));
    return true;
  }

  /** Ends every TCP connection. */
  destroy() {
    this.#sockets.destroy();
  }

  #upgrade(request, socket, head) {
    // A client may leave before it is answered.
    socket.on("error", () => {});
    const handleSockJs = this.#sockJsAt(request);
    const answer = () => this.#answerUpgrade(request, socket, head, handleSockJs);
    if (handleSockJs) this.#network.upgrade(request, answer);
    else answer();
  }

  #answerUpgrade(request, socket, head, handleSockJs) {
    const rules = this.#scripts.claim("connection", request.url);
    const exchange = new HttpExchange(request);
    rules.apply("upgrade", null, exchange, () => {
      if (request.url.split("?")[0] === PLAIN_PATH) {
        this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
          this.#onChannel(new PlainChannel(webSocket, request), rules);
        });
      } else if (handleSockJs) {
        this.#sockets.remember(socket, rules);
        handleSockJs(request, socket, head);
      } else {
        exchange.status(404);
      }
    });
  }

  #sockJsAt({ url }) {
    return this.#sockJs.find(({ path }) => path.test(url))?.handle;
  }

  #sockJsServer(options) {
    const server = sockjs.createServer({ prefix: SOCKJS_PREFIX, log: () => {}, ...options });
    server.on("connection", (connection) => {
      const socket = this.#sockets.of(connection);
      const rules = this.#sockets.rulesOf(socket) ?? this.#scripts.claim("connection", connection.url);
      this.#onChannel(new SockJsChannel(connection, () => this.#sockets.of(connection)), rules);
    });
    return server;
  }

  /** STOMP 1.2 names no order: the client's first choice that this server knows, or none. */
  #chooseProtocol(offered) {
    const choose = (known) => offered.find((protocol) => known.includes(protocol));
    return choose(STOMP_PROTOCOLS) ?? choose(this.#protocols) ?? false;
  }
}

/** The open TCP connections. sockjs tells only the port of the one that a session came on. */
class Sockets {
  #byPort = new Map();
  #rules = new WeakMap();

  add(socket) {
    this.#byPort.set(socket.remotePort, socket);
    const port = socket.remotePort;
    socket.on("close", () => this.#byPort.delete(port));
  }

  of({ remotePort }) {
    return this.#byPort.get(remotePort);
  }

  remember(socket, rules) {
    this.#rules.set(socket, rules);
  }

  rulesOf(socket) {
    return this.#rules.get(socket);
  }

  destroy() {
    for (const socket of this.#byPort.values()) socket.destroy();
  }
}
