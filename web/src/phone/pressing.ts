/*
 * Keys for whoever hears the agent on a customer's call, sent by the contact center: one queue of each call, whatever of the page is open. A request
 * goes out when the one before is answered, and none twice by itself: a key is pressed or it is not. What waits is for those who heard the agent when
 * it was typed; what is not sent stops the rest, so that no number goes out with a hole in it.
 * They may be a secret: of those that are sent the last one alone is kept, while the keypad is open. Must not know: how they are shown.
 */
import { signal, type Signal } from '@preact/signals';
import { call as ask, MaybeDone, Problem } from '../api.ts';
import { serverNow } from '../clock.ts';
import { store } from '../commands.ts';
import { addLine } from '../desk.ts';
import { wordsOf } from '../people/contacts.ts';
import type { Id, QueueCall } from '../types.ts';
import { keysWords, phone } from '../words.ts';

/** Of one request. */
const DIGITS_MAX = 32;
const WAITING_MAX = 64;
/** A gateway's, which say nothing about the request itself. */
const MAYBE = new Set([502, 504]);

interface Shown {
  /** Taken, since the keypad was opened. */
  count: number;
  last: string;
  /** Not sent, or perhaps: no key is taken until its agent goes on. */
  lost: number;
  maybe: number;
  why: string;
}

export interface Pressing {
  waiting: string;
  /** Who heard the agent as it was typed. */
  stage: string;
  /** A request is under way. */
  under: boolean;
  /** Another one each time that the keypad is opened; null: it is closed. */
  open: object | null;
  shown: Signal<Shown>;
}

const ALL_SENT = { lost: 0, maybe: 0, why: '' };
const NOTHING: Shown = { count: 0, last: '', ...ALL_SENT };
const pressings = new Map<string, Pressing>();

/** Null: it is not. */
export function stoppedWords({ lost, maybe, why }: Shown): string | null {
  const all = [maybe > 0 && `${keysWords(maybe)} may have been pressed`, lost > 0 && `${keysWords(lost)} ${lost === 1 ? 'was' : 'were'} not sent`];
  return lost + maybe === 0 ? null : `${all.filter(Boolean).join(', ')}. ${why}`;
}

/** Of those whose call is over nothing is kept. */
export function pressingOf({ id }: QueueCall): Pressing {
  let one = pressings.get(id);
  if (one) return one;
  const there = new Set(store.work.peek().map((it) => it.call?.id));
  for (const [other, { under }] of pressings) if (!under && !there.has(other)) pressings.delete(other);
  pressings.set(id, one = { waiting: '', stage: '', under: false, open: null, shown: signal(NOTHING) });
  return one;
}

/** Another one: the call's keys go to somebody else, or to nobody. */
export const stageOf = ({ id, state, consult }: QueueCall): string => [id, state, consult?.state, consult?.number].join();

/** Who hears keys; null: nobody. */
export function hearerOf({ state, consult }: QueueCall): string | null {
  switch (consult?.state) {
    case 'ringing': return null;
    case 'talking': return consult.name ?? phone(consult.number);
    case 'conference': return 'all';
    default: return state === 'talking' ? 'the customer' : null;
  }
}

/** And what waits is not sent either. Where the keypad is closed, or the call over, a line of the page says so. */
function stop(one: Pressing, why: string, more: { lost?: number; maybe?: number }): void {
  const { lost, maybe, ...rest } = one.shown.peek();
  const stopped: Shown = { ...rest, why, lost: lost + one.waiting.length + (more.lost ?? 0), maybe: maybe + (more.maybe ?? 0) };
  one.waiting = '';
  if (one.open) one.shown.value = stopped;
  else addLine('error', `Keys for a call: ${stoppedWords(stopped)}`, serverNow());
}

function drop(one: Pressing, why: string): void {
  if (one.waiting) stop(one, why, {});
}

/** What waits was meant for others. */
export function changed(one: Pressing, stage: string): void {
  if (one.stage !== stage) drop(one, 'The call has changed.');
}

function failed(one: Pressing, n: number, error: unknown): void {
  if (error instanceof MaybeDone || (error instanceof Problem && MAYBE.has(error.status))) stop(one, 'No answer from the server.', { maybe: n });
  else stop(one, wordsOf(error), { lost: n });
}

async function send(one: Pressing, id: Id): Promise<void> {
  one.under = true;
  while (one.waiting) {
    const { open } = one, digits = one.waiting.slice(0, DIGITS_MAX);
    one.waiting = one.waiting.slice(DIGITS_MAX);
    try {
      await ask('POST', `/interactions/${id}/call/digits`, { body: { digits }, once: true });
      const { count, ...rest } = one.shown.peek();
      if (open && open === one.open) one.shown.value = { ...rest, count: count + digits.length, last: digits.at(-1)! };
    } catch (error) {
      failed(one, digits.length, error);
    }
    const call = store.interactions.peek().get(id)?.call;
    changed(one, call ? stageOf(call) : '');
  }
  one.under = false;
}

export function press(id: Id, keys: string): void {
  const call = store.interactions.peek().get(id)?.call;
  if (!call || hearerOf(call) === null) return;
  const one = pressingOf(call), stage = stageOf(call);
  changed(one, stage);
  if (!keys || stoppedWords(one.shown.peek()) !== null) return;
  if (keys.length > DIGITS_MAX) return stop(one, `They are more than ${DIGITS_MAX} at once.`, { lost: keys.length });
  if (one.waiting.length + keys.length > WAITING_MAX) return stop(one, 'Too many waited.', { lost: keys.length });
  one.waiting += keys;
  one.stage = stage;
  if (!one.under) void send(one, id);
}

export function goOn(one: Pressing): void {
  one.shown.value = { ...one.shown.peek(), ...ALL_SENT };
}

export function open(one: Pressing): void {
  one.open = {};
  one.shown.value = NOTHING;
}

export function close(one: Pressing): void {
  one.open = null;
  one.shown.value = NOTHING;
  drop(one, 'The keypad was closed.');
}
