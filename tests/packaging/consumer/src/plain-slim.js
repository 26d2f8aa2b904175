import { Client, preload } from "/node_modules/stompwire/dist/slim.js";
import { roundTrip, serverUrl } from "./round-trip.js";

globalThis.result = preload("/node_modules/stompwire/dist/stompwire.wasm").then(() => roundTrip(Client, serverUrl()));
