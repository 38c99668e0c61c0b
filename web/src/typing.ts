/* Who types: told, kept nowhere, forgotten after some seconds. Of a web chat, whose visitor and agent see it of each other, and among Work users. */
import { signal } from '@preact/signals';
import { api } from './api.ts';
import type { Id } from './types.ts';

const SHOWN_MS = 6000, TOLD_MS = 3000;

/** Conversations whose customer, or another Work user, types right now. */
export const typing = signal<ReadonlySet<Id>>(new Set());
/** Who it was that typed there last. */
export const typist = new Map<Id, string>();
const timers = new Map<Id, ReturnType<typeof setTimeout>>();
const told = new Map<Id, number>();

function set(conversation: Id, on: boolean): void {
  const next = new Set(typing.value);
  if (on) next.add(conversation);
  else next.delete(conversation);
  typing.value = next;
}

/** An agent's own come back, too: only others' are shown. */
export function hearTyping(frame: { id: Id; state: { side?: string; name?: string | null } | null }): void {
  if (!frame.state || frame.state.side === 'agent') return;
  typist.set(frame.id, frame.state.name ?? 'Somebody');
  clearTimeout(timers.get(frame.id));
  timers.set(frame.id, setTimeout(() => { timers.delete(frame.id); set(frame.id, false); }, SHOWN_MS));
  set(frame.id, true);
}

export function stopTyping(conversation: Id): void {
  clearTimeout(timers.get(conversation));
  timers.delete(conversation);
  if (typing.value.has(conversation)) set(conversation, false);
}

export function sayTyping(conversation: Id): void {
  if (Date.now() - (told.get(conversation) ?? 0) < TOLD_MS) return;
  told.set(conversation, Date.now());
  api.typing(conversation).catch(() => {}); // whoever does not hear of it loses nothing
}
