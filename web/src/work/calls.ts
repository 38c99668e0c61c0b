/*
 * Call log, voicemails, faxes: the API's shapes as far as the lists show them.
 * Must not know: how a list looks.
 */
import { call } from '../api.ts';
import { usePaged } from '../paged.ts';
import type { Card } from '../people/contacts.ts';
import type { Id, Time } from '../types.ts';

/** How a colleague gave a call to one. */
export type Given = 'transfer' | 'consult';

export interface Call { id: Id; direction: 'in' | 'out'; missed: boolean; state: string; cause: string | null; number: string | null; began_at: Time; duration_ms: number | null; given: Given | null; given_by: { id: Id; name: string | null } | null; card: Card | null }
export interface Voicemail { id: Id; number: string | null; at: Time; duration_ms: number; read: boolean; deleted: boolean; cut_off: boolean; card: Card | null }

const STATES: Record<string, string> = {
  ringing: 'Ringing', talking: 'In talk', missed: 'Missed', answered: 'Answered', answered_elsewhere: 'Answered elsewhere', declined: 'Declined', not_answered: 'Not answered',
};
/** Why a call was ended that neither end hung up. */
const CUT: Record<string, string> = {
  minutes_used: 'cut off: the minutes for such calls in 24 hours are used up',
  logged_out: 'cut off: the login of its page ended',
};
export const callWord = (one: Pick<Call, 'state' | 'direction' | 'cause'>) =>
  [`${STATES[one.state] ?? one.state}, ${one.direction === 'in' ? 'incoming' : 'outgoing'}`, CUT[one.cause ?? '']].filter(Boolean).join('; ');

export const givenWord: Record<Given, string> = { transfer: 'transferred by', consult: 'consulted by' };

/** A list of the account, by its path. */
export const usePages = <T extends { id: Id }>(path: string) => usePaged<T>((query) => call('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`), [path]);
