import { roundTrip, sockJsRoundTrip } from "./round-trip.js";

/** What a consumer of two entries does: a round trip with each, counting how often WebAssembly is loaded. */
export async function bothRoundTrips(Client, SockJS, url) {
  let modules = 0;
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = (...given) => {
    modules += 1;
    return instantiate(...given);
  };
  const texts = await Promise.all([roundTrip(Client, url), sockJsRoundTrip(SockJS, url)]);
  return { texts, modules };
}
