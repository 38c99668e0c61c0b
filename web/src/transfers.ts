/* Giving a conversation away, asking a colleague in, leaving, taking over. */
import { api } from './api.ts';
import { exclusive, fail, store, words } from './commands.ts';
import { may } from './session.ts';
import type { Id, Interaction, Offer } from './types.ts';

/** The offer by which a colleague is being asked about a conversation of this agent's. */
export function asking(it: Interaction): Offer | null {
  return [...store.offers.value.values()].find((offer) => offer.interaction === it.interaction && offer.kind !== 'queue') ?? null;
}

export type Target = { queue: Id } | { agent: Id };

/** Whether this person has joined it, as one who leads it, and so writes to the customer beside its agent (SV-2). */
export const writes = (it: Interaction): boolean => it.consults?.some((one) => one.writes && one.agent.id === store.user.value?.id) ?? false;

/** Who was asked in may take it over in any case, who leads it by permission. */
export const mayTakeOver = (it: Interaction): boolean =>
  may('interactions_take_over') || (it.consults?.some(({ agent, asked_by }) => agent.id === store.user.value?.id && asked_by.id !== agent.id) ?? false);

/** Why it could not be, or null. */
export async function giveAway(it: Interaction, target: Target, consult: boolean, note: string): Promise<string | null> {
  let problem: string | null = null;
  await exclusive(`transfer:${it.interaction}`, async () => {
    try {
      store.fromAnswer(await api.transfer(it.interaction, consult ? 'consult' : 'transfer', { ...target, ...(note.trim() ? { note: note.trim() } : {}) }));
    } catch (error) {
      problem = words(error);
    }
  });
  return problem;
}

const run = (what: string, name: string, ask: () => Promise<Parameters<typeof store.fromAnswer>[0]>) =>
  exclusive(name, async () => {
    try {
      store.fromAnswer(await ask());
    } catch (error) {
      fail(what, error);
    }
  });

export const takeBackAsk = (offer: Id) => run('Not taken back', `offer:${offer}`, () => api.withdraw(offer));
export const leave = (it: Interaction) => run('Not left', `consult:${it.interaction}`, () => api.leave(it.interaction));
export const join = (it: Interaction) => run('Not joined', `consult:${it.interaction}`, () => api.join(it.interaction));
export const takeOver = (it: Interaction) => run('Not taken over', `consult:${it.interaction}`, () => api.takeOver(it.interaction));
export const extendWrapUp = (it: Interaction) => run('Not made longer', `wrap:${it.interaction}`, () => api.extendWrapUp(it.interaction));

/** True when it is stored. */
export async function writeNote(it: Interaction, text: string): Promise<boolean> {
  let done = false;
  await run('The note is not saved', `note:${it.interaction}`, async () => {
    const frame = await api.note(it.conversation, text);
    done = true;
    return frame;
  });
  return done;
}
