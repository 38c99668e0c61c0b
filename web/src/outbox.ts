/** Messages taken back without an answer: one that was stored after all, and is sent again unchanged, must be recognized. */
import * as desk from './desk.ts';

const takenBack = new Map<string, desk.Outgoing>();

export function keepTakenBack(it: desk.Outgoing): void {
  if (takenBack.size > desk.ENTRIES_MAX) takenBack.clear();
  takenBack.set(it.conversation, it);
}

const filesOf = (it: Pick<desk.Outgoing, 'files'>) => (it.files ?? []).map((one) => one.id).join();

/** The id of what is sent now: that of what was taken back, if it is the same; else a new one. */
export function clientIdOf(it: Omit<desk.Outgoing, 'clientId' | 'state'>): string {
  const before = takenBack.get(it.conversation);
  takenBack.delete(it.conversation);
  const same = before?.text === it.text && before.confirmBlocked === it.confirmBlocked && (before.html ?? null) === (it.html ?? null) && filesOf(before) === filesOf(it);
  return same ? before.clientId : crypto.randomUUID();
}
