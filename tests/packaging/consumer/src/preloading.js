import { preload } from "stompwire";
import { roundTrip, serverUrl } from "./round-trip.js";

// The client comes in a file of its own, later.
globalThis.result = preload()
  .then(() => import("stompwire"))
  .then(({ Client }) => roundTrip(Client, serverUrl()));
