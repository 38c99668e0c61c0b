/* Conversations between accounts as the server tells them (chatd/shapes.c). */
import type { Id, Time, Version } from '../types.ts';

export type Side = 'agent' | 'work';

export interface Account {
  user: Id;
  side: Side;
  name: string | null;
  /** Their image's version, where they have one. */
  image: Version | null;
}

export interface Chat {
  conversation: Id;
  kind: 'agent' | 'directory' | 'room';
  state: 'open' | 'closed';
  parties: (Account & { role: string; read_seq?: number })[];
  room: { name: string; topic: string; public: boolean } | null;
  last_seq: number;
  last_at: Time;
  opened_at: Time;
  /** The two are told that it may be monitored. */
  notice: boolean;
  /** The two are told that auditors may read it when it has ended. */
  audit_notice: boolean;
}

export interface SaidFile {
  id: Id;
  name: string;
  state: string;
  type: string | null;
  bytes: number;
}

export interface Said {
  message: Id;
  conversation: Id;
  seq: number;
  direction: 'said';
  text: string;
  html: string | null;
  at: Time;
  author: { id: Id; name: string | null; side: Side };
  to: { user: Id; side: Side } | null;
  client_id: string | null;
  /** Stored, and shown in the receiver's Work app alone. */
  work_only: boolean;
  edited_at: Time | null;
  deleted_at: Time | null;
  files?: SaidFile[];
}

export interface Reading {
  conversation: Id;
  user: Id;
  side: Side;
  seq: number;
  /** Of an agent account: how far its user has read in their own Work app. */
  work_seq?: number;
  /** It is no part of the room any more. */
  gone?: boolean;
}

/** What a stream tells of a person who is watched. */
export interface PersonState {
  user: Id;
  work: { shown: string; message?: string | null; until?: Time | null } | null;
  agent: { online: boolean } | null;
}

export type ChatFrame =
  | { kind: 'conversation'; id: Id; version: Version; state: Chat | null }
  | { kind: 'message'; id: Id; version: Version; state: Said | null }
  | { kind: 'reading'; id: Id; version: Version; state: Reading | null }
  | { kind: 'desk'; id: Id; version: Version; state: { shown: string; since: Time | null; occupancy: string } | null }
  | { kind: 'person'; id: Id; version: Version; state: PersonState | null };

export type FrameOfChat<K extends ChatFrame['kind']> = Extract<ChatFrame, { kind: K }>;

export type ChatEntry = FrameOfChat<'conversation'> & {
  state: Chat;
  unread: number;
  read_seq: number;
  /** As which account one takes part. */
  as: { user: Id; side: Side };
  last: FrameOfChat<'message'> | null;
};

export interface RosterEntry extends Account {
  shown: string;
  message?: string | null;
  until?: Time | null;
  since?: Time | null;
  occupancy?: string;
  both: boolean;
  in: boolean;
  near: boolean;
  /** As of a chat: known before it begins, and read again while it goes on. */
  audit_notice: boolean;
}

export interface MatrixLine {
  feature: string;
  sender: Side | null;
  receiver: Side | 'room' | null;
  receiver_both: boolean | null;
  receiver_in: boolean | null;
  mode3: boolean | null;
  near: boolean | null;
  verdict: string;
}
