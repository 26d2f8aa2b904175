import { Client } from "/node_modules/stompwire/dist/index.js";
import { roundTrip, serverUrl } from "./round-trip.js";

globalThis.result = roundTrip(Client, serverUrl());
