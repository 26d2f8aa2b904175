import { readFile } from "node:fs/promises";

/**
 * The code that `docs/deployment.md` shows in a language.
 *
 * @param {"java" | "js" | "nginx"} language
 */
export async function documented(language) {
  const text = await readFile(new URL("../../docs/deployment.md", import.meta.url), "utf8");
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, name]) => name === language);
  if (blocks.length !== 1) throw new Error(`docs/deployment.md shows ${blocks.length} blocks of ${language}`);
  return blocks[0][2];
}
