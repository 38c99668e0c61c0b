/* How a call sounds, from what the browser counts of it (getStats). Pure. */
import type { Quality } from './state.ts';

/** What of a report matters, in one place. */
export interface Counts {
  received: number;
  lost: number;
  jitter_s: number;
  round_trip_s: number | null;
}

interface Stat {
  type: string;
  kind?: string;
  packetsReceived?: number;
  packetsLost?: number;
  jitter?: number;
  roundTripTime?: number;
  currentRoundTripTime?: number;
  nominated?: boolean;
  state?: string;
}

export function countsOf(report: Iterable<Stat>): Counts {
  const counts: Counts = { received: 0, lost: 0, jitter_s: 0, round_trip_s: null };
  for (const one of report) {
    if (one.type === 'inbound-rtp' && one.kind === 'audio') {
      counts.received += one.packetsReceived ?? 0;
      counts.lost += one.packetsLost ?? 0;
      counts.jitter_s = Math.max(counts.jitter_s, one.jitter ?? 0);
    }
    /* What the other end tells of our own sound comes first; else what the network path says. */
    if (one.type === 'remote-inbound-rtp' && one.roundTripTime !== undefined) counts.round_trip_s = one.roundTripTime;
    if (one.type === 'candidate-pair' && one.state === 'succeeded' && one.nominated && one.currentRoundTripTime !== undefined) counts.round_trip_s ??= one.currentRoundTripTime;
  }
  return counts;
}

/** Between two looks; null: nothing has come. */
export function qualityOf(before: Counts | null, now: Counts): Quality | null {
  const received = now.received - (before?.received ?? 0), lost = Math.max(0, now.lost - (before?.lost ?? 0));
  if (received + lost <= 0) return null;
  return { loss: lost / (received + lost), jitter_ms: Math.round(now.jitter_s * 1000), round_trip_ms: now.round_trip_s === null ? null : Math.round(now.round_trip_s * 1000) };
}
