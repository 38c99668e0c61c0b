/* Which calls that ring an offer's card stands for: its Accept answers, its Reject, where the agent may reject, ends the ringing. */
import { now } from '../clock.ts';
import { store } from '../commands.ts';
import type { Id } from '../types.ts';
import type { PhoneCall } from './state.ts';

/** Ring and offer come by different ways, and end by them: the other one follows within this. */
export const APART_MS = 2000;
const SEEN_MAX = 50;
/** When an offer was last seen to be open while its call rang. */
const seen = new Map<Id, number>();

export function hasOwnCard({ state, taken, offer, since }: PhoneCall): boolean {
  if (offer === null || state !== 'ringing' || taken) return false;
  if (store.openOffers.value.some((one) => one.offer === offer)) {
    if (seen.size >= SEEN_MAX) seen.clear();
    seen.set(offer, Date.now());
  }
  return now.value - Math.max(since, seen.get(offer) ?? 0) < APART_MS;
}
