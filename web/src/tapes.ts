/*
 * Recordings as supervisors and administrators look for them (SP-15): the API's shape, what is asked, and why a sound does not come.
 * Must not know: how a list looks.
 */
import { NoAnswer, Problem, call, whole, type List } from './api.ts';
import { onUnauthorized, words } from './commands.ts';
import { dawn } from './days.ts';
import type { Card } from './people/contacts.ts';
import type { Id, Ref, Time } from './types.ts';

export interface Tape {
  id: Id;
  agent: { id: Id; name: string | null };
  number: string | null;
  at: Time;
  duration_ms: number;
  cut_off: boolean;
  /** It can be heard. */
  sound: boolean;
  card: Card | null;
  queue: { id: Id; name: string | null } | null;
  customer: Ref | null;
}

/** What is looked for, as it is typed; '': any. Days are of the reader's own calendar, both inclusive; agent: an id. */
export interface Sought { since: string; until: string; queue: Id; agent: Id; number: string }
export const NOTHING: Sought = { since: '', until: '', queue: '', agent: '', number: '' };

/** page: which one, as usePaged says. */
export function askedFor(sought: Sought, page: string): URLSearchParams {
  const asked = new URLSearchParams(page);
  for (const name of ['queue', 'agent', 'number'] as const) if (sought[name].trim()) asked.set(name, sought[name].trim());
  if (sought.since) asked.set('since', dawn(sought.since, 0));
  if (sought.until) asked.set('until', dawn(sought.until, 1));
  return asked;
}

export const findTapes = (sought: Sought, page: string) => call<List<Tape>>('GET', `/recordings?${askedFor(sought, page)}`);

export const voiceQueues = () => whole<Ref>((page) => call('GET', `/queues?medium=voice&sort=name&${page}`));

/** In words, and at which of the fields of Sought; a session that is over leads to the login. */
export function wrongOf(error: unknown): { text: string; fields: Readonly<Record<string, string>> } {
  if (error instanceof Problem && error.status === 401) onUnauthorized.call();
  const errors = error instanceof Problem ? error.body.errors ?? [] : [];
  return { text: words(error), fields: Object.fromEntries(errors.map(({ pointer, detail }) => [pointer.slice(1), detail]).filter(([name]) => name! in NOTHING)) };
}

const AROUND_MS = 1000;

/**
 * Why a sound did not come. A browser's player does not say; the list does, and no hearing is written down for the question. Null: there is none
 * for this reader: it is gone, or no longer theirs to hear.
 */
export async function whyNot({ id, agent, at }: Tape): Promise<string | null> {
  const around = (ms: number) => new Date(Date.parse(at) + ms).toISOString();
  try {
    const { data } = await call<List<Tape>>('GET', `/recordings?agent=${agent.id}&since=${around(-AROUND_MS)}&until=${around(AROUND_MS)}`);
    return data.find((one) => one.id === id)?.sound ? 'The recording could not be played.' : null;
  } catch (error) {
    return error instanceof NoAnswer ? 'The recording could not be played: no answer from the server.' : `The recording could not be played. ${wrongOf(error).text}`;
  }
}
