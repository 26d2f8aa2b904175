// A WebSocket whose network is the test.

export class Socket {
  constructor(url, protocols) {
    this.url = url;
    this.protocols = protocols;
    this.readyState = 0;
    this.binaryType = "blob";
    this.bufferedAmount = 0;
    this.onopen = this.onmessage = this.onclose = this.onerror = null;
    /** What was sent and not yet looked at. */
    this.sent = [];
    /** What it was closed with; 0 before. */
    this.closedWith = 0;
    /** What `send` throws. */
    this.fault = undefined;
  }

  send(data) {
    if (this.fault) throw this.fault;
    this.sent.push(data);
  }

  close(code) {
    this.readyState = 2;
    this.closedWith = code ?? 1005;
  }

  // What the network does.

  open() {
    this.readyState = 1;
    this.onopen?.({});
  }

  receive(data) {
    this.onmessage?.({ data });
  }

  receiveBlob(text) {
    this.receive(new Blob([text]));
  }

  drop(code, reason, wasClean) {
    this.readyState = 3;
    this.onclose?.({ code, reason, wasClean });
  }

  /** The same events, on their way already: whoever closes the socket now does not stop them. */
  queued() {
    return Object.assign(new Socket(this.url, this.protocols), this);
  }

  // What the test sees.

  frames() {
    return this.sent.splice(0);
  }

  breakSend(message) {
    this.fault = new Error(message);
  }
}
