/*
 * What who leads does in the router's place, or with an agent's status (SV-3): each with a reason, each with an end that
 * is told by name. Must not know: where it is shown.
 */
import { signal } from '@preact/signals';
import { NoAnswer, Problem } from './api.ts';
import { exclusive, fail, words, type Refusal } from './commands.ts';
import { leadingApi } from './leading_api.ts';
import type { Id } from './types.ts';
import { ledProblemWords } from './live_words.ts';

/** What came of the last step, until the next one. */
export const told = signal<string>('');

export function ledWords(error: unknown): string {
  if (!(error instanceof Problem)) return error instanceof NoAnswer ? 'No answer from the server. Try again.' : words(error);
  return ledProblemWords(error.type, error.body.title, error.body.detail ?? null);
}

function refusal(error: unknown): Refusal {
  const field = error instanceof Problem ? (error.body.errors?.[0]?.pointer.slice(1) ?? null) : null;
  return { field, text: ledWords(error), ...(error instanceof Problem ? { type: error.type } : {}) };
}

/** Null: done, and `after` is told. */
async function step(name: string, after: string, run: () => Promise<unknown>): Promise<Refusal | null> {
  let refused: Refusal | null = null;
  await exclusive(name, async () => {
    try {
      await run();
      told.value = after;
    } catch (error) {
      if (error instanceof Problem && error.status === 401) fail('Not done', error);
      refused = refusal(error);
    }
  });
  return refused;
}

export const setAgentStatus = (agent: Id, body: { status: string; code: Id | null; reason: string; confirm?: boolean }, after: string) =>
  step(`lead:${agent}`, after, () => leadingApi.setAgentStatus(agent, body));

/** What is done to an interaction; `name`: its customer. */
export type Step =
  | { what: 'withdraw'; interaction: Id; name: string; offer: Id; to: string }
  | { what: 'move'; interaction: Id; name: string; queue: Id | null }
  | { what: 'reorder'; interaction: Id; name: string; queue: Id };

export const pullBack = (it: Extract<Step, { what: 'withdraw' }>, reason: string) =>
  step(`lead:${it.interaction}`, `${it.name}: the offer to ${it.to} is pulled back.`, () => leadingApi.pullBack(it.offer, reason));

export const move = (it: Step, queue: { id: Id; name: string }, reason: string) =>
  step(`lead:${it.interaction}`, `${it.name} waits in ${queue.name} now.`, () => leadingApi.move(it.interaction, queue.id, reason));

export const reorder = (it: Step, before: { id: Id; name: string } | null, reason: string) =>
  step(`lead:${it.interaction}`, before ? `${it.name} stands before ${before.name} now.` : `${it.name} is first now.`, () =>
    leadingApi.reorder(it.interaction, before?.id ?? null, reason));
