// machine.mjs - how busy the machine was during a job: load average and CPU pressure; whether its memory has room for files.
import { readFileSync, statfsSync } from 'node:fs';
import { loadavg } from 'node:os';

// Microseconds since boot in which at least one task waited for a processor (the kernel's /proc/pressure/cpu).
function pressureTotal() {
  try { return Number(/^some .*total=(\d+)/m.exec(readFileSync('/proc/pressure/cpu', 'utf8'))[1]); } catch { return NaN; } // a kernel without PSI
}

// The share of the last ten seconds in which a task waited for a processor, 0..1; 0 on a kernel without PSI.
export function pressureNow() {
  try { return Number(/^some avg10=([\d.]+)/m.exec(readFileSync('/proc/pressure/cpu', 'utf8'))[1]) / 100; } catch { return 0; }
}

export const sample = () => ({ at: performance.now(), load: loadavg()[0], waited: pressureTotal() });

// load: the higher of both samples; pressure: the share of the time in which a task waited for a processor, 0..1, or null.
export function between(before, after) {
  const pressure = (after.waited - before.waited) / 1000 / (after.at - before.at);
  return { load: Math.max(before.load, after.load), pressure: Number.isFinite(pressure) ? Math.min(pressure, 1) : null };
}

// A run makes some 130 stacks and as many databases of 2,500 files each, and removes them again: in memory, where that has room for them.
export const MEMORY = '/dev/shm';
const MEMORY_MIN = 4 * 2 ** 30;
export function hasMemory() { try { const { bavail, bsize } = statfsSync(MEMORY); return bavail * bsize >= MEMORY_MIN; } catch { return false; } }
