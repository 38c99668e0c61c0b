/*
 * The server's time as seen from here, from the snapshots alone: they carry the time of
 * the database, which also set the deadlines. Every time shown and every countdown comes
 * from it, so a wrong clock in the agent's computer moves nothing.
 */
import { signal } from '@preact/signals';

/** How many of the last answers decide. */
export const SAMPLES_MAX = 8;
const TICK_MS = 500;

const samples: number[] = [];
let offset = 0;

/** Server time in ms, twice a second. Read it in the smallest component that needs it. */
export const now = signal(Date.now());

/** An answer is late, never early: the largest difference is the nearest to the truth. */
export function bestOffset(differences: readonly number[]): number {
  return differences.length === 0 ? 0 : Math.max(...differences);
}

export function serverNow(): number {
  return Date.now() + offset;
}

export function hearTime(at: string): void {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return;
  samples.push(time - Date.now());
  if (samples.length > SAMPLES_MAX) samples.shift();
  offset = bestOffset(samples);
}

export function startClock(): void {
  setInterval(() => (now.value = serverNow()), TICK_MS);
}
