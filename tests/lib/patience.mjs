// patience.mjs - how long a test waits, and how long things take on a machine that has more to do than this test.
//
// Whatever is waited for has one limit: TEST_PATIENCE. How fast it came is for the bench and the long form: `latency`. Where a limit is
// itself what is tested (`within` in stack.mjs), time in which somebody waited for a processor or the disk (the
// kernel's /proc/pressure) does not count against it, nor does time in which this process itself stood still.
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';

export const PATIENCE_MS = 1000 * Number(process.env.TEST_PATIENCE ?? 180);
// The long form runs on a machine that is free. Elsewhere what takes so many times as long as it may is no slowness, but something that
// does not work, and came by another way.
const LATE_TIMES = process.env.TEST_LATENCY === '1' ? 1 : 20;

// Whether what took `ms`, and may take `most`, is too late to pass. What is late is printed.
export function isLate(what, ms, most) {
  if (ms > most) console.log(`# late: ${what}: after ${ms.toFixed(0)} ms, more than ${most}`);
  return ms > LATE_TIMES * most;
}
export function latency(what, ms, most) {
  if (isLate(what, ms, most)) throw new Error(`${what}: after ${ms.toFixed(0)} ms, more than ${most}`);
}

const MOST = 6; // so many times a limit is the longest that anything is waited for

// { total: µs of waiting since the start of the machine, share: of the last ten seconds }; throws on a kernel that does not count it
export function pressure(of) {
  const [, share, total] = /^some avg10=([\d.]+) .*total=(\d+)/m.exec(readFileSync(`/proc/pressure/${of}`, 'utf8'));
  return { total: Number(total), share: Number(share) / 100 };
}

function pressures() {
  try { return ['cpu', 'io'].map(pressure); } catch {
    return [{ total: 0, share: Math.max(0, 1 - availableParallelism() / Math.max(loadavg()[0], 0.01)) }];
  }
}

// What no pressure tells of: a machine that is stopped for a while. Its processes, this one too, come late to all they wanted to do.
const TICK_MS = 50, JITTER_MS = 50;
let lost = 0, ticked = performance.now();
const late = () => { const ms = performance.now() - ticked - TICK_MS; return ms > JITTER_MS ? ms : 0; };
setInterval(() => { lost += late(); ticked = performance.now(); }, TICK_MS).unref();
export const stoodStill = () => lost + late(); // in all, in milliseconds

// Begins now; its answer is a function: the milliseconds since then, less those of waiting. `wall`: all of them; `stalled`: those of waiting.
export function stopwatch() {
  const began = performance.now(), before = pressures(), still = stoodStill();
  const wall = () => performance.now() - began;
  // The kernel adds up every two seconds only: for what is shorter the share tells.
  const stalled = () => Math.max(stoodStill() - still, ...pressures().map((now, i) => Math.max((now.total - before[i].total) / 1000, now.share * wall())));
  return Object.assign(() => Math.max(wall() - stalled(), 0), { wall, stalled });
}

// Whether a limit that began with this stopwatch is over.
export const isOver = (took, ms) => took.wall() > ms && (took.wall() > MOST * ms || took() > ms);
