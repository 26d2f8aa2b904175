// One call of `fetch`, whose network is the test.

const { Response, TextEncoder } = globalThis;

const encoder = new TextEncoder();

export class Request {
  constructor(url, init) {
    this.url = url;
    this.init = init;
    this.response = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    init.signal.addEventListener("abort", () => this.fail("it was aborted"));
    /** Whether nobody reads the answer any more. */
    this.cancelled = false;
  }

  // What the test sees.

  /** What it asks, of what, and with which body. */
  line() {
    const { method = "GET", body } = this.init;
    return [method, this.url.split("/").at(-1), body].join(" ").trim();
  }

  /** How the browser is to treat it. */
  modes() {
    const { cache, redirect, keepalive } = this.init;
    return [cache, redirect, keepalive && "keepalive"].filter(Boolean).join(" ");
  }

  isAborted() {
    return this.init.signal.aborted;
  }

  // What the network does.

  /** Answers with the headers alone. */
  answer(status) {
    const body = new ReadableStream({
      start: (controller) => (this.body = controller),
      cancel: () => void (this.cancelled = true),
    });
    this.resolve(new Response(NO_BODY.includes(status) ? null : body, { status }));
  }

  /** Answers as a runtime does that has no streams. */
  answerWithoutStream(text) {
    this.resolve({ status: 200, body: undefined, text: async () => text });
  }

  /** Answers as a browser shows a redirect that it was told not to follow. */
  redirect() {
    this.resolve({ type: "opaqueredirect", status: 0, body: null, text: async () => "" });
  }

  /** Answers after a redirect that was followed all the same. */
  follow() {
    this.resolve({ type: "basic", redirected: true, status: 200, body: null, text: async () => "" });
  }

  chunk(text) {
    this.chunkBytes(encoder.encode(text));
  }

  chunkBytes(bytes) {
    // A copy, because they may be the module's memory.
    this.body.enqueue(bytes.slice());
  }

  end() {
    this.body.close();
  }

  fail(message) {
    const cause = new TypeError(message);
    this.reject(cause);
    try {
      this.body?.error(cause);
    } catch {
      // It had ended before.
    }
  }
}

const NO_BODY = [204, 304];
