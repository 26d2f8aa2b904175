// What a SockJS server says of itself.

import { Channel } from "./channel.js";
import { ANSWERED, enter, hosts, tell } from "./clients.js";
import { now } from "./clock.js";
import { give, read, wasm } from "./memory.js";
import { shortText, statusOf } from "./response.js";

class Info extends Channel {
  _abort = new AbortController();

  /** @param {string} url */
  async _ask(url) {
    let status = 0;
    /** @type {{ websocket: boolean, baseUrl: string } | undefined} */
    let info;
    try {
      const response = await this._host.fetch(url, { cache: "no-store", redirect: "manual", signal: this._abort.signal });
      const text = response.status === 200 ? await shortText(response) : "";
      status = statusOf(response);
      if (status === 200) info = understand(JSON.parse(text), url);
    } catch (cause) {
      if (this._isOpen && status === 0) this._host.failing(cause);
    }
    if (!this._isOpen) return;
    this._close();
    if (info) this._inform(info);
    else tell(this._client, this._session, this._channel, ANSWERED, status);
  }

  /** @param {{ websocket: boolean, baseUrl: string }} info */
  _inform({ websocket, baseUrl }) {
    enter(() => {
      give([baseUrl]);
      wasm.stompwire_informed(this._client, this._session, this._channel, websocket, now());
    });
  }

  /** @override */
  _release() {
    this._abort.abort();
  }
}

/**
 * Throws where it makes no sense.
 *
 * @param {any} info
 * @param {string} url
 */
function understand(info, url) {
  if (Array.isArray(info) || typeof info !== "object") throw new TypeError("/info is no object");
  const { websocket, base_url } = info;
  return { websocket: websocket !== false, baseUrl: typeof base_url === "string" && base_url ? new URL(base_url, url).href : "" };
}

/**
 * @param {number} client
 * @param {number} session
 * @param {number} channel
 * @param {number} url
 * @param {number} urlLength
 */
export function open_info(client, session, channel, url, urlLength) {
  const host = hosts.get(client);
  if (host) new Info(host, client, session, channel)._ask(read(url, urlLength));
}
