/*
 * Customers who were promised a call (RT-9) in the queues that this agent serves: read with each snapshot and when the agent's queues change, then
 * told by the stream; take, give back, done; what the agent types of each. Must not know: how they are listed, by what one calls.
 */
import { computed, signal } from '@preact/signals';
import { say } from './alerts.ts';
import { Problem, call, command, type List } from './api.ts';
import { serverNow } from './clock.ts';
import { busy, exclusive, fail, store } from './commands.ts';
import { addLine } from './desk.ts';
import type { Id, Ref, Time, Version } from './types.ts';
import { caller, isolated } from './words.ts';

export interface Callback {
  id: Id;
  state: 'waiting' | 'taken' | 'done';
  queue: Ref | null;
  number: string;
  customer: Ref | null;
  requested_at: Time;
  /** Who has taken it. */
  agent: Id | null;
  version: Version;
}

/** state: null, it is gone. */
export interface CallbackFrame { kind: 'callback'; id: Id; version: Version; state: Callback | null }

/** This agent's own, which come first (50 at the most), and the oldest that wait: enough to begin with. */
const MOST = 200;
/** An import changes many memberships at once. */
const SERVED_MS = 200;

interface Held {
  version: bigint;
  /** Null: gone. */
  one: Callback | null;
  stamp: number;
}

/** Also those that are not this agent's any more, until the list is read again: a late frame brings none of them back. */
const held = signal<ReadonlyMap<Id, Held>>(new Map());
/** There are more than were read. */
export const more = signal(false);
/** What the agent has typed of those that they are about to end, or were (not open): until it is stored. */
interface Note { text: string; open: boolean }
const notes = signal<ReadonlyMap<Id, Note>>(new Map());
let stamp = 0, turn = 0, known = false;
let served: ReturnType<typeof setTimeout> | undefined;

const isMine = ({ state, agent }: Callback) => state === 'taken' && agent === store.user.value?.id;
const age = (one: Callback) => Date.parse(one.requested_at);

/** What this agent has taken, then what waits; the oldest first. */
export const callbacks = computed(() =>
  [...held.value.values()]
    .flatMap(({ one }) => (one && (one.state === 'waiting' || isMine(one)) ? one : []))
    .sort((a, b) => Number(isMine(b)) - Number(isMine(a)) || age(a) - age(b) || (BigInt(a.id) < BigInt(b.id) ? -1 : 1)));

export const waiting = computed(() => callbacks.value.filter(({ state }) => state === 'waiting').length);

/** Null: the agent is not about to end it. */
export function noteOf(id: Id): string | null {
  const note = notes.value.get(id);
  return note?.open ? note.text : null;
}

const typed = (id: Id): string => notes.peek().get(id)?.text.trim() ?? '';

/** Null: it is forgotten. */
export function setNote(id: Id, change: Partial<Note> | null): void {
  const next = new Map(notes.value);
  if (change) next.set(id, { text: '', open: true, ...next.get(id), ...change });
  else next.delete(id);
  notes.value = next;
}

const GONE = { waiting: 'it waits again', taken: 'somebody else has taken it', done: 'it has been ended' };

/** What was typed of one that is this agent's no more is said and can be copied. */
function sayNote(one: Callback, state: Callback['state']): void {
  const note = typed(one.id);
  setNote(one.id, null);
  if (note) addLine('error', `The callback of ${isolated(caller(one))} is not yours any more: ${GONE[state]}.`, serverNow(), note);
}

/** One may have been taken from them. Their own command under way says itself what became of it. */
function keepNotes(before: ReadonlyMap<Id, Held>): void {
  for (const id of notes.peek().keys()) {
    const now = held.peek().get(id)?.one, was = now ?? before.get(id)?.one;
    if (now && isMine(now) || busy.peek().has(`callback:${id}`)) continue;
    if (was) sayNote(was, now?.state ?? 'done');
    else setNote(id, null);
  }
}

/** The agent hears of each that has come. */
function replace(next: ReadonlyMap<Id, Held>): void {
  const before = new Set(callbacks.peek().map(({ id }) => id)), were = held.peek();
  held.value = next;
  keepNotes(were);
  const come = known && callbacks.peek().find(({ id }) => !before.has(id));
  if (come) say(`A callback waits${come.queue ? ` in ${isolated(come.queue.name)}` : ''}.`);
}

function put(id: Id, version: Version, one: Callback | null): void {
  const last = held.value.get(id);
  if (last && BigInt(version) <= last.version) return;
  replace(new Map(held.value).set(id, { version: BigInt(version), one, stamp: ++stamp }));
}

export const hearCallback = (frame: CallbackFrame): void => put(frame.id, frame.version, frame.state);

/** The agent serves other queues now: what they lost leaves the list, what they won is in it. */
export function hearServed(): void {
  clearTimeout(served);
  served = setTimeout(() => void readCallbacks(), SERVED_MS);
}

/** What the list lacks is gone, unless it came after the reading began. */
export async function readCallbacks(): Promise<void> {
  const mine = ++turn, mark = stamp;
  const list = await call<List<Callback>>('GET', `/me/callbacks?limit=${MOST}`).catch(() => null); // the next snapshot asks again
  if (!list || mine !== turn) return;
  const next = new Map([...held.value].filter(([, one]) => one.stamp > mark));
  for (const one of list.data) {
    const version = BigInt(one.version), last = next.get(one.id);
    if (!last || last.version < version) next.set(one.id, { version, one, stamp: mark });
  }
  more.value = list.next_cursor !== null;
  replace(next);
  known = true;
}

/** Logged out: nothing of this person stays. */
export function forgetCallbacks(): void {
  turn += 1;
  known = false;
  clearTimeout(served);
  notes.value = new Map();
  held.value = new Map();
  more.value = false;
}

const VERBS = { take: 'taken', release: 'given back', done: 'marked as done' };

/** One that is refused is shown as it is now: somebody else was faster. */
export function change(one: Callback, verb: keyof typeof VERBS, body: { note?: string } = {}): Promise<void> {
  const { id: user } = store.user.value ?? {};
  return exclusive(`callback:${one.id}`, async () => {
    try {
      const now = await command<Callback>('POST', `/callbacks/${one.id}/${verb}`, body);
      if (store.user.value?.id !== user) return;
      put(now.id, now.version, now);
      if (verb === 'release') sayNote(now, now.state);
      else setNote(one.id, null);
    } catch (error) {
      if (store.user.value?.id !== user) return; // logged out meanwhile: it is nobody's matter here
      const now = error instanceof Problem ? (error.body.state as Callback | undefined) : undefined;
      if (now) put(now.id, now.version, now);
      else void readCallbacks();
      fail(`The callback of ${isolated(caller(one))} could not be ${VERBS[verb]}`, error, typed(one.id));
      const left = held.peek().get(one.id)?.one;
      if (!left || !isMine(left)) setNote(one.id, null); // it stands beside the reason
    }
  });
}
