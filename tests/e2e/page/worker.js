/** Lets a worker of any kind answer whoever asks. @param {(question: unknown) => Promise<unknown>} reply */
export function answerWith(reply) {
  const answer = async ({ data, ports: [port] }) => port.postMessage(await reply(data));

  if (globalThis.SharedWorkerGlobalScope) {
    addEventListener("connect", ({ ports: [port] }) => (port.onmessage = answer));
  } else {
    // A service worker lives as long as what it is asked to wait for.
    addEventListener("message", (event) => {
      const answered = answer(event);
      event.waitUntil?.(answered);
    });
  }
}
