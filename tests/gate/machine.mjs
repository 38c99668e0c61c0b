// machine.mjs - how busy the machine was during a job: load average and CPU pressure; whether its memory has room for files.
import { statfsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { pressure } from '../lib/patience.mjs';

// How much tasks waited for a processor. A kernel without PSI counts nothing.
function cpuPressure() { try { return pressure('cpu'); } catch { return { total: NaN, share: 0 }; } }

// The share of the last ten seconds in which a task waited for a processor, 0..1.
export const pressureNow = () => cpuPressure().share;

export const sample = () => ({ at: performance.now(), load: loadavg()[0], waited: cpuPressure().total });

// load: the higher of both samples; pressure: the share of the time in which a task waited for a processor, 0..1, or null.
export function between(before, after) {
  const pressure = (after.waited - before.waited) / 1000 / (after.at - before.at);
  return { load: Math.max(before.load, after.load), pressure: Number.isFinite(pressure) ? Math.min(pressure, 1) : null };
}

// A run makes some 130 stacks and as many databases of 2,500 files each, and removes them again: in memory, where that has room for them.
export const MEMORY = '/dev/shm';
const MEMORY_MIN = 4 * 2 ** 30;
export function hasMemory() { try { const { bavail, bsize } = statfsSync(MEMORY); return bavail * bsize >= MEMORY_MIN; } catch { return false; } }
