/* Words of chats with colleagues. */
import { statusWord } from '../words.ts';
import type { Chat, RosterEntry, Side } from './types.ts';

const SIDES: Record<Side, string> = { agent: 'Agent', work: 'Work' };
export const sideWord = (side: Side) => SIDES[side];

/** What others see of a Work account or, in a directory, of an agent: word, and the mark of an agent's status that looks so. */
const SHOWN: Record<string, [word: string, mark: string]> = {
  available: ['Available', 'available'], busy: ['Busy', 'busy'], away: ['Away', 'on_break'], dnd: ['Do not disturb', 'busy'], offline: ['Offline', 'logged_out'],
  online: ['Online', 'available'],
};

/** A roster's word for somebody, and its mark. */
export function shownWord(entry: Pick<RosterEntry, 'shown' | 'side' | 'occupancy'>): { word: string; mark: string } {
  if (entry.side === 'agent' && entry.occupancy !== undefined) return { word: statusWord(entry.shown).word, mark: entry.shown };
  const [word, mark] = SHOWN[entry.shown] ?? [entry.shown.replace(/_/g, ' '), 'logged_out'];
  return { word, mark };
}

const OCCUPANCIES: Record<string, string> = { offered: 'being offered work', handling: 'handling', wrap_up: 'in wrap-up' };

/** What a shown status does not say by itself. */
export const occupancyWord = (occupancy: string | undefined) => (occupancy === undefined ? null : OCCUPANCIES[occupancy] ?? null);

export const AUDIT_NOTICE = 'When this chat has ended, your organisation’s auditors may read it; each reading is recorded.';

/** How long what is said stays (the matrix's `history`). */
export const historyWords = (history: string, kind: Chat['kind'] | null): string =>
  history === 'current_only' ? 'This chat lasts until one of you ends it or logs out. Then what was said leaves this page.'
    : kind === 'directory' || kind === null ? 'What is said stays, for both of you.' : '';
