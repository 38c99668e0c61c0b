/*
 * The one conversation that is looked at: how the look begins (the server writes each in the audit log), goes on while the page
 * is in sight, and ends. Its messages come by the stream into the store. Must not know: how it is shown.
 */
import { signal } from '@preact/signals';
import { Problem, api } from '../api.ts';
import { serverNow } from '../clock.ts';
import { exclusive, store } from '../commands.ts';
import { ledWords } from '../leading.ts';
import { link } from '../session.ts';
import { PAGE, fillConversation } from '../texts.ts';
import type { Chat } from '../chat/types.ts';
import { leadingApi } from '../leading_api.ts';
import type { Conversation, FrameOf, Id, Interaction, Snapshot } from '../types.ts';
import { interactionOf } from './floor.ts';

/** `interaction`: of a customer's; an agent chat has none. */
export interface Target {
  conversation: Id;
  interaction: Id | null;
}

export type Look =
  | { state: 'asking' }
  /** `until`: when it ends by itself; null: one takes part, which needs no look. */
  | { state: 'open'; until: number | null }
  /** `off`: monitoring is; `denied`: they lack the permission; `lost`: nobody answered. */
  | { state: 'refused'; text: string; off: boolean; denied: boolean; lost: boolean }
  | { state: 'over' };

export const target = signal<Target | null>(null);
export const look = signal<Look>({ state: 'asking' });

/** So long before its end a look is made anew, if the page is in sight. */
const RENEW_MS = 60_000;
const CHECK_MS = 1_000;
/** Every so many checks the server is asked whether it still answers. */
const ASK_EVERY = 10;

export const customerChat = (id: Id): Conversation | null => store.conversations.value.get(id) ?? null;
/** The store keeps whatever conversation the server tells of; which kind it is, the target says. */
export const agentChat = (id: Id): Chat | null => (store.conversations.value.get(id) as unknown as Chat | undefined) ?? null;

/** Who has it, or is in it. */
export const takesPart = (it: Interaction | null): boolean => it !== null && store.concerns(it, store.user.value?.id);

const isAt = (it: Target) => target.value === it;

/** Opens one; what was open before is looked away from. */
export async function lookAt(it: Target): Promise<void> {
  if (target.value?.conversation !== it.conversation) lookAway();
  target.value = it;
  look.value = { state: 'asking' };
  await begin(it);
}

async function begin(it: Target): Promise<void> {
  if (it.interaction && takesPart(interactionOf(it.interaction))) {
    await fillConversation(it.conversation);
    if (isAt(it)) look.value = { state: 'open', until: null };
    return;
  }
  try {
    const { until, messages, ...frame } = await leadingApi.look(it.conversation);
    if (!isAt(it)) return forget(it); // somebody has gone on meanwhile
    store.fromAnswer(frame);
    for (const message of messages) store.fromAnswer(message);
    look.value = { state: 'open', until: Date.parse(until) };
  } catch (error) {
    if (isAt(it)) look.value = { state: 'refused', text: ledWords(error), off: error instanceof Problem && error.type === 'monitoring_off', denied: error instanceof Problem && error.type === 'forbidden', lost: !(error instanceof Problem) };
  }
}

/** The server's look would end by itself: that it is told needs no answer. */
function forget(it: Target): void {
  if (target.value?.conversation !== it.conversation) void leadingApi.lookAway(it.conversation).catch(() => {});
}

export function lookAway(): void {
  const it = target.value;
  const had = look.value.state === 'open' && look.value.until !== null;
  target.value = null;
  if (!it) return;
  if (had) forget(it);
  store.forget(it.conversation);
}

/** What may be seen has changed: joined, left, taken over. */
export async function lookAgain(): Promise<void> {
  if (target.value) await begin(target.value);
}

/* ---- the connection comes back ------------------------------------------------------- */

async function watched(): Promise<NonNullable<Snapshot['watched']>> {
  const it = target.value;
  if (!it || look.value.state !== 'open' || look.value.until === null) return [];
  const last = store.messages.value.get(it.conversation)?.at(-1)?.seq;
  try {
    await leadingApi.looking(it.conversation);
    const conversation: FrameOf<'conversation'> = await api.conversation(it.conversation);
    const messages = await api.messages(it.conversation, last === undefined ? `limit=${PAGE}` : `after_seq=${last}&limit=200`);
    return [{ conversation, messages }];
  } catch (error) {
    if (error instanceof Problem && error.status === 404 && isAt(it)) look.value = { state: 'over' };
    else if (!(error instanceof Problem)) throw error;
    return [];
  }
}

export async function readSnapshot(): Promise<Snapshot> {
  const [snapshot, others] = [await api.workspace(), await watched()];
  return { ...snapshot, watched: others };
}

export function onLive(): void {
  const it = target.value;
  if (it && look.value.state === 'open') void fillConversation(it.conversation);
}

/* ---- its time ------------------------------------------------------------------------ */

/** A look that was made anew keeps the one before if nobody answers. */
const renew = (it: Target) =>
  exclusive('look', async () => {
    const before = look.value;
    await begin(it);
    if (isAt(it) && look.value.state === 'refused' && look.value.lost) look.value = before;
  });

/** Monitoring may have been switched off, or the agent be another's now: then nothing comes any more, and nothing says so. */
const ask = (it: Target) =>
  exclusive('look', async () => {
    try {
      await leadingApi.looking(it.conversation);
    } catch (error) {
      if (error instanceof Problem && error.status === 404 && isAt(it)) await begin(it);
    }
  });

function check(): void {
  const it = target.value;
  const now = look.value;
  if (!it || now.state !== 'open' || link.value.state !== 'live') return;
  const part = it.interaction !== null && takesPart(interactionOf(it.interaction));
  if ((now.until === null) !== part) return void renew(it);
  if (now.until === null) return;
  const left = now.until - serverNow();
  if (left <= 0) look.value = { state: 'over' };
  else if (document.visibilityState !== 'visible') return;
  else if (left < RENEW_MS) void renew(it);
  else if (++checks % ASK_EVERY === 0) void ask(it);
}

let checks = 0;

export function startLooking(): void {
  setInterval(check, CHECK_MS);
  window.addEventListener('pagehide', lookAway);
  store.onChange((change) => {
    const it = target.value;
    if (it && change.kind === 'message' && change.origin === 'stream' && store.hole(it.conversation) !== null) void fillConversation(it.conversation);
  });
}
