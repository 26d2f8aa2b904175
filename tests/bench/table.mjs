/**
 * Lines of a table: the first column to the left, numbers to the right.
 *
 * @param {string[]} header
 * @param {string[][]} rows
 * @param {boolean} markdown
 */
export function table(header, rows, markdown) {
  const widths = header.map((name, column) => Math.max(...[name, ...rows.map((row) => row[column])].map((cell) => cell.length)));
  const line = (cells) => cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])));
  if (!markdown) return [header, ...rows].map((cells) => line(cells).join("  ").trimEnd());
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(header), rule, ...rows.map(line)].map((cells) => `| ${cells.join(" | ")} |`);
}
