/*
 * What somebody has typed into a user's form and not saved: it outlives another section, a reload and a session's end (desk). A password that
 * was typed lives in this page alone.
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
const passwords = new Map<string, string>();

export function typedFor(id: Id | null): Typed | null {
  try {
    return JSON.parse(kept(place(id))) as Typed;
  } catch {
    return null;
  }
}

export const keepTyped = (id: Id | null, typed: Typed | null) => setDraft(place(id), typed ? JSON.stringify(typed) : '');
export const passwordFor = (id: Id | null) => passwords.get(place(id)) ?? '';
export const keepPassword = (id: Id | null, password: string) => void passwords.set(place(id), password);

export function forgetTyped(id: Id | null): void {
  keepTyped(id, null);
  passwords.delete(place(id));
}

export const forgetPasswords = () => passwords.clear();
