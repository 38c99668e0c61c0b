/*
 * Customers who were promised a call (RT-9) in the queues that this agent serves: read with each snapshot, then told by the stream; take, give
 * back, done. Must not know: how they are listed, by what one calls.
 */
import { computed, signal } from '@preact/signals';
import { say } from './alerts.ts';
import { Problem, call, command, type List } from './api.ts';
import { exclusive, fail, store } from './commands.ts';
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

/** The oldest so many are enough to begin with. */
const MOST = 200;

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
let stamp = 0, turn = 0, known = false;

const isMine = ({ state, agent }: Callback) => state === 'taken' && agent === store.user.value?.id;
const age = (one: Callback) => Date.parse(one.requested_at);

/** What this agent has taken, then what waits; the oldest first. */
export const callbacks = computed(() =>
  [...held.value.values()]
    .flatMap(({ one }) => (one && (one.state === 'waiting' || isMine(one)) ? one : []))
    .sort((a, b) => Number(isMine(b)) - Number(isMine(a)) || age(a) - age(b) || (BigInt(a.id) < BigInt(b.id) ? -1 : 1)));

export const waiting = computed(() => callbacks.value.filter(({ state }) => state === 'waiting').length);

/** The agent hears of each that has come. */
function replace(next: ReadonlyMap<Id, Held>): void {
  const before = new Set(callbacks.peek().map(({ id }) => id));
  held.value = next;
  const come = known && callbacks.peek().find(({ id }) => !before.has(id));
  if (come) say(`A callback waits${come.queue ? ` in ${isolated(come.queue.name)}` : ''}.`);
}

function put(id: Id, version: Version, one: Callback | null): void {
  const last = held.value.get(id);
  if (last && BigInt(version) <= last.version) return;
  replace(new Map(held.value).set(id, { version: BigInt(version), one, stamp: ++stamp }));
}

export const hearCallback = (frame: CallbackFrame): void => put(frame.id, frame.version, frame.state);

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
      if (store.user.value?.id === user) put(now.id, now.version, now);
    } catch (error) {
      if (store.user.value?.id !== user) return; // logged out meanwhile: it is nobody's matter here
      const now = error instanceof Problem ? (error.body.state as Callback | undefined) : undefined;
      if (now) put(now.id, now.version, now);
      else void readCallbacks();
      fail(`The callback of ${isolated(caller(one))} could not be ${VERBS[verb]}`, error, body.note);
    }
  });
}
