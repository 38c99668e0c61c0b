/*
 * What conversations between accounts allow: the server's lines (GET /messaging/matrix), read as the server reads them. No rule
 * stands here, only how the first line that fits is found, and the words for its verdict.
 */
import type { MatrixLine, Side } from './types.ts';

export interface Facts {
  sender: Side;
  receiver: Side | 'room';
  receiver_both?: boolean;
  receiver_in?: boolean;
  mode3?: boolean;
  near?: boolean;
}

const ASKED = ['sender', 'receiver', 'receiver_both', 'receiver_in', 'mode3', 'near'] as const;

/** The verdict of the first line of a feature that fits; null in a line fits anything. */
export function verdict(lines: readonly MatrixLine[], feature: string, facts: Facts): string {
  return lines.find((line) => line.feature === feature && ASKED.every((ask) => line[ask] === null || line[ask] === facts[ask]))?.verdict ?? 'forbidden';
}

/** It may be done; of a message that is shown in Work alone, too. */
export const allows = (word: string) => word === 'ok' || word === 'work_only';

const WORDS: Record<string, string> = {
  work_only: '{name} is not in the workspace: it is shown in their Work app only.',
  receiver_logged_out: '{name} is logged out: nothing can be sent now.',
  receiver_lost: '{name}’s connection is lost: nothing can be sent now.',
  not_in_roster: 'Only colleagues of your group, its supervisors and Work users can be written to.',
  mode: 'This organisation’s contact center and Work are apart: nothing can be sent.',
  no_licence: '{name} has no account here any more.',
  not_logged_in: 'You are logged out: log in again to write.',
  conversation_closed: 'This chat has ended.',
  plain_only: 'Only plain text can be sent here.',
  not_found: '{name} can’t be found any more.',
};

/** Whose connection is lost counts as logged out, and is not: others see so. */
export const awayWord = (word: string, shown: string | undefined) =>
  (word === 'receiver_logged_out' && shown && !['logged_out', 'offline'].includes(shown) ? 'receiver_lost' : word);

/** Why not, or what is so; null: nothing is to be said. */
export const verdictWords = (word: string, name: string): string | null => (word === 'ok' ? null : WORDS[word]?.replace('{name}', name) ?? 'This can’t be done here.');
