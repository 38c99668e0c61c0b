/*
 * What there is to look at: the agents whom one leads (the board of live.ts), the conversations with customers that have not
 * ended, the agent chats that go on. Read while somebody is logged in; a missed answer leaves what is there, with a word.
 * Must not know: what is said in them.
 */
import { effect, signal } from '@preact/signals';
import { store } from '../commands.ts';
import { ledWords } from '../leading.ts';
import { board, watchBoard } from '../live.ts';
import { leads } from '../session.ts';
import type { Chat } from '../chat/types.ts';
import { leadingApi } from '../leading_api.ts';
import type { Id, Interaction } from '../types.ts';

/** Nothing tells that an agent chat has begun: it is asked for this often. */
const CHATS_MS = 5_000;

const talks = signal<Interaction[] | null>(null);
/** Null: not asked yet. */
export const chats = signal<Chat[] | null>(null);
/** Whether more are open than the list holds. */
export const more = signal(false);
export const problem = signal<string | null>(null);

/** An interaction as it is known here: the stream tells of what one takes part in, the list of the rest. */
export function interactionOf(id: Id): Interaction | null {
  return store.interactions.value.get(id) ?? talks.value?.find((it) => it.interaction === id) ?? null;
}

/** Customers' conversations, those that wait longest first; null: not asked yet. */
export function openTalks(): Interaction[] | null {
  return talks.value?.map((it) => store.interactions.value.get(it.interaction) ?? it) ?? null;
}

/** Reads one list at a time; what comes after the end is nobody's. */
function reader<T>(ask: () => Promise<T>, keep: (value: T) => void): { read(): void; stop(): void } {
  let turn = 0;
  let busy = false;
  let again = false;
  async function read(): Promise<void> {
    again = busy;
    if (busy) return;
    busy = true;
    const mine = turn;
    try {
      const value = await ask();
      if (mine === turn) {
        keep(value);
        problem.value = null;
      }
    } catch (error) {
      if (mine === turn) problem.value = ledWords(error);
    } finally {
      busy = false;
      if (again && mine === turn) void read();
    }
  }
  return { read: () => void read(), stop: () => void turn++ };
}

/** Answers how to stop. */
export function watchFloor(): () => void {
  if (!leads.value) return () => {};
  const stopBoard = watchBoard();
  const open = reader(leadingApi.openInteractions, (list) => {
    more.value = list.next_cursor !== null;
    const found = list.data.flatMap(({ state }) => (state ? [state] : []));
    talks.value = found.sort((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at));
  });
  const between = reader(() => leadingApi.agentChats('open'), (list) => {
    chats.value = list.data.flatMap(({ state }) => (state ? [state] : []));
  });
  const stopList = effect(() => {
    if (board.value) open.read();
  });
  between.read();
  const timer = setInterval(() => document.visibilityState === 'visible' && between.read(), CHATS_MS);
  return () => {
    clearInterval(timer);
    stopList();
    stopBoard();
    open.stop();
    between.stop();
    talks.value = null;
    chats.value = null;
    problem.value = null;
  };
}
