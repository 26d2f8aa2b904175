const CONNECTED = "CONNECTED\nversion:1.2\nserver:bench/1.0\nheart-beat:0,0\n\n\0";

/** A socket with a server in it that answers CONNECT; whoever holds it delivers through `onmessage`. */
export class FakeSocket {
  readyState = 1;
  binaryType = "arraybuffer";
  bufferedAmount = 0;
  onopen = null;
  onmessage = null;
  onclose = null;
  onerror = null;
  /** A sum of what was sent: nobody can say it was not used. */
  sent = 0;

  send(data) {
    // A browser's socket reads a text from end to end; reading one character makes a rope flat as well.
    this.sent += data.charCodeAt(data.length - 1);
    if (data.startsWith("CONNECT\n")) queueMicrotask(() => this.onmessage({ data: CONNECTED }));
  }

  close() {
    this.readyState = 3;
  }
}
