import { Client } from "stompwire";
import SockJS from "stompwire/sockjs-client";
import { bothRoundTrips } from "../src/both.js";
import { serverUrl } from "../src/round-trip.js";

globalThis.result = bothRoundTrips(Client, SockJS, serverUrl());
