/*
 * The shapes that the daemons send: things with versions, frames, the snapshot,
 * customers' cards. Owns no data. Times are RFC 3339 UTC, ids and versions are
 * decimal strings (64 bit).
 */
export type Id = string;
export type Version = string;
export type Time = string;

export interface Ref {
  id: Id;
  name: string;
}

export interface Channel {
  id: Id;
  name: string;
  medium: string;
  kind: string;
  number: string | null;
}

/** Who began a web chat, as they said themselves, and the page that they are on. */
export interface Visitor {
  name: string | null;
  email: string | null;
  page_url: string | null;
  language: string | null;
  form: { name: string; label: string; value: string | null }[];
  /** Their page is gone, or they said that it is over. */
  left_at: Time | null;
  ended: boolean;
}

export interface Agent {
  agent: Id;
  name: string;
  /** To which they belong; null: none. */
  site?: Id | null;
  status: string;
  stop_new: boolean;
  code: string | null;
  code_name: string | null;
  since: Time;
  set_by: string;
  set_by_name: string | null;
  reason: string | null;
  until: Time | null;
  occupancy: string;
  shown: string;
  /** What was chosen holds since `since`; null: not known. */
  shown_since: Time | null;
  /** When that ends by itself. */
  shown_until: Time | null;
  lease: string;
  /** Hundredths of a conversation; the plain counts stand beside. */
  load: number;
  limit: number;
  chats: number;
  chats_limit: number;
  /** Null: none, or one that is over. */
  emergency?: { phase: 'dialling' | 'in_call' | 'lock' | 'held' | 'remaining'; since: Time; lock_ends_at: Time | null; number: string | null; sent: string | null; answered_at: Time | null } | null;
}

export interface Offer {
  offer: Id;
  interaction: Id;
  agent: Id;
  state: 'made' | 'accepted' | 'rejected' | 'expired' | 'withdrawn';
  cause: string | null;
  made_at: Time;
  deadline: Time;
  queue: Ref | null;
  channel: Channel;
  conversation: Id;
  number: string;
  customer: Ref | null;
  waiting_since: Time;
  why: unknown;
  may_reject: boolean;
  last_text: string | null;
  /** A transfer or consult comes from a colleague, with a note. */
  kind: 'queue' | 'transfer' | 'consult' | 'take_over' | 'begun';
  from: Ref | null;
  to: Ref | null;
  note: string | null;
  /** What an integrator calls it. */
  reference?: string;
  visitor?: Visitor | null;
}

/** Somebody asked into a conversation. */
export interface Consult {
  agent: Ref;
  asked_by: Ref;
  since: Time;
  until: Time;
  /** Who leads it and has joined writes to the customer, too. */
  writes?: boolean;
}

/** Whom it may be given to; a text says why not. */
export interface Targets {
  agents: (Ref & { shown: string; transfer: string | null; consult: string | null })[];
  queues: (Ref & { waiting: number; transfer: string | null })[];
}

export interface CaseRef {
  id: Id;
  number: string;
  title: string;
}

/** A customer's call: how it is with who has it now. */
export interface QueueCall {
  id: string;
  state: 'waiting' | 'ringing' | 'talking' | 'held' | 'over';
  since: Time;
  held_by: 'agent' | 'phone' | null;
  /** By the contact center: nobody hears its agent. */
  muted?: boolean;
  /** Pressed in the contact center: how many, and when last. */
  keys?: { count: number; at: Time } | null;
  /** Null: withheld, or the call is over. */
  number: string | null;
  record: boolean;
  /** Whom its agent has brought in. */
  consult?: { number: string; name: string | null; state: 'ringing' | 'talking' | 'conference' } | null;
  /** Supervisors who speak on it; who listens alone is told to nobody. */
  heard?: { id: Id; name: string | null; mode: 'whisper' | 'join' }[];
  /** Null: it is not recorded. */
  recording?: 'on' | 'paused' | 'failed' | null;
  by: 'caller' | 'agent' | 'agent_phone' | 'system' | null;
  cause: string | null;
}

export interface Interaction {
  interaction: Id;
  state: 'arrived' | 'waiting' | 'offered' | 'assigned' | 'wrap_up' | 'ended';
  medium: string;
  channel: Channel;
  queue: Ref | null;
  conversation: Id;
  number: string;
  customer: Ref | null;
  agent: Id | null;
  /** For another agent, who had it before; in lists. Null: who was deleted. */
  agent_name?: string | null;
  /** Who has it took it from another agent, who had not asked them in. */
  taken_over?: true;
  offer?: Id | null;
  priority: number;
  started_at: Time;
  assigned_at: Time | null;
  ended_at: Time | null;
  outcome: string | null;
  returned_reason: string | null;
  wrap_until: Time | null;
  wrap_extend: boolean;
  /** Its queue's screen pop (IN-4), filled in by screenpop.ts. */
  screen_pop_url?: string;
  /** What an integrator calls it. */
  reference?: string;
  visitor?: Visitor | null;
  disposition?: Ref | null;
  note?: string | null;
  /** In wrap-up, which can't be ended without one. */
  disposition_required?: true;
  case: CaseRef | null;
  transcript: Id | null;
  consults?: Consult[];
  /** The agent who began it, and the interaction that they had then. */
  begun_by?: Id;
  linked_to?: Id | null;
  /** Of medium voice. */
  call?: QueueCall | null;
}

export interface Conversation {
  conversation: Id;
  state: 'open' | 'closed';
  channel: Channel;
  number: string;
  last_seq: number;
  last_customer_seq: number;
  last_customer_at: Time | null;
  /** Since the customer's first message that no person has answered, as of `last_seq`; null: all are. */
  unanswered_since: Time | null;
  opted_out: boolean;
  /** Of the customer's number, ISO 3166; null: a short code. */
  country: string | null;
  /** 1 is the cheapest. */
  price_class: number | null;
  /** Whether the agent may send formatted text. */
  formatted: boolean;
  /** Whether the agent is told that it may be monitored. */
  notice: boolean;
  visitor?: Visitor | null;
}

/** What a look at a conversation answers (MS-1); it ends by itself. */
export type Looked = { kind: 'conversation'; id: Id; version: Version; state: Conversation; until: Time; messages: FrameOf<'message'>[] };

export interface Delivery {
  state: string;
  reason: string | null;
  /** While it is held. */
  held_until?: Time;
}

/** A file that came with a message: its type is told by its content. */
export interface Attachment {
  id: Id;
  state: 'wanted' | 'stored' | 'failed';
  reason: string | null;
  type: string | null;
  bytes: number | null;
  sha256: string | null;
}

export interface Message {
  message: Id;
  conversation: Id;
  seq: number;
  /** `said`: between accounts. */
  direction: 'in' | 'out' | 'system' | 'said';
  text: string;
  at: Time;
  author: Ref | null;
  client_id: string | null;
  delivery: Delivery | null;
  encoding: string | null;
  segments: number | null;
  /** An agent's formatted text, on web chat or to an account; `text` is its plain form. */
  html?: string | null;
  attachments?: Attachment[];
}

export interface Customer {
  customer: Id;
  name: string;
  company: string | null;
  language: string | null;
  notes: string | null;
  numbers: string[];
  emails: string[];
  /** The customer whose record this one is part of. */
  merged_into: Id | null;
}

export interface Case extends CaseRef {
  state: string;
  customer: Ref | null;
  created_at: Time;
  closed_at: Time | null;
  closed_by: Ref | null;
  reopened_at: Time | null;
  reopened_by: Ref | null;
  version: Version;
}

export interface Earlier {
  id: Id;
  medium: string;
  channel: Channel | null;
  started_at: Time;
  ended_at: Time | null;
  agent: Ref | null;
  outcome: string | null;
  note: string | null;
  disposition?: string | null;
  case: CaseRef | null;
  transcript: Id | null;
}

/** What pops up: the customer's frame with open cases and the last interactions. */
export interface CustomerCard {
  id: Id;
  version: Version;
  state: Customer;
  /** The newest merge into it, while it can be undone. */
  merged: (Ref & { at: Time }) | null;
  cases: Case[];
  interactions: Earlier[];
}

/** All records with a number; without one, what is known of the number itself. */
export interface CustomersFound {
  data: CustomerCard[];
  interactions: Earlier[];
  cases: Case[];
}

export interface States {
  agent: Agent;
  offer: Offer;
  interaction: Interaction;
  conversation: Conversation;
  message: Message;
  customer: Customer;
}

export type Kind = keyof States;

/** A thing's whole state; null says that it is gone. */
export type Frame = {
  [K in Kind]: { kind: K; id: Id; version: Version; state: States[K] | null; n?: number };
}[Kind];

export type FrameOf<K extends Kind> = Extract<Frame, { kind: K }>;

export type Notice =
  | { type: 'hello'; session: Id; at: Time }
  /** `at` is the server's own mark: it goes back as it came. */
  | { type: 'ping'; at: unknown }
  | { type: 'stale' }
  | { type: 'bye'; reason: string; retry_ms?: number };

export interface User {
  id: Id;
  name: string;
  username: string;
}

export interface Queue {
  id: Id;
  name: string;
  waiting: number;
  oldest_since: Time | null;
}

export interface Mate {
  id: Id;
  name: string;
  shown: string;
  since: Time | null;
  set_by?: string;
  set_by_name?: string | null;
  reason?: string | null;
  /** Of what is shown; the rest is of what was chosen. */
  until?: Time | null;
  occupancy: string;
  status?: string;
  shown_since?: Time | null;
}

export interface BoardQueue {
  queue: { id: Id; name: string };
  open: boolean;
  waiting: number;
  oldest_since: Time | null;
  in_progress: number;
  /** Promised a call, which nobody has taken yet. */
  callbacks: number;
  callbacks_since: Time | null;
  service_ms: number;
  service_target: number | null;
  agents: Record<string, number>;
  counters: Record<string, number>;
  figures: Record<string, number | null>;
}

export interface BoardAgent {
  agent: Ref;
  status: string;
  shown: string;
  shown_since: Time | null;
  shown_until: Time | null;
  code: Id | null;
  code_name: string | null;
  since: Time | null;
  set_by: string;
  set_by_name: string | null;
  reason: string | null;
  until: Time | null;
  lease: string;
  work: { interaction: Id; state: string; queue: Ref | null; since: Time | null }[];
  counters: Record<string, number>;
  figures: Record<string, number | null>;
}

export interface Alarm {
  raised: Id;
  kind: string;
  name: string;
  queue: Ref | null;
  threshold: number | null;
  value: number | null;
  owner: Ref | null;
  raised_at: Time;
  cleared_at: Time | null;
}

export interface Formula {
  of: 'queue' | 'agent';
  name: string;
  unit: 'percent' | 'ms' | 'ratio';
  formula: string;
  words: string;
}

/** What happens now; `changed` false: what one has is as it is. */
export type Wallboard = { version: string; changed: false } | {
  version: string;
  changed: true;
  at: Time;
  today_since: Time;
  /** When agents' figures of this quarter were counted. */
  figures_at: Time | null;
  time_zone: string;
  formulas: Formula[];
  queues: BoardQueue[];
  agents: BoardAgent[];
  alarms: Alarm[];
};

export interface Decision {
  at: Time;
  decision: string;
  agent: Ref | null;
  offer: { state: string; cause: string | null } | null;
  words: string | null;
}

/** Why an interaction is where it is; `now` of one that waits. */
export interface Why {
  interaction: Id;
  state: string;
  waiting_since: Time;
  queue: Ref | null;
  now: { words: string; agents: { agent: Ref; verdict: string }[] } | null;
  decisions: Decision[];
}

/** Why an agent gets nothing, or that they can. */
export interface AgentWhy {
  agent: Ref;
  words: string[];
  queues: { id: Id; name: string; enabled: boolean; words: string; waiting: number }[];
}

/** The interactions behind a figure. */
export interface Behind {
  counter: string;
  words: string;
  time_zone: string;
  since: Time;
  until: Time;
  data: { interaction: Id; at: Time; ms: number | null; queue: Ref | null }[];
  next_cursor: string | null;
}

export interface SessionLine {
  id: Id;
  app: string;
  opened_at: Time;
  expires_at: Time;
  source: string | null;
  own: boolean;
}

export interface Factor {
  enabled: boolean;
  required: boolean;
  recovery_codes_left: number;
}

export interface Snapshot {
  at: Time;
  live: boolean;
  user: User;
  agent: FrameOf<'agent'>;
  offers: FrameOf<'offer'>[];
  interactions: (FrameOf<'interaction'> & {
    conversation: FrameOf<'conversation'> | null;
    messages: FrameOf<'message'>[];
  })[];
  queues: Queue[];
  team: Mate[];
  /** Conversations that this page looks at besides its own work. */
  watched?: { conversation: FrameOf<'conversation'>; messages: FrameOf<'message'>[] }[];
}

/** A channel's line to its carrier; what became of texts is of the last 15 minutes. */
export interface SmsLine {
  id: Id;
  channel: string;
  disabled: boolean;
  number: string | null;
  carrier: string;
  account: { id: Id; name: string };
  rate_per_s: number | null;
  waiting: number;
  waiting_more: boolean;
  sending: number;
  oldest_at: Time | null;
  sent: number;
  again: number;
  refused: number;
  failed: number;
  unknown: number;
  took_ms: number | null;
  took_max_ms: number | null;
  trouble_at: Time | null;
  trouble_code: string | null;
  unread: number;
  unsigned: boolean;
}

/** A carrier's call that was signed and could not be read. */
export interface RawCall {
  id: Id;
  at: Time;
  reason: string | null;
  bytes: number;
}

export interface StatusCode {
  id: Id;
  status: string;
  name: string;
}

export interface StatusCodes {
  data: StatusCode[];
  /** The statuses that can't be chosen without one. */
  required: string[];
}

/** A channel that one may begin texts from. */
export interface MyChannel extends Ref {
  number: string | null;
  country: string | null;
}

/** A number that somebody typed, read. */
export interface TypedNumber {
  number: string;
  country_name: string | null;
  price_class: number | null;
  may_send: boolean;
  problem: string | null;
}

export interface Canned extends Ref {
  folder: string;
  text: string;
  /** In whose conversations it is offered; none: in all. Servers of the release before do not say it. */
  queue_ids?: Id[];
}

export interface Begin {
  channel_id: Id;
  number: string;
  text: string;
  customer_id?: Id;
  interaction_id?: Id;
  case_id?: Id;
  take?: boolean;
  confirm?: boolean;
  /** Also to a blocked number. */
  confirm_blocked?: boolean;
}

export interface Begun {
  interaction: FrameOf<'interaction'>;
  conversation: FrameOf<'conversation'>;
  message: FrameOf<'message'>;
  taken: boolean;
}

export interface Transcript {
  transcript: Id;
  interaction: Id;
  messages: Message[];
}
