globalThis.result = import("./round-trip.js").then(({ serverUrl, sockJsRoundTrip }) =>
  sockJsRoundTrip(SockJS, serverUrl()),
);
