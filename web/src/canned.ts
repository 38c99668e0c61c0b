/*
 * Canned messages (SMS-13): which there are, for whom, and what they say once their placeholders are filled in. Must not know: how they are chosen.
 */
import { signal } from '@preact/signals';
import { api } from './api.ts';
import { store } from './commands.ts';
import type { Values } from './placeholders.ts';
import type { Canned, Id, Interaction } from './types.ts';

/** As they were read last; null: not yet. */
export const canned = signal<Canned[] | null>(null);

export const loadCanned = async (): Promise<void> => void (canned.value = await api.canned());

/** What is offered in a conversation of this queue (undefined: of any), by folder and name; `words`: of which each stands in folder, name or text. */
export function cannedOf(all: readonly Canned[], queue: Id | null | undefined, words: string): Canned[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(({ queue_ids: of = [] }) => of.length === 0 || queue === undefined || (queue !== null && of.includes(queue)))
    .filter((one) => { const text = `${one.folder} ${one.name} ${one.text}`.toLowerCase(); return wanted.every((word) => text.includes(word)); })
    .sort((a, b) => a.folder.localeCompare(b.folder) || a.name.localeCompare(b.name));
}

/** What is known of an interaction for the placeholders. */
export const valuesOf = (it: Interaction | undefined): Values => ({
  'customer.name': it?.customer?.name ?? it?.visitor?.name,
  'customer.number': it?.number?.startsWith('+') ? it.number : null,
  'agent.name': store.user.value?.name,
  'case.number': it?.case?.number,
  'queue.name': it?.queue?.name,
});
