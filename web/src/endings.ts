/* The end of a conversation and its wrap-up. */
import { Problem, api } from './api.ts';
import { exclusive, fail, onUnauthorized, store, words } from './commands.ts';
import { chosenCard } from './customers.ts';
import * as desk from './desk.ts';
import type { Id, Interaction, Message } from './types.ts';

export type EndResult = { done: true } | { done: false; newer?: Message[]; problem?: string };

/** Up to where the agent has seen all: read to the end of the log, and no hole before. The server compares. */
export function lastSeen(conversation: Id): number {
  const read = desk.readTo.value[conversation] ?? 0;
  return Math.min(read, store.hole(conversation) ?? read);
}

/** `reason`: where a leader took it over. */
export async function endInteraction(it: Interaction, seen: number, reason: string): Promise<EndResult> {
  let result: EndResult = { done: false };
  await exclusive(`end:${it.interaction}`, async () => {
    const { choice, title, note } = desk.outcomeOf(it.interaction);
    try {
      const frame = await api.end(it.interaction, {
        last_seen_seq: seen,
        ...(choice !== 'new' && choice !== '' ? { case_id: choice } : {}),
        ...(choice === 'new' && title.trim() ? { case_title: title.trim() } : {}),
        ...(note.trim() ? { note: note.trim() } : {}),
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      });
      store.fromAnswer(frame);
      desk.setOutcome(it.interaction, { choice: '', title: '' });
      result = { done: true };
    } catch (error) {
      result = endFailed(error);
    }
  });
  return result;
}

function endFailed(error: unknown): EndResult {
  if (error instanceof Problem && error.status === 401) onUnauthorized.call();
  if (!(error instanceof Problem) || error.type !== 'newer_message') return { done: false, problem: words(error) };
  const frames = error.body.messages ?? [];
  for (const frame of frames) store.fromAnswer(frame);
  return { done: false, newer: frames.flatMap((frame) => (frame.state ? [frame.state] : [])) };
}

/** Wrap-ups that the page ends as their time runs out, with the note that it saves. */
export const savedByTime = new Map<Id, string>();

export const endWrapUp = (it: Interaction) =>
  exclusive(`wrap:${it.interaction}`, async () => {
    const outcome = desk.outcomeOf(it.interaction);
    const note = outcome.note.trim();
    try {
      const chosen = await caseOf(it, outcome);
      const code = outcome.disposition;
      store.fromAnswer(await api.endWrapUp(it.interaction, { ...(chosen ? { case_id: chosen } : {}), ...(note ? { note } : {}), ...(code ? { disposition_id: code } : {}) }));
      desk.dropOutcome(it.interaction);
    } catch (error) {
      if (error instanceof Problem && error.body.errors?.[0]?.pointer === '/disposition_id') {
        if (savedByTime.has(it.interaction)) return (await import('./view/Disposition.tsx')).keepNote(it.interaction, note);
        desk.wrapRefused.value = { interaction: it.interaction, text: words(error) };
        return;
      }
      const kept = desk.outcomeOf(it.interaction).note.trim();
      if (error instanceof Problem && error.type === 'interaction_ended' && !kept) return;
      fail('The wrap-up is not saved', error, kept);
    }
  });

/** Its time runs out: a note that is being written is saved, not lost. Once. */
export function endByTime(it: Interaction): void {
  if (savedByTime.has(it.interaction)) return;
  savedByTime.set(it.interaction, desk.outcomeOf(it.interaction).note);
  void endWrapUp(it);
}

async function caseOf(it: Interaction, outcome: desk.Outcome): Promise<Id | null> {
  if (outcome.choice !== 'new') return outcome.choice || null;
  const customer = it.customer?.id ?? chosenCard(it.number)?.id;
  if (!customer || !outcome.title.trim()) return null;
  const made = await api.createCase(customer, outcome.title.trim());
  /* If the next step fails, a second press must not make a second case. */
  desk.setOutcome(it.interaction, { choice: made.id, title: '' });
  return made.id;
}
