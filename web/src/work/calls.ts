/*
 * Call log, voicemails, recordings, faxes: the API's shapes as far as the lists show them, and a list that is read page by page.
 * Must not know: how a list looks.
 */
import { useEffect, useState } from 'preact/hooks';
import { call, type List } from '../api.ts';
import { words } from '../commands.ts';
import type { Card } from '../people/contacts.ts';
import type { Id, Time } from '../types.ts';

export interface Call { id: Id; direction: 'in' | 'out'; missed: boolean; state: string; number: string | null; began_at: Time; duration_ms: number | null; card: Card | null }
export interface Voicemail { id: Id; number: string | null; at: Time; duration_ms: number; read: boolean; card: Card | null }
export interface Recording { id: Id; agent: { id: Id; name: string | null }; number: string | null; at: Time; duration_ms: number; card: Card | null }

const STATES: Record<string, string> = {
  ringing: 'Ringing', talking: 'In talk', missed: 'Missed', answered: 'Answered', answered_elsewhere: 'Answered elsewhere', declined: 'Declined', not_answered: 'Not answered',
};
export const callWord = (one: Pick<Call, 'state' | 'direction'>) =>
  `${STATES[one.state] ?? one.state}, ${one.direction === 'in' ? 'incoming' : 'outgoing'}`;

export interface Pages<T> {
  items: readonly T[] | null;
  more: boolean;
  problem: string | null;
  next(): void;
  again(): void;
  /** After a command: the row as it is now, or gone. */
  put(id: Id, row: T | null): void;
}

/** A list of the API, its first page at once, each further one when asked for. */
export function usePages<T extends { id: Id }>(path: string): Pages<T> {
  const [items, setItems] = useState<readonly T[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let there = true;
    setProblem(null);
    call<List<T>>('GET', path).then((page) => { if (there) { setItems(page.data); setCursor(page.next_cursor); } }, (error: unknown) => { if (there) setProblem(words(error)); });
    return () => { there = false; };
  }, [path, round]);
  useEffect(() => setItems(null), [path]);
  return {
    items, problem, more: cursor !== null,
    next: () => void call<List<T>>('GET', `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor ?? '')}`).then(
      (page) => { setItems([...(items ?? []), ...page.data]); setCursor(page.next_cursor); }, (error: unknown) => setProblem(words(error))),
    again: () => setRound((n) => n + 1),
    put: (id, row) => setItems((all) => all?.flatMap((one) => (one.id === id ? (row ? [row] : []) : [one])) ?? null),
  };
}
