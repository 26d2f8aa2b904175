/** A subscription that outlives its client: the next client gets it too, until `unsubscribe()`. */
export class LastingSubscription {
  #destination;
  #handle;
  #forget;
  /** @type {import("stompwire").Subscription} */
  #current;

  /**
   * @param {string} destination
   * @param {(message: import("stompwire").Message) => void} handle
   * @param {(subscription: LastingSubscription) => void} forget called when no client is to get it any more
   */
  constructor(destination, handle, forget) {
    this.#destination = destination;
    this.#handle = handle;
    this.#forget = forget;
  }

  /** @param {import("stompwire").Client} client */
  moveTo(client) {
    this.#current = client.subscribe(this.#destination, this.#handle);
  }

  async unsubscribe() {
    this.#forget(this);
    await this.#current.unsubscribe();
  }
}
