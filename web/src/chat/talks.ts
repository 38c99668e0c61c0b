/*
 * Conversations of one account: by frames with versions, and by lists. The one place where they are applied: newer versions win,
 * what a list lacks is gone unless it was heard of since the list was asked for. An agent chat that has ended leaves, with all
 * that was said. Knows what is unread. Must not know: the network, the document.
 */
import { computed, signal } from '@preact/signals';
import { keep } from '../kept.ts';
import type { Id } from '../types.ts';
import type { Account, Chat, ChatEntry, ChatFrame, FrameOfChat, Reading, Said, Side } from './types.ts';

const VERSIONS_MAX = 100_000;

export interface Talk {
  id: Id;
  /** Its place on the page: the other account; of a room, or where one takes part as one's other account, its own. */
  key: string;
  /** As which account one takes part. */
  as: Side;
  chat: Chat;
  /** The other one; of a room nobody. */
  other: Account | null;
  unread: number;
  readSeq: number;
  /** Up to where a list has counted what is unread; each later one is counted as it comes, in whatever order. */
  counted: number;
  last: Said | null;
}

/** An account as one word: "work:12". */
export const keyOf = ({ user, side }: { user: Id; side: Side }) => `${side}:${user}`;

export type Talks = ReturnType<typeof createTalks>;

/** me: as which account one takes part; a Work account also as its user's agent account (40-messaging). */
export function createTalks(me: { user: Id; side: Side }, heard: { onSaid(talk: Talk, said: Said): void; onEnded(talk: Talk): void; onUnknown(): void; onGone(id: Id): void }) {
  const talks = signal<ReadonlyMap<Id, Talk>>(new Map());
  const said = signal<ReadonlyMap<Id, readonly Said[]>>(new Map());
  const versions = new Map<string, bigint>();
  /** When something of a conversation was heard last: its own version does not rise with messages. */
  const heardAt = new Map<Id, number>();
  let stamp = 0;

  const mine = ({ user, side }: { user: Id; side: Side }) => user === me.user && (me.side === 'work' || side === me.side);
  /** Who is only invited is no party yet. */
  const within = (chat: Chat) => chat.parties.some((one) => mine(one) && one.role !== 'invited');
  const list = computed(() => [...talks.value.values()].sort((a, b) => Date.parse(b.chat.last_at) - Date.parse(a.chat.last_at) || (a.id < b.id ? -1 : 1)));
  const unread = computed(() => list.value.filter((talk) => talk.unread > 0).length);

  /** False: it is as old as what is known. */
  function isNew({ kind, id, version }: ChatFrame): boolean {
    const key = `${kind}:${id}`, held = versions.get(key), now = BigInt(version);
    stamp += 1;
    if (held !== undefined && now <= held) return false;
    versions.delete(key);
    versions.set(key, now);
    if (versions.size > VERSIONS_MAX) versions.delete(versions.keys().next().value!);
    return true;
  }

  function put(talk: Talk): void {
    talks.value = new Map(talks.value).set(talk.id, talk);
  }

  function drop(id: Id): Talk | null {
    const talk = talks.value.get(id) ?? null;
    const rest = new Map(talks.value), texts = new Map(said.value);
    for (const one of texts.get(id) ?? []) versions.delete(`message:${one.message}`); // who comes back reads them again
    rest.delete(id);
    texts.delete(id);
    heardAt.delete(id);
    talks.value = rest;
    said.value = texts;
    if (talk) heard.onGone(id);
    return talk;
  }

  function onChat({ id, state }: FrameOfChat<'conversation'>): void {
    heardAt.set(id, stamp);
    const held = talks.value.get(id);
    if (state === null || (state.kind === 'agent' && state.state === 'closed')) {
      const gone = drop(id);
      if (gone) heard.onEnded(gone);
      return;
    }
    if (held) return put({ ...held, chat: { ...state, last_seq: Math.max(state.last_seq, held.chat.last_seq), last_at: laterOf(state.last_at, held.chat.last_at) } });
    const as = state.parties.find(mine)?.side ?? me.side;
    const other = state.kind === 'room' ? null : state.parties.find((one) => !mine(one)) ?? null;
    const key = state.kind === 'room' ? `room:${id}` : other && as === me.side ? keyOf(other) : `chat:${id}`;
    put({ id, key, as, chat: state, other, unread: 0, readSeq: 0, counted: 0, last: null });
  }

  const laterOf = (a: string, b: string) => (Date.parse(a) > Date.parse(b) ? a : b);

  function putSaid(message: Said, asked: boolean): boolean {
    const before = said.value.get(message.conversation) ?? [];
    const others = before.filter((one) => one.message !== message.message);
    const { kept, dropped } = keep([...others, message].sort((a, b) => a.seq - b.seq), before.length, asked);
    for (const one of dropped) versions.delete(`message:${one.message}`); // it is read again if somebody asks for it
    said.value = new Map(said.value).set(message.conversation, kept);
    return others.length === before.length;
  }

  function onMessage({ state }: FrameOfChat<'message'>, live: boolean): void {
    const talk = state && talks.value.get(state.conversation);
    if (!talk) return;
    heardAt.set(talk.id, stamp);
    const first = putSaid(state, !live);
    const own = mine({ user: state.author.id, side: state.author.side });
    const counts = first && !own && !state.work_only && state.seq > talk.readSeq && state.seq > talk.counted;
    const { chat, last } = talk;
    const next = {
      ...talk, chat: { ...chat, last_seq: Math.max(chat.last_seq, state.seq), last_at: laterOf(chat.last_at, state.at) },
      last: last && last.seq > state.seq ? last : state, unread: talk.unread + (counts ? 1 : 0),
    };
    put(next);
    if (counts && live) heard.onSaid(next, state);
  }

  function onReading(state: Reading | null): void {
    const talk = state ? talks.value.get(state.conversation) : undefined;
    if (!state || !talk) return;
    if (!mine(state)) return othersRead(talk, state);
    if (state.gone) return void drop(talk.id);
    const seq = state.side === me.side ? state.seq : Math.max(state.seq, state.work_seq ?? 0);
    if (seq <= talk.readSeq) return;
    const later = (said.value.get(talk.id) ?? []).filter((one) => one.seq > seq && !mine({ user: one.author.id, side: one.author.side }) && !one.work_only).length;
    put({ ...talk, readSeq: seq, unread: seq >= talk.chat.last_seq ? 0 : Math.min(talk.unread, later) });
  }

  function othersRead(talk: Talk, { user, side, seq }: Reading): void {
    const parties = talk.chat.parties.map((one) => (one.user === user && one.side === side && (one.read_seq ?? 0) < seq ? { ...one, read_seq: seq } : one));
    put({ ...talk, chat: { ...talk.chat, parties } });
  }

  return {
    talks, said, list, unread, mine,

    /** A frame of the stream or of an answer; one of a conversation that is others' alone is left. live: it has just happened. */
    hear(frame: ChatFrame, live = true): void {
      if (frame.kind === 'person' || frame.kind === 'desk') return;
      if (frame.kind === 'message' && frame.state && !talks.value.has(frame.state.conversation)) return heard.onUnknown(); // not yet known: it is read with its conversation
      if (!isNew(frame)) return;
      if (frame.kind === 'conversation' && frame.state && !within(frame.state)) drop(frame.id);
      else if (frame.kind === 'conversation') onChat(frame);
      else if (frame.kind === 'message') onMessage(frame, live);
      else onReading(frame.state);
    },

    /** Before a list is asked for; `takeList` then knows what came since. */
    mark: () => stamp,

    takeList(entries: readonly ChatEntry[], mark: number): void {
      for (const entry of entries) {
        if (!within(entry.state)) continue;
        this.hear(entry, false);
        const talk = talks.value.get(entry.id);
        if (!talk) continue;
        const heardLater = talk.chat.last_seq > entry.state.last_seq;
        const chat = { ...talk.chat, last_seq: Math.max(talk.chat.last_seq, entry.state.last_seq), last_at: laterOf(talk.chat.last_at, entry.state.last_at) }; // no version tells of these
        put({ ...talk, chat, readSeq: Math.max(talk.readSeq, entry.read_seq), unread: heardLater || talk.readSeq > entry.read_seq ? talk.unread : entry.unread,
          counted: Math.max(talk.counted, entry.state.last_seq), last: talk.last && talk.last.seq >= (entry.last?.state?.seq ?? 0) ? talk.last : entry.last?.state ?? talk.last });
      }
      for (const [id, talk] of talks.value) {
        if (entries.some((entry) => entry.id === id) || (heardAt.get(id) ?? 0) > mark) continue; // one that was written in goes ahead of the pages still to come
        drop(id);
        if (talk.chat.kind === 'agent') heard.onEnded(talk);
      }
    },

    /** After which sequence messages are missing, or null. */
    hole(id: Id): number | null {
      const texts = said.value.get(id), last = talks.value.get(id)?.chat.last_seq ?? 0;
      if (!texts) return null;
      for (let i = 1; i < texts.length; i++) if (texts[i]!.seq !== texts[i - 1]!.seq + 1) return texts[i - 1]!.seq;
      const held = texts.at(-1)?.seq ?? 0;
      return held < last ? held : null;
    },

    /** All of its messages have come by the stream: there is nothing to read. */
    whole(id: Id): boolean {
      return said.value.get(id)?.[0]?.seq === 1 && this.hole(id) === null;
    },

    /** The conversation with an account, if there is one. */
    with: (key: string) => list.value.find((talk) => talk.key === key) ?? null,
  };
}
