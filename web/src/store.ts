/*
 * What the server says: things by kind and id with their versions, plus the
 * figures that only a snapshot carries. The one place where frames are applied.
 *
 * Rules (consistency, 5): a frame is a state; newer versions win, equal and older
 * ones change nothing; the version of what is gone is remembered, so that a late
 * frame brings no ghost back. While a snapshot is being read the stream's frames
 * wait here and are applied after it. A thing that the snapshot lacks is gone,
 * unless a frame of it came after the reading began. Only its frame says why it is
 * gone: if the stream has missed nothing, the thing stays until its frame comes, or
 * until a second snapshot lacks it, too.
 *
 * Must not know: the network, the document.
 */
import { computed, signal } from '@preact/signals';
import { keep } from './kept.ts';
import type {
  Agent, Conversation, Customer, Frame, Id, Interaction, Kind, Mate, Message, Offer, Queue, Snapshot,
  States, Time, User, Version,
} from './types.ts';

/** Versions remembered, present and gone things together. */
export const VERSIONS_MAX = 100_000;
/** Frames that wait for one snapshot; more, and the next snapshot must tell. */
export const BUFFER_MAX = 10_000;

export type Origin = 'snapshot' | 'stream' | 'answer';
export type Change = {
  [K in Kind]: { kind: K; id: Id; version: Version; before: States[K] | null; after: States[K] | null; origin: Origin };
}[Kind];

interface Held {
  version: bigint;
  stamp: number;
}

type Table<T> = ReadonlyMap<Id, T>;

export type Store = ReturnType<typeof createStore>;

export function createStore() {
  const versions = new Map<string, Held>();
  const listeners = new Set<(change: Change) => void>();
  let stamp = 0;
  let buffer: Frame[] | null = null;
  let mark = 0;
  /** What the snapshot before lacked and the stream was still to explain, by kind, id and version. */
  let unexplained = new Set<string>();

  const user = signal<User | null>(null);
  const agents = signal<Table<Agent>>(new Map());
  const offers = signal<Table<Offer>>(new Map());
  const interactions = signal<Table<Interaction>>(new Map());
  const conversations = signal<Table<Conversation>>(new Map());
  const customers = signal<Table<Customer>>(new Map());
  const messages = signal<ReadonlyMap<Id, readonly Message[]>>(new Map());
  const queues = signal<Queue[]>([]);
  const mates = signal<Mate[]>([]);
  const figuresAt = signal<Time | null>(null);

  const tables = { agent: agents, offer: offers, interaction: interactions, conversation: conversations, customer: customers };

  const me = computed(() => agents.value.get(user.value?.id ?? '') ?? null);

  /** Offers that wait for this agent, the most urgent first. */
  const openOffers = computed(() =>
    [...offers.value.values()]
      .filter((offer) => offer.agent === user.value?.id)
      .sort((a, b) => Date.parse(a.deadline) - Date.parse(b.deadline)),
  );

  /** Whether an agent has it, or is asked in. */
  const concerns = (it: Interaction, agent: Id | undefined): boolean =>
    agent !== undefined && (it.agent === agent
      ? it.state === 'assigned' || it.state === 'wrap_up'
      : it.state === 'assigned' && (it.consults?.some((one) => one.agent.id === agent) ?? false));

  /** This agent's conversations and wrap-ups, and what they are asked into, in an order that does not jump. */
  const work = computed(() =>
    [...interactions.value.values()]
      .filter((it) => concerns(it, user.value?.id))
      .sort((a, b) =>
        Number(a.state === 'wrap_up') - Number(b.state === 'wrap_up') ||
        Date.parse(a.assigned_at ?? a.started_at) - Date.parse(b.assigned_at ?? b.started_at) ||
        (a.interaction < b.interaction ? -1 : 1)),
  );

  const team = computed(() =>
    mates.value.map((mate) => {
      const agent = agents.value.get(mate.id);
      if (!agent) return mate;
      const { status, shown, shown_since, shown_until: until, since, occupancy, set_by, set_by_name, reason } = agent;
      return { ...mate, status, shown, shown_since, since, occupancy, set_by, set_by_name, reason, until };
    }),
  );

  function remember(key: string, version: bigint): void {
    versions.delete(key);
    versions.set(key, { version, stamp: ++stamp });
    if (versions.size <= VERSIONS_MAX) return;
    const oldest = versions.keys().next();
    if (!oldest.done) versions.delete(oldest.value);
  }

  function put(kind: Exclude<Kind, 'message'>, id: Id, state: object | null): object | null {
    const table = tables[kind] as unknown as { value: Table<object> };
    const before = table.value.get(id) ?? null;
    if (before === null && state === null) return null;
    const next = new Map(table.value);
    if (state === null) next.delete(id);
    else next.set(id, state);
    table.value = next;
    return before;
  }

  function putMessage(id: Id, state: Message | null, asked: boolean): Message | null {
    const next = new Map(messages.value);
    let before: Message | null = null;
    for (const [conversation, list] of next) {
      if (state !== null && conversation !== state.conversation) continue;
      before = list.find((message) => message.message === id) ?? null;
      if (before) next.set(conversation, list.filter((message) => message !== before));
      if (before) break;
    }
    if (state !== null) {
      const others = next.get(state.conversation) ?? [];
      const { kept, dropped } = keep([...others, state].sort((a, b) => a.seq - b.seq), others.length + (before ? 1 : 0), asked);
      for (const message of dropped) versions.delete(`message:${message.message}`); // it is read again if somebody asks for it
      next.set(state.conversation, kept);
    }
    messages.value = next;
    return before;
  }

  /** An ended thing leaves the page; its version stays. */
  function ended(frame: Frame): boolean {
    if (frame.state === null) return true;
    if (frame.kind === 'offer') return frame.state.state !== 'made';
    return frame.kind === 'interaction' && frame.state.state === 'ended';
  }

  function tell(frame: Frame, before: object | null, origin: Origin): void {
    const change = { kind: frame.kind, id: frame.id, version: frame.version, before, after: frame.state, origin } as Change;
    for (const listener of listeners) listener(change);
  }

  /* Texts show in a conversation only, so their versions may go with it; they are
   * needed afresh when the conversation comes back to this agent. */
  function forgetMessages(conversation: Id): void {
    const list = messages.value.get(conversation);
    if (!list) return;
    for (const message of list) versions.delete(`message:${message.message}`);
    const next = new Map(messages.value);
    next.delete(conversation);
    messages.value = next;
  }

  /** Applies one state. False: it was not newer. */
  function apply(frame: Frame, origin: Origin): boolean {
    if (!(frame.kind in tables) && frame.kind !== 'message') return false;
    const key = `${frame.kind}:${frame.id}`;
    const version = BigInt(frame.version);
    const held = versions.get(key);
    if (held && version <= held.version) {
      if (origin === 'snapshot') held.stamp = ++stamp;
      return false;
    }
    remember(key, version);
    const shown = ended(frame) ? null : frame.state;
    const before =
      frame.kind === 'message'
        ? putMessage(frame.id, shown as Message | null, origin === 'answer')
        : put(frame.kind, frame.id, shown);
    if (frame.kind === 'conversation' && frame.state === null) forgetMessages(frame.id);
    if (frame.kind === 'interaction' && shown === null && before) dropConversation(before as Interaction);
    tell(frame, before, origin);
    return true;
  }

  /** A conversation is held for its interaction: it leaves with it. */
  function dropConversation(interaction: Interaction): void {
    const others = [...interactions.value.values()];
    if (others.some((it) => it.conversation === interaction.conversation)) return;
    put('conversation', interaction.conversation, null);
    versions.delete(`conversation:${interaction.conversation}`);
    forgetMessages(interaction.conversation);
  }

  /** A receipt may come after its conversation has left the page. */
  function forgetOrphans(): void {
    for (const conversation of messages.value.keys()) {
      if (!conversations.value.has(conversation)) forgetMessages(conversation);
    }
  }

  /** What was here when the reading began and is not in the snapshot has ended unseen; `unbroken`: if the one before lacked it, too. */
  function sweep(unbroken: boolean): void {
    const lacked = unexplained;
    unexplained = new Set();
    for (const kind of ['offer', 'interaction', 'conversation'] as const) {
      for (const id of tables[kind].value.keys()) {
        const held = versions.get(`${kind}:${id}`);
        if (held && held.stamp > mark) continue;
        const version = String(held?.version ?? 0n);
        const lack = `${kind}:${id}:${version}`;
        if (unbroken && !lacked.has(lack)) unexplained.add(lack);
        else remove(kind, id, version);
      }
    }
  }

  function remove(kind: 'offer' | 'interaction' | 'conversation', id: Id, version: Version): void {
    const before = put(kind, id, null);
    if (kind === 'conversation') forgetMessages(id);
    for (const listener of listeners) listener({ kind, id, version, before, after: null, origin: 'snapshot' } as Change);
  }

  return {
    user, agents, offers, interactions, conversations, customers, messages, queues, figuresAt,
    me, openOffers, work, team, concerns,

    onChange(listener: (change: Change) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    /** Call when the stream opens, or says stale, before the snapshot is asked for. */
    startSnapshot(): void {
      mark = stamp;
      buffer ??= [];
    },

    /** What waited is applied. If no snapshot could be read, the rest stays as it is. */
    cancelSnapshot(): void {
      const waiting = buffer ?? [];
      buffer = null;
      for (const frame of waiting) apply(frame, 'stream');
    },

    fromStream(frame: Frame): void {
      if (!buffer) apply(frame, 'stream');
      else if (buffer.length < BUFFER_MAX) buffer.push(frame);
    },

    /** The state in the answer to one's own command. */
    fromAnswer(frame: Frame): boolean {
      return apply(frame, 'answer');
    },

    /** `unbroken`: the stream has missed nothing since the snapshot before. Answers whether it has yet to explain what this one lacks. */
    applySnapshot(snapshot: Snapshot, unbroken = false): boolean {
      user.value = snapshot.user;
      apply(snapshot.agent, 'snapshot');
      for (const offer of snapshot.offers) apply(offer, 'snapshot');
      for (const item of snapshot.interactions) {
        const { conversation, messages: texts, ...interaction } = item;
        apply(interaction, 'snapshot');
        if (conversation) apply(conversation, 'snapshot');
        for (const message of texts) apply(message, 'snapshot');
      }
      for (const { conversation, messages: texts } of snapshot.watched ?? []) {
        apply(conversation, 'snapshot');
        for (const message of texts) apply(message, 'snapshot');
      }
      this.cancelSnapshot();
      sweep(unbroken);
      forgetOrphans();
      queues.value = snapshot.queues;
      mates.value = snapshot.team;
      figuresAt.value = snapshot.at;
      return unexplained.size > 0;
    },

    /** A conversation that this page looked at leaves it, unless it is its own work. */
    forget(conversation: Id): void {
      if ([...interactions.value.values()].some((it) => it.conversation === conversation && concerns(it, user.value?.id))) return;
      put('conversation', conversation, null);
      versions.delete(`conversation:${conversation}`);
      forgetMessages(conversation);
    },

    /** The sequence after which messages of an open conversation are missing, or null. */
    hole(conversation: Id): number | null {
      const list = messages.value.get(conversation) ?? [];
      const last = conversations.value.get(conversation)?.last_seq ?? 0;
      for (let i = 1; i < list.length; i++) {
        if (list[i]!.seq !== list[i - 1]!.seq + 1) return list[i - 1]!.seq;
      }
      const held = list.at(-1)?.seq ?? 0;
      return held < last ? held : null;
    },

    /** When the customer last wrote. A conversation's own version does not rise with its messages. */
    lastCustomerAt(conversation: Id): Time | null {
      const list = messages.value.get(conversation) ?? [];
      const last = list.findLast((message) => message.direction === 'in')?.at ?? null;
      const told = conversations.value.get(conversation)?.last_customer_at ?? null;
      return last && told ? (Date.parse(last) > Date.parse(told) ? last : told) : (last ?? told);
    },

    /** Since when the customer waits for a person's answer: the server's word, and what came after it (messaging.append). */
    unansweredSince(conversation: Id): Time | null {
      const told = conversations.value.get(conversation);
      let since = told?.unanswered_since ?? null;
      for (const { seq, direction, author, at } of messages.value.get(conversation) ?? []) {
        if (seq <= (told?.last_seq ?? 0)) continue;
        if (direction === 'in') since ??= at;
        else if (direction === 'out' && author) since = null;
      }
      return since;
    },

    /** Logged out: nothing of this person stays. */
    clear(): void {
      versions.clear();
      buffer = null;
      user.value = null;
      for (const table of Object.values(tables)) (table as { value: Table<unknown> }).value = new Map();
      messages.value = new Map();
      queues.value = [];
      mates.value = [];
      figuresAt.value = null;
    },
  };
}
