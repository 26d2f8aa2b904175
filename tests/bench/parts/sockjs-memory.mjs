import { FLOOD_BYTES } from "../endpoints.mjs";
import { verdictAtMost } from "./verdict.mjs";

const MUST_MB = 5;

export const title = "SockJS, what a page has grown by when so much has come in one response over xhr-streaming";
export const header = ["received", "stompwire MB", "sockjs-client MB", "must", ""];
export const page = "sockjs.html";

export async function measure({ inPage, source, quick }) {
  const options = { url: `${source.url}flood`, bytes: (quick ? 25 : 100) * FLOOD_BYTES, pieceBytes: FLOOD_BYTES };
  const grownBy = (peer) => inPage("sockjs-memory", { ...options, peer });
  return { bytes: options.bytes, ours: await grownBy("ours"), theirs: await grownBy("theirs") };
}

export function present({ bytes, ours, theirs }) {
  if (ours === null) return [["not measured: this browser does not tell", "", "", "", ""]];
  const megabytes = (value) => (value / 1_000_000).toFixed(1);
  return [[`${bytes / 1_000_000} MB`, megabytes(ours), megabytes(theirs), ...verdictAtMost(ours / 1_000_000, MUST_MB, " MB")]];
}
