const { Client } = stompwire;

globalThis.result = import("./round-trip.js").then(({ roundTrip, serverUrl }) => roundTrip(Client, serverUrl()));
