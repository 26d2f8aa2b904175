const { port } = new SharedWorker(`src/worker.js${location.search}`, { type: "module" });

globalThis.result = new Promise((resolve) => {
  port.onmessage = ({ data }) => resolve(data);
});
