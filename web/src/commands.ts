/*
 * What all commands share: the one store, one run at a time per name, and the way from
 * a problem to words. Must not know: what a command does.
 */
import { signal } from '@preact/signals';
import { MaybeDone, NoAnswer, Problem } from './api.ts';
import { serverNow } from './clock.ts';
import { addLine } from './desk.ts';
import { createStore } from './store.ts';
import { problemWords } from './words.ts';

export const store = createStore();

/** Commands under way, by a name of the page's own: their buttons wait. */
export const busy = signal<ReadonlySet<string>>(new Set());

/** Set by main: the session is over. */
export const onUnauthorized = { call: () => {} };

/** What went wrong: a sentence, and the field that it is about. */
export interface Refusal {
  field: string | null;
  text: string;
  /** The problem's, where a caller goes on by it. */
  type?: string;
}

export function words(error: unknown): string {
  if (error instanceof Problem) return problemWords(error.type, error.body.title, error.body.detail ?? null);
  if (error instanceof MaybeDone) return 'No answer from the server, but it may have been done: look at the call before you try again.';
  if (error instanceof NoAnswer) return 'No answer from the server. Nothing is lost: try again.';
  return 'Something on this page went wrong.';
}

/** `draft`: what had been typed, to be copied. */
export function fail(what: string, error: unknown, draft = ''): void {
  if (error instanceof Problem && error.status === 401) return onUnauthorized.call();
  addLine('error', `${what}: ${words(error)}`, serverNow(), draft);
}

/** Runs one command at a time per name; a second press while it runs does nothing. */
export async function exclusive(name: string, run: () => Promise<void>): Promise<void> {
  if (busy.value.has(name)) return;
  busy.value = new Set(busy.value).add(name);
  try {
    await run();
  } finally {
    const next = new Set(busy.value);
    next.delete(name);
    busy.value = next;
  }
}
