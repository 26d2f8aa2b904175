// Error codes in plain words: what has happened, and what can be done about it.

/**
 * Why there is no connection.
 *
 * @param {import("stompwire").StompError} error
 * @param {boolean} goesOn whether the client tries again by itself
 * @returns {{ what: string, advice: string }}
 */
export function connectionProblem(error, goesOn) {
  if (goesOn && !navigator.onLine) {
    return { what: "This device is offline.", advice: "The chat comes back when the network does." };
  }
  const [what, advice] = CONNECTION[error.code] ?? [`Something went wrong: ${error.message}.`, "Connect again, or reload the page."];
  const said = error.frame?.header("message");
  return { what: said ? `${what} It said: “${said}”.` : what, advice };
}

/** @type {Partial<Record<import("stompwire").ErrorCode, [what: string, advice: string]>>} */
const CONNECTION = {
  "connection-failed": ["The chat server cannot be reached.", "Check your network, or start the server if it is yours."],
  "all-transports-failed": ["The chat server cannot be reached.", "How each attempt ended is listed beside the transports."],
  "connection-lost": ["The connection to the chat server was lost.", "Your network or the server went away."],
  "connect-timeout": ["The chat server does not answer.", "It may be busy, or something between you and it may block WebSockets."],
  "heartbeat-timeout": ["The chat server has gone silent.", "Your network may be down without having said so."],
  "refused": ["The chat server did not let you in.", "Choose another name, or connect again."],
  "unsupported-version": ["The chat server speaks no version of STOMP that this page knows.", "Whoever runs the server has to change that."],
  "suspended": ["The connection rested while this page was away.", "It comes back with the page."],
  "protocol": ["The chat server sent something that is not STOMP.", "If it happens again, tell whoever runs the server."],
  "server-error": ["The chat server ended the connection.", "If it happens again, tell whoever runs the server."],
  "wasm-blocked": ["This page is not allowed to run WebAssembly.", "Whoever runs it has to add 'wasm-unsafe-eval' to its Content-Security-Policy."],
  "wasm-failed": ["A part of this page could not be started.", "Reload the page, or use a newer browser."],
  "fatal": ["A part of this page has crashed.", "Connect again; it starts afresh."],
};

/** Why a message was not sent, or is not known to be. @param {import("stompwire").StompError} error */
export function sendingProblem(error) {
  return SENDING[error.code] ?? `Not sent: ${error.message}.`;
}

/** @type {Partial<Record<import("stompwire").ErrorCode, string>>} */
const SENDING = {
  "not-connected": "Not sent: there is no connection.",
  "disconnected": "Not sent: the connection was ended here first.",
  "outbox-full": "Not sent: too much waits for a connection already.",
  "outbox-expired": "Not sent: there was no connection for too long.",
  "unconfirmed": "The connection ended before the server confirmed this. It may have arrived.",
  "receipt-timeout": "The server has not confirmed this. It may have arrived.",
};
