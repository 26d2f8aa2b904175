/**
 * What a measurement is beside what was promised.
 *
 * @param {number} value
 * @param {number | undefined} must
 * @param {number | undefined} goal
 * @returns the table's last three cells
 */
export function verdictAtLeast(value, must, goal) {
  if (must === undefined) return ["", "", ""];
  const verdict = value < must ? "MISSED" : value < goal ? "ok" : "goal";
  return [`≥ ${must}`, goal > must ? `${goal}` : "", verdict];
}

/**
 * @param {number} value
 * @param {number} must
 * @param {string} unit
 * @returns the table's last two cells
 */
export function verdictAtMost(value, must, unit) {
  return [`≤ ${must}${unit}`, value <= must ? "ok" : "MISSED"];
}
