import { startDelayProxy } from "../../proxies/delay.mjs";

/** What is to be opened, each through a proxy of its own: no connection and no experience of an earlier one is left. */
export class Openings {
  #target;
  #proxies = [];

  /** @param {string} target the server behind the proxies */
  constructor(target) {
    this.#target = target;
  }

  /**
   * @param {{ peers: string[], network: object }} row
   * @param {number} rounds of all peers; who begins changes
   * @returns {Promise<{ peer: string, url: string }[]>}
   */
  async queue({ peers, network }, rounds) {
    const openings = [];
    const order = [...peers];
    for (let round = 0; round < rounds; round++) {
      for (const peer of order) openings.push({ peer, url: await this.#newWay(network) });
      order.push(order.shift());
    }
    return openings;
  }

  close() {
    return Promise.all(this.#proxies.map((proxy) => proxy.close()));
  }

  async #newWay(network) {
    const proxy = await startDelayProxy({ target: this.#target, ...network });
    this.#proxies.push(proxy);
    return `${proxy.url}/echo`;
  }
}

/**
 * @param {{ peer: string }[]} queue
 * @param {number[]} times of its openings
 * @returns {Record<string, number[]>} the times of each peer
 */
export function byPeer(queue, times) {
  const result = {};
  queue.forEach(({ peer }, at) => (result[peer] ??= []).push(times[at]));
  return result;
}
