/**
 * The clients of a page, one per transport.
 *
 * @implements {import("./crew.mjs").Crew}
 */
export class PageCrew {
  #page;

  /** @param {import("../e2e/pages.mjs").Page} page @param {string} url the SockJS endpoint */
  static async start(page, url) {
    await page.evaluate(async (url) => {
      globalThis.members = await Promise.all(
        ["websocket", "xhr-streaming", "xhr-polling"].map(async (transport) => {
          const client = new Client(url, { transports: [transport] });
          const report = { heard: [], sent: [], confirmed: [], rejected: [] };
          await client.connect();
          await client.subscribe("/topic/news", ({ body }) => report.heard.push(body)).ready;
          return { client, report, name: transport };
        }),
      );
    }, url);
    return new PageCrew(page);
  }

  constructor(page) {
    this.#page = page;
  }

  send(destination, count) {
    return this.#page.evaluate(
      ([destination, count]) => {
        for (const { client, report, name } of members) {
          for (let each = 0; each < count; each += 1) {
            const body = `${name} ${report.sent.length}`;
            report.sent.push(body);
            client.send(destination, body, { retry: true }).then(
              () => report.confirmed.push(body),
              (error) => report.rejected.push(`${body}: ${error}`),
            );
          }
        }
      },
      [destination, count],
    );
  }

  reports() {
    return this.#page.evaluate(() =>
      members.map(({ client, report }) => ({ ...report, connected: client.state === "connected" })),
    );
  }
}
