import { HttpExchange } from "./exchange.mjs";
import { answer, readJson } from "./json.mjs";

/** What each kind of traffic may meet, the first by default. */
const FATES = { websocket: ["pass", "block", "swallow"], streaming: ["pass", "buffer"] };

/**
 * The network between clients and SockJS endpoints, as good or bad as somebody wants to see it. Changes concern the
 * requests that come after them.
 *
 * @typedef {{ websocket: "pass" | "block" | "swallow", streaming: "pass" | "buffer" }} State
 */
export class Network {
  /** @type {State} */
  #state = { websocket: "pass", streaming: "pass" };

  /** @returns {State} */
  get state() {
    return { ...this.#state };
  }

  /** @param {Partial<State>} changes @throws {TypeError} that names what is wrong */
  change(changes) {
    for (const [traffic, fate] of Object.entries(changes)) {
      if (!Object.hasOwn(FATES, traffic)) throw new TypeError(`a network has no ${traffic}`);
      const fates = FATES[traffic];
      if (!fates.includes(fate)) throw new TypeError(`${traffic} must be one of ${fates.join(", ")}: ${fate}`);
    }
    Object.assign(this.#state, changes);
  }

  /** Lets a WebSocket upgrade through, or deals with it. @param {() => void} pass */
  upgrade(request, pass) {
    if (this.#state.websocket === "pass") pass();
    else if (this.#state.websocket === "block") new HttpExchange(request).status(403);
    // Nobody else reads what is upgraded, and unread the end of the connection would go unnoticed.
    else request.socket.resume().on("end", () => request.socket.destroy());
  }

  /** Sees to how the answer to a request travels. It has not begun yet. */
  request(request, response) {
    const streams = /\/xhr_streaming\/?(\?|$)/.test(request.url);
    if (streams && this.#state.streaming === "buffer") holdBack(response);
  }
}

/** Answers `/network`. @param {Network} network */
export function networkHandler(network) {
  return async (request, response) => {
    if (request.method === "GET") return answer(response, 200, network.state);
    if (request.method !== "POST") return response.writeHead(405, { allow: "GET, POST" }).end();
    try {
      network.change(await readJson(request));
      answer(response, 200, network.state);
    } catch (error) {
      answer(response, 400, { error: error.message });
    }
  };
}

/** Sends nothing of a response, headers included, before all of it is there. */
function holdBack(response) {
  const chunks = [];
  const end = response.end.bind(response);
  // What is only written down as a head leaves with the first byte of the body.
  response.write = (chunk, encoding) => {
    chunks.push(Buffer.from(chunk, encoding));
    return true;
  };
  response.end = (chunk = "", encoding) => end(Buffer.concat([...chunks, Buffer.from(chunk, encoding)]));
}
