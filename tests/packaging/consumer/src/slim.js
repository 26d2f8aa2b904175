import { Client, preload } from "stompwire/slim";
import { roundTrip, serverUrl } from "./round-trip.js";

globalThis.result = preload(new URL("stompwire/stompwire.wasm", import.meta.url)).then(() =>
  roundTrip(Client, serverUrl()),
);
