import { after, before, describe } from "node:test";

import { missing } from "../brokers/requirements.mjs";
import { startSpring } from "../brokers/spring.mjs";
import { survivesOutages } from "./outages.mjs";
import { usePages } from "./pages.mjs";

const lacking = (await missing()).find(({ server }) => server === "spring");
const skip = lacking && `${lacking.what} is missing`;

const { open } = usePages();

describe("a page survives a Spring", { timeout: 180_000, skip }, () => {
  let spring;

  // What has waited is sent right after the SUBSCRIBE that is to hear it.
  const properties = { "stomp.heart-beat": 1_000, "stomp.preserve-order": true };
  before(async () => (spring = await startSpring({ properties })));
  after(() => spring.stop());

  for (const transport of ["websocket", "xhr-streaming", "xhr-polling"]) {
    describe(`that it has over ${transport}`, () => {
      survivesOutages(
        open,
        () => spring,
        () => [`${spring.url}/ws`, { transports: [transport] }],
      );
    });
  }
});
