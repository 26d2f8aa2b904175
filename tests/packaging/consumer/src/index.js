import { Client } from "stompwire";
import { roundTrip, serverUrl } from "./round-trip.js";

globalThis.result = roundTrip(Client, serverUrl());
