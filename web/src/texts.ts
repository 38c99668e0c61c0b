/*
 * Texts of conversations: sending in order and once, reading what is missing. A text
 * stands in the desk until its answer is here.
 */
import { Problem, api } from './api.ts';
import { piecesOf, writeFormatted } from './chat/formatted.ts';
import { exclusive, fail, onUnauthorized, store, words } from './commands.ts';
import * as desk from './desk.ts';
import { clientIdOf, keepTakenBack } from './outbox.ts';
import type { Id } from './types.ts';

const draining = new Set<Id>();

export function takeBack(it: desk.Outgoing): void {
  dropOutgoing(it.clientId);
  keepTakenBack(it);
  putBack(it.conversation, [it]);
  if (it.confirmBlocked) desk.setSendProblem(it.conversation, 'This number is blocked.', true);
}

export interface Written {
  text: string;
  html?: string | null;
}

/** What was not sent stands before what is being written, formatted where one of them is. */
export function putBack(conversation: Id, written: Written[]): void {
  const all = [...written, { text: desk.draftOf(conversation), html: desk.formattedDrafts.value[conversation] ?? null }].filter((it) => it.text);
  const formatted = all.some((it) => it.html) ? all.map((it) => it.html ?? writeFormatted(piecesOf(it.text))).join('') : null;
  desk.setDraft(conversation, all.map((it) => it.text).join('\n'), formatted);
}

/** confirmed: its writer was asked whether it goes to a blocked number. */
export function sendText(conversation: Id, text: string, html: string | null = null, confirmed?: true): void {
  const it = { conversation, text, html, ...(confirmed && { confirmBlocked: confirmed }) };
  desk.setSendProblem(conversation, null);
  desk.outgoing.value = [...desk.outgoing.value, { ...it, clientId: clientIdOf(it), state: 'sending' }];
  void drain(conversation);
}

/** What waits for the end of quiet hours is never sent. */
export const cancelText = (message: Id): Promise<void> => exclusive(`cancel:${message}`, async () => {
  try {
    store.fromAnswer(await api.cancelMessage(message));
  } catch (error) {
    fail('The text was not cancelled', error);
  }
});

export function dropOutgoing(clientId: string): void {
  desk.outgoing.value = desk.outgoing.value.filter((it) => it.clientId !== clientId);
}

function setOutgoing(clientId: string, state: desk.Outgoing['state']): void {
  desk.outgoing.value = desk.outgoing.value.map((it) => (it.clientId === clientId ? { ...it, state } : it));
}

/** One at a time per conversation, so that they arrive in the order they were written. */
export async function drain(conversation: Id): Promise<void> {
  if (draining.has(conversation)) return;
  draining.add(conversation);
  try {
    for (;;) {
      const next = desk.outgoing.value.find((it) => it.conversation === conversation);
      if (!next || !(await sendOne(next))) return;
    }
  } finally {
    draining.delete(conversation);
  }
}

async function sendOne(it: desk.Outgoing): Promise<boolean> {
  setOutgoing(it.clientId, 'sending');
  try {
    store.fromAnswer(await api.send(it));
    dropOutgoing(it.clientId);
    return true;
  } catch (error) {
    if (!desk.outgoing.value.some((other) => other.clientId === it.clientId)) return true; // the stream has told that it is there
    if (error instanceof Problem && error.status < 500 && error.status !== 429) {
      if (error.status === 401) onUnauthorized.call();
      else giveBack(it, words(error), error.type === 'number_blocked');
    } else {
      setOutgoing(it.clientId, 'waiting');
    }
    return false;
  }
}

/** A text the server refuses goes back to where it was written, before what is there now. */
function giveBack(it: desk.Outgoing, why: string, blocked: boolean): void {
  const same = desk.outgoing.value.filter((other) => other.conversation === it.conversation);
  desk.outgoing.value = desk.outgoing.value.filter((other) => other.conversation !== it.conversation);
  putBack(it.conversation, same);
  desk.setSendProblem(it.conversation, why, blocked);
}

/** After a lost connection: the same texts with the same ids, so none goes twice. */
export function drainAll(): void {
  for (const conversation of new Set(desk.outgoing.value.map((it) => it.conversation))) void drain(conversation);
}

export const PAGE = 50;
/** The same hole is asked for this often; then the next frame or snapshot must tell. */
const HOLE_TRIES_MAX = 3;
const holeTries = new Map<string, number>();

/** Reads the conversation of new work, and whatever is missing between its messages. */
export async function fillConversation(id: Id): Promise<void> {
  await exclusive(`fill:${id}`, async () => {
    try {
      if (!store.conversations.value.has(id)) store.fromAnswer(await api.conversation(id));
      for (let after = nextHole(id); after !== null; after = nextHole(id)) {
        for (const frame of await api.messages(id, `after_seq=${after}&limit=${PAGE}`)) store.fromAnswer(frame);
      }
      for (let first = nextHead(id); first !== null; first = nextHead(id)) {
        for (const frame of await api.messages(id, `before_seq=${first}&limit=${PAGE}`)) store.fromAnswer(frame);
      }
    } catch {
      /* the next frame, or the next snapshot, asks again */
    }
  });
}

/** What came by the stream may be the middle of a short conversation: its beginning is read, too. */
function nextHead(id: Id): number | null {
  const list = store.messages.value.get(id) ?? [], first = list[0]?.seq ?? 1;
  return first > 1 && list.length < PAGE && mayTry(`${id}:head:${first}`) ? first : null;
}

function nextHole(id: Id): number | null {
  const hole = store.hole(id);
  if (hole === null) return null;
  const after = store.messages.value.has(id) ? hole : Math.max(0, (store.conversations.value.get(id)?.last_seq ?? 0) - PAGE);
  return mayTry(`${id}:${after}`) ? after : null;
}

function mayTry(place: string): boolean {
  const tries = (holeTries.get(place) ?? 0) + 1;
  if (holeTries.size > desk.ENTRIES_MAX) holeTries.clear();
  holeTries.set(place, tries);
  return tries <= HOLE_TRIES_MAX;
}

export const loadEarlier = (conversation: Id) =>
  exclusive(`earlier:${conversation}`, async () => {
    const first = store.messages.value.get(conversation)?.[0]?.seq ?? 1;
    try {
      const frames = await api.messages(conversation, `before_seq=${first}&limit=${PAGE}`);
      for (const frame of frames) store.fromAnswer(frame);
    } catch (error) {
      fail('Earlier messages could not be read', error);
    }
  });

export function unreadOf(conversation: string): number {
  const read = desk.readTo.value[conversation] ?? 0;
  const list = store.messages.value.get(conversation) ?? [];
  return list.filter((message) => message.direction === 'in' && message.seq > read).length;
}
