// The server and the session in an address: the core's, or those that the page has asked for.

/** One object's names. The core's address of a session is `<base>/<server>/<session>/<transport>`. */
export class SessionNames {
  /** What the core's session is called, where the page has a function for it. @type {Map<string, string>} */
  #names = new Map();
  #server;
  #sessionId;

  /**
   * @param {string} [server]
   * @param {number | (() => string)} [sessionId] the length of the name, or what makes one
   */
  constructor(server, sessionId) {
    this.#server = server;
    this.#sessionId = sessionId;
  }

  /** @param {string} url */
  rename(url) {
    const [address = "", ...query] = url.split("?");
    const parts = address.split("/");
    const [server = "", session = "", transport] = parts.slice(-3);
    if (transport === "info") return url;
    parts.splice(-3, 2, String(this.#server || server), this.#name(session));
    return [parts.join("/"), ...query].join("?");
  }

  /** A session keeps its name in all its requests. @param {string} session */
  #name(session) {
    if (typeof this.#sessionId !== "function") return session.slice(0, this.#sessionId || session.length);
    const name = this.#names.get(session) ?? String(this.#sessionId());
    this.#names.set(session, name);
    return name;
  }
}
