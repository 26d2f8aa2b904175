import { checkActions, NOW, perform } from "./actions.mjs";
import { answer, readJson } from "./json.mjs";

/** What tests do to the server: script failures, look at connections, publish. In process, or over HTTP. */
export class Control {
  #server;

  /**
   * @param {object} server
   * @param {import("./script.mjs").Scripts} server.scripts
   * @param {import("./broker.mjs").Broker} server.broker
   * @param {Map<string, import("./connection.mjs").Connection>} server.connections live ones and past ones
   */
  constructor(server) {
    this.#server = server;
  }

  /** @param {import("./script.mjs").Script} script for connections to come */
  script(script) {
    this.#server.scripts.add(script);
  }

  /** All connections since the last reset, oldest first. */
  connections() {
    return [...this.#server.connections.values()].map((connection) => connection.describe());
  }

  /** @param {string} id */
  connection(id) {
    return this.#find(id).describe();
  }

  /** @param {string} id @param {import("./actions.mjs").Action[]} actions done to an open connection, now */
  do(id, actions) {
    const connection = this.#find(id);
    checkActions(actions, NOW);
    return perform(actions, connection, () => {});
  }

  /** @param {{ destination: string, headers?: Record<string, string>, body?: string }} from the server */
  publish({ destination, headers = {}, body = "" }) {
    if (typeof destination !== "string") throw new TypeError("a message needs a destination");
    this.#server.broker.publish({ destination, headers: Object.entries(headers), body });
  }

  /** Ends every connection and forgets scripts, records and waiting messages. */
  reset() {
    for (const connection of this.#server.connections.values()) connection.terminate();
    this.#server.connections.clear();
    this.#server.scripts.clear();
    this.#server.broker.clear();
  }

  #find(id) {
    const connection = this.#server.connections.get(id);
    if (!connection) throw new RangeError(`no connection ${id}`);
    return connection;
  }
}

/** Answers `/control/…`. @param {Control} control */
export function controlHandler(control) {
  const routes = [
    ["GET", /^\/control\/connections$/, () => control.connections()],
    ["GET", /^\/control\/connections\/([^/]+)$/, (id) => control.connection(id)],
    ["POST", /^\/control\/connections\/([^/]+)\/do$/, (id, actions) => control.do(id, actions)],
    ["POST", /^\/control\/scripts$/, (script) => control.script(script)],
    ["POST", /^\/control\/publish$/, (message) => control.publish(message)],
    ["POST", /^\/control\/reset$/, () => control.reset()],
  ];

  return async (request, response) => {
    // Tests drive this from pages of other origins.
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "content-type");
    if (request.method === "OPTIONS") return answer(response, 204);
    const [pathname] = request.url.split("?");
    const route = routes.find(([method, path]) => method === request.method && path.test(pathname));
    if (!route) return answer(response, 404, { error: `no ${request.method} ${pathname}` });
    const [method, path, act] = route;
    try {
      const parameters = path.exec(pathname).slice(1);
      if (method === "POST") parameters.push(await readJson(request));
      answer(response, 200, (await act(...parameters)) ?? {});
    } catch (error) {
      answer(response, error instanceof RangeError ? 404 : 400, { error: error.message });
    }
  };
}
