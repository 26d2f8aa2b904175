import { Client } from "/node_modules/stompwire/dist/index.js";
import SockJS from "/node_modules/stompwire/dist/sockjs-client.js";
import { bothRoundTrips } from "./both.js";
import { serverUrl } from "./round-trip.js";

globalThis.result = bothRoundTrips(Client, SockJS, serverUrl());
