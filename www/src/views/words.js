/** The states of a connection. @type {Record<import("../connection.js").Connection["state"], string>} */
export const STATES = {
  inactive: "Not connected",
  waiting: "Not connected",
  connecting: "Connecting…",
  connected: "Connected",
  disconnecting: "Disconnecting…",
};
