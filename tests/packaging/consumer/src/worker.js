import { Client } from "/node_modules/stompwire/dist/index.js";
import { roundTrip, serverUrl } from "./round-trip.js";

const result = roundTrip(Client, serverUrl());
if (globalThis.SharedWorkerGlobalScope) {
  globalThis.onconnect = async ({ ports: [port] }) => port.postMessage(await result);
} else {
  globalThis.postMessage(await result);
}
