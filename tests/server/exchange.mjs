import { STATUS_CODES } from "node:http";

/** An HTTP request that a script answers, an upgrade or any other: the actions, by name. */
export class HttpExchange {
  #socket;

  constructor(request) {
    this.#socket = request.socket;
  }

  /** @param {number} code written as plain HTTP: an upgrade has no response object */
  status(code) {
    const text = `${code} ${STATUS_CODES[code] ?? ""}`;
    this.#socket.end(
      `HTTP/1.1 ${text}\r\nconnection: close\r\ncontent-type: text/plain\r\ncontent-length: ${text.length}\r\n` +
        `access-control-allow-origin: *\r\n\r\n${text}`,
    );
  }

  reset() {
    this.#socket.resetAndDestroy();
  }
}
