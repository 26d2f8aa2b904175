const worker = new Worker(`src/worker.js${location.search}`, { type: "module" });

globalThis.result = new Promise((resolve) => {
  worker.onmessage = ({ data }) => resolve(data);
});
