// What a SockJS server says of itself.

import { Channel } from "./channel.js";
import { ANSWERED, enter, hosts, tell } from "./clients.js";
import { give, read, wasm } from "./memory.js";
import { shortText, statusOf } from "./response.js";

class Info extends Channel {
  _abort = new AbortController();

  /** @param {string} url */
  async _ask(url) {
    try {
      const response = await this._host.fetch(url, { cache: "no-store", redirect: "manual", signal: this._abort.signal });
      const status = statusOf(response);
      const info = status === 200 ? parse(await shortText(response)) : undefined;
      if (!this._isOpen) return;
      this._close();
      if (info) this._inform(info, url);
      else tell(this._client, this._session, this._channel, ANSWERED, status);
    } catch (cause) {
      if (!this._isOpen) return;
      this._close();
      this._host.failing(cause);
      tell(this._client, this._session, this._channel, ANSWERED, 0);
    }
  }

  /** @param {{ websocket?: unknown, base_url?: unknown }} info @param {string} url */
  _inform({ websocket, base_url }, url) {
    enter(() => {
      give([resolve(base_url, url)]);
      wasm?.stompwire_informed(this._client, this._session, this._channel, websocket !== false, performance.now());
    });
  }

  /** @override */
  _release() {
    this._abort.abort();
  }
}

/** @param {string | undefined} text @returns {object | undefined} */
function parse(text) {
  try {
    const info = JSON.parse(text ?? "");
    return typeof info === "object" && info !== null && !Array.isArray(info) ? info : undefined;
  } catch {
    return undefined;
  }
}

/** @param {unknown} url @param {string} base */
function resolve(url, base) {
  try {
    return typeof url === "string" && url !== "" ? new URL(url, base).href : "";
  } catch {
    return "";
  }
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
