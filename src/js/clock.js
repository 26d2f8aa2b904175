// The time, which passes while the device sleeps as well.

/** How far the wall clock runs ahead between two looks only where the device has slept, or where somebody has set it. */
const JUMP_MS = 1_000;

let steady = NaN;
let wall = NaN;
let slept = 0;

/** In milliseconds; it never goes back. Where the device sleeps, many a browser's steady clock stands still. */
export function now() {
  const before = steady - wall;
  steady = performance.now();
  wall = Date.now();
  const jump = before - (steady - wall);
  if (jump > JUMP_MS) slept += jump;
  return steady + slept;
}
