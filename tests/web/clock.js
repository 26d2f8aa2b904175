// Time that passes only when a test says so.

const { setTimeout, clearTimeout } = globalThis;
const { now } = Date;

/** What a browser's timer can hold; a longer wait is none. */
const LONGEST = 0x7fff_ffff;

const EPOCH = now();

/** @type {Map<number, { at: number, act: () => void }>} */
const timers = new Map();
let time = 0;
/** How long the device has slept: the wall clock has gone on, the other one has not. */
let slept = 0;
let lastTimer = 0;

export function install() {
  timers.clear();
  // A page is never opened at a whole millisecond.
  time = 1_000.5;
  slept = 0;
  performance.now = () => time;
  Date.now = () => EPOCH + time + slept;
  globalThis.setTimeout = (act, wait) => {
    timers.set(++lastTimer, { at: time + (wait > LONGEST ? 0 : wait), act });
    return lastTimer;
  };
  globalThis.clearTimeout = (timer) => timers.delete(timer);
}

export function restore() {
  delete performance.now;
  Date.now = now;
  Object.assign(globalThis, { setTimeout, clearTimeout });
}

/** Lets time pass without a timer, as where the page is busy. */
export function block(ms) {
  time += ms;
}

/** Lets the device sleep. */
export function sleep(ms) {
  slept += ms;
}

export function advance(ms) {
  const until = time + ms;
  for (let next = earliest(); next && timers.get(next).at <= until; next = earliest()) {
    const { at, act } = timers.get(next);
    timers.delete(next);
    time = Math.max(time, at);
    act();
  }
  time = until;
}

/** How many timers are set. */
export function waiting() {
  return timers.size;
}

function earliest() {
  const [first] = [...timers].sort(([, one], [, other]) => one.at - other.at);
  return first?.[0];
}
