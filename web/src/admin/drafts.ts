/*
 * What somebody has typed into a user's form and not saved: it outlives another section, a reload and a session's end (desk). A password does
 * not: forgotten there, it would be set with the next "Save" of something else.
 */
import { draftOf as kept, setDraft } from '../desk.ts';
import type { Id, Version } from '../types.ts';
import type { Draft } from './fields.ts';

export interface Typed {
  /** What was read when it was begun; of a new one: none. */
  version: Version | null;
  base: Draft;
  draft: Draft;
}

const place = (id: Id | null) => `user:${id ?? 'new'}`;

export function typedFor(id: Id | null): Typed | null {
  try {
    return JSON.parse(kept(place(id))) as Typed;
  } catch {
    return null;
  }
}

export const keepTyped = (id: Id | null, typed: Typed | null) => setDraft(place(id), typed ? JSON.stringify(typed) : '');
export const forgetTyped = (id: Id | null) => keepTyped(id, null);
