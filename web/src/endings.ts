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

/** Wrap-ups that the page saves as their time runs out, with the note that it saves. */
export const savedByTime = new Map<Id, string>();

/** `time_over`: it is not refused for the disposition that it should have. */
async function saveWrapUp(it: Interaction, time_over: boolean): Promise<void> {
  const outcome = desk.outcomeOf(it.interaction);
  const { disposition } = outcome;
  const note = outcome.note.trim();
  const chosen = await caseOf(it, outcome);
  store.fromAnswer(await api.endWrapUp(it.interaction, {
    ...(chosen ? { case_id: chosen } : {}), ...(note ? { note } : {}), ...(disposition ? { disposition_id: disposition } : {}), ...(time_over ? { time_over } : {}),
  }));
  desk.dropOutcome(it.interaction);
}

const late = (it: Interaction, run: (part: typeof import('./late.ts')) => Promise<void>) =>
  import('./late.ts').then(run).catch((error) => fail('The wrap-up is not saved', error, desk.outcomeOf(it.interaction).note.trim()));

export const endWrapUp = (it: Interaction) =>
  exclusive(`wrap:${it.interaction}`, async () => {
    savedByTime.delete(it.interaction);
    try {
      await saveWrapUp(it, false);
    } catch (error) {
      if (error instanceof Problem && error.body.errors?.[0]?.pointer === '/disposition_id') desk.wrapRefused.value = { interaction: it.interaction, text: words(error) };
      else await late(it, (part) => part.saveRest(it, error));
    }
  });

/** Its time runs out, or has: what was chosen and written is saved, not lost. Once, unless more time is given. */
export function endByTime(it: Interaction, over = false): void {
  const { note, choice, disposition } = desk.outcomeOf(it.interaction);
  if (!(note || choice || disposition) || !over && savedByTime.has(it.interaction)) return;
  const save = () => saveWrapUp(it, true);
  void exclusive(`wrap:${it.interaction}`, async () => {
    savedByTime.set(it.interaction, note);
    await (over ? late(it, (part) => part.saveLate(it)) : save().catch((error) => late(it, (part) => part.saveRest(it, error, save))));
  });
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
