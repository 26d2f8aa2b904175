import sockjs from "sockjs";

/** Small, so that a stream begins anew often; a production server's; both in characters. */
const TEST_LIMIT = 4_096;
const USUAL_LIMIT = 128 * 1_024;

/**
 * The endpoints of SockJS's own test server, which clients are tried with: plain text, no STOMP.
 *
 * @param {object} options
 * @param {() => string} options.url this server's
 * @param {object} options.sockJs options of npm's sockjs
 * @returns {[prefix: string, server: object][]} servers of npm's sockjs, by their paths
 */
export function referenceServers({ url, sockJs }) {
  const foreign = () => url().replace("127.0.0.1", "localhost");
  /** @type {Record<string, [onConnection: (connection: object) => void, options?: object]>} */
  const endpoints = {
    "/echo": [echo],
    "/echo_128k": [echo, { response_limit: USUAL_LIMIT }],
    "/disabled_websocket_echo": [echo, { websocket: false }],
    "/cookie_needed_echo": [echo, { jsessionid: true }],
    "/base_url_echo": [echo, { base_url: () => `${url()}/echo` }],
    "/foreign_base_url_echo": [echo, { base_url: () => `${foreign()}/echo` }],
    "/close": [close],
    "/amplify": [amplify],
    "/broadcast": [broadcaster()],
  };
  return Object.entries(endpoints).map(([prefix, [onConnection, options]]) => {
    const server = sockjs.createServer({ prefix, log: () => {}, response_limit: TEST_LIMIT, ...sockJs, ...options });
    server.on("connection", onConnection);
    return [prefix, server];
  });
}

function echo(connection) {
  connection.on("data", (message) => connection.write(message));
}

function close(connection) {
  connection.close(3_000, "Go away!");
}

/** Answers 2ⁿ characters to n, 1 to 18. */
function amplify(connection) {
  connection.on("data", (message) => {
    const exponent = Math.floor(Number(message));
    connection.write("x".repeat(2 ** (exponent >= 1 && exponent <= 18 ? exponent : 1)));
  });
}

function broadcaster() {
  const connections = new Set();
  return (connection) => {
    connections.add(connection);
    connection.on("close", () => connections.delete(connection));
    connection.on("data", (message) => {
      for (const listener of connections) listener.write(message);
    });
  };
}
