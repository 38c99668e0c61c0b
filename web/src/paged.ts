/*
 * A list of the API that is read page by page: the first at once, each further one when asked for. An answer that is overtaken, by
 * another question or a second press, is dropped; what it was asked for is part of the next one. Must not know: what is listed, how
 * it looks.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { List } from './api.ts';
import { words } from './commands.ts';
import type { Id } from './types.ts';

/** What the server gives where nothing is said, and at the most. */
const PAGE = 50, PAGE_MAX = 200;

export interface Paged<T> {
  items: readonly T[] | null;
  more: boolean;
  problem: string | null;
  next(): void;
  /** From the beginning, all pages that are shown. */
  again(): void;
  /** After a command: the row as it is now, or gone. */
  put(id: Id, row: T | null): void;
}

interface Ways {
  /** A moment after the last letter. */
  waitMs?: number;
  /** What is shown stays until there is an answer. */
  keeps?: boolean;
  /** With another number what is shown is read again. */
  changed?: number;
  wordsOf?(error: unknown): string;
}

/** ask: null: nothing is looked for. about: what it asks for; with another `about` another list begins. */
export function usePaged<T extends { id: Id }>(ask: ((query: string) => Promise<List<T>>) | null, about: readonly unknown[], { waitMs = 0, keeps = false, changed = 0, wordsOf = words }: Ways = {}): Paged<T> {
  const [items, setItems] = useState<readonly T[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const turn = useRef(0), known = useRef(changed), now = useRef({ ask, items, cursor });
  // How many rows are wished for, and whether they are being read from the beginning.
  const wished = useRef(PAGE), anew = useRef(false);
  now.current = { ask, items, cursor };

  function read(query: string, join: (before: readonly T[], page: T[]) => readonly T[]): void {
    const mine = ++turn.current;
    now.current.ask?.(query).then((page) => {
      if (mine !== turn.current) return;
      anew.current = false;
      setItems((before) => join(before ?? [], page.data));
      setCursor(page.next_cursor);
      setProblem(null);
    }, (error: unknown) => { if (mine === turn.current) setProblem(wordsOf(error)); });
  }
  function again(): void {
    anew.current = true;
    read(`limit=${Math.min(Math.ceil(wished.current / PAGE) * PAGE, PAGE_MAX)}`, (_, page) => page);
  }
  function next(): void {
    if (now.current.cursor === null) return;
    wished.current = (now.current.items?.length ?? 0) + PAGE;
    if (anew.current) again();
    else read(`limit=${PAGE}&cursor=${encodeURIComponent(now.current.cursor)}`, (before, page) => [...before, ...page]);
  }

  useEffect(() => {
    turn.current += 1;
    wished.current = PAGE;
    if (!keeps || !ask) { setItems(null); setCursor(null); }
    setProblem(null);
    if (!ask) return;
    const timer = setTimeout(again, waitMs);
    return () => clearTimeout(timer);
  }, about);
  useEffect(() => {
    if (known.current !== changed) again();
    known.current = changed;
  }, [changed]);
  useEffect(() => () => void (turn.current += 1), []);

  return {
    items, problem, more: cursor !== null, again, next,
    put: (id, row) => {
      turn.current += 1; // an answer that is still to come knows nothing of it
      setItems((all) => all?.flatMap((one) => (one.id === id ? (row ? [row] : []) : [one])) ?? null);
    },
  };
}
