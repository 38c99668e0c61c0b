/*
 * The page's own phone, as everybody on the page sees it: whether it is reached, its calls, how they sound. Changed by phone.ts alone,
 * which is loaded when the phone is turned on (lazy.ts).
 */
import { computed, signal } from '@preact/signals';
import type { Id } from '../types.ts';

export type PhoneLink =
  | { state: 'off' }
  | { state: 'connecting' }
  | { state: 'ready' }
  /** It comes back by itself. */
  | { state: 'lost' }
  /** It does not: `why` is a sentence. */
  | { state: 'refused'; why: string };

export interface Quality {
  /** Of what has come since the last look, 0 to 1. */
  loss: number;
  jitter_ms: number;
  round_trip_ms: number | null;
}

export interface Levels {
  own: number;
  theirs: number;
}

export interface PhoneCall {
  id: string;
  way: 'in' | 'out';
  number: string;
  name: string | null;
  /** The offer that it rings for. */
  offer: Id | null;
  /** again: the page was loaded in it, its sound is not back yet. */
  state: 'calling' | 'ringing' | 'again' | 'talking';
  /** What the agent asked for last. It may take a while: an offer before it may still be open. */
  hold: boolean;
  /** What is so, by either end. */
  held: boolean;
  /** To an emergency number, or a call back of the service: it is never held. */
  help: boolean;
  muted: boolean;
  /** It was answered here, and its sound is being set up: it rings no more for who has it. */
  taken: boolean;
  /** Since it is in this state. */
  since: number;
  quality: Quality | null;
  /** Of the check (check.ts), which alone shows it. */
  test?: boolean;
}

/** What an INVITE says it rings for; voiced writes it, and takes it from whatever a browser sends. */
export const OFFER_HEADER = 'X-Trunkline-Offer';

/** So does the answer to a call to an emergency number. */
export const HELP_HEADER = 'X-Trunkline-Emergency';

export const phoneLink = signal<PhoneLink>({ state: 'off' });
/** Its connection is there: it calls, whether it is rung or not. */
export const canCall = signal(false);
/** With the check's own. */
export const allCalls = signal<readonly PhoneCall[]>([]);
export const calls = computed(() => allCalls.value.filter((call) => !call.test));
export const levels = signal<Levels>({ own: 0, theirs: 0 });
/** How many calls have ended on this page: what shows calls reads again. */
export const endedCount = signal(0);
/** Why the last call ended otherwise than by hanging up. */
export const ended = signal<string | null>(null);
export const talking = computed(() => calls.value.find((call) => call.state === 'talking' && !call.held) ?? null);
