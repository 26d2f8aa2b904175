/** Bodies, in bytes. */
export const SIZES = [100, 1_000, 10_000, 100_000];

/** @param {number} size */
export function inKilobytes(size) {
  return `${size / 1_000} KB`;
}
