/** The states of a connection. @type {Record<import("stompwire").State, string>} */
export const STATES = {
  inactive: "Not connected",
  connecting: "Connecting…",
  connected: "Connected",
  disconnecting: "Disconnecting…",
};
