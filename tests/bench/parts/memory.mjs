import { inKilobytes } from "./sizes.mjs";
import { verdictAtMost } from "./verdict.mjs";

const FRAME_BYTES = 4 * 1024 * 1024;
const PIECES = [1, 1_000, 100_000];

export const title = "A frame that never ends, until it is refused at 4 MiB";
export const header = ["in pieces of", "memory MiB", "of the limit", "must", ""];

export async function measure({ inPage }) {
  const results = [];
  for (const pieceBytes of PIECES) {
    results.push({ pieceBytes, grown: await inPage("memory", { frameBytes: FRAME_BYTES, pieceBytes }) });
  }
  return results;
}

export function present(results) {
  return results.map(({ pieceBytes, grown }) => {
    const share = grown / FRAME_BYTES;
    const pieces = pieceBytes === 1 ? "1 byte" : inKilobytes(pieceBytes);
    return [pieces, (grown / 1024 / 1024).toFixed(1), share.toFixed(2), ...verdictAtMost(share, 2, "")];
  });
}
