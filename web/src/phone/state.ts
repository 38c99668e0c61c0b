/*
 * The page's own phone, as everybody on the page sees it: whether it is reached, its calls, how they sound. Changed by phone.ts alone,
 * which is loaded when the phone is turned on (lazy.ts).
 */
import { computed, signal } from '@preact/signals';
import type { Id } from '../types.ts';
import { phone as numberWords } from '../words.ts';

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

/** Whom one talks with, for people. */
export const whoOf = ({ name, number, way, help }: Pick<PhoneCall, 'name' | 'number' | 'way' | 'help'>): string =>
  help && way === 'in' ? 'Emergency service (call back)' : name ?? (number ? numberWords(number) : 'Number withheld');

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

const WORDS: Record<PhoneLink['state'], string> = {
  off: 'Phone is off', connecting: 'Phone connects …', ready: 'Phone is ready', lost: 'Phone is cut off, it tries again', refused: 'Phone does not work',
};
const NOT_RUNG = 'You can call, but no call rings here now: it tries again';
export function linkWords(link: PhoneLink): string {
  if (link.state === 'refused') return link.why;
  return link.state === 'lost' && canCall.value ? NOT_RUNG : WORDS[link.state];
}

/** How it sounds, for people: thresholds of ITU-T G.107's practice for speech. */
export function qualityWord(quality: Quality | null): 'good' | 'fair' | 'poor' | null {
  if (!quality) return null;
  if (quality.loss > 0.05 || quality.jitter_ms > 60 || (quality.round_trip_ms ?? 0) > 600) return 'poor';
  return quality.loss > 0.01 || quality.jitter_ms > 30 || (quality.round_trip_ms ?? 0) > 300 ? 'fair' : 'good';
}

/** What a keypad or a clipboard brings, as it is dialled; null: nobody's number. */
export function dialled(text: string): string | null {
  const number = text.replace(/[\s().\/-]/g, '');
  return /^(\+?\d{1,15}|[*#]\d{1,8}|\d{1,6}[*#])$/.test(number) ? number : null;
}
