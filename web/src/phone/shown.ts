/* What the phone's parts say of it, and what they take for a number. Loaded with them: the page begins without (lazy.ts). */
import { phone as numberWords } from '../words.ts';
import { canCall, type PhoneCall, type PhoneLink, type Quality } from './state.ts';

/** Whom one talks with, for people. */
export const whoOf = ({ name, number, way, help }: Pick<PhoneCall, 'name' | 'number' | 'way' | 'help'>): string =>
  help && way === 'in' ? 'Emergency service (call back)' : name ?? (number ? numberWords(number) : 'Number withheld');

const WORDS: Record<PhoneLink['state'], string> = {
  off: 'Phone is off', connecting: 'Phone connects …', ready: 'Phone is ready', lost: 'Phone is cut off, it tries again', refused: 'Phone does not work',
};
const NOT_RUNG = 'You can call, but no call rings here now: it tries again';
export function linkWords(link: PhoneLink): string {
  if (link.state === 'refused') return link.why;
  return link.state === 'lost' && canCall.value ? NOT_RUNG : WORDS[link.state];
}

/** How it sounds, for people: thresholds of ITU-T G.107's practice for speech. */
export function qualityWord(quality: Quality | null): 'good' | 'fair' | 'poor' | null {
  if (!quality) return null;
  if (quality.loss > 0.05 || quality.jitter_ms > 60 || (quality.round_trip_ms ?? 0) > 600) return 'poor';
  return quality.loss > 0.01 || quality.jitter_ms > 30 || (quality.round_trip_ms ?? 0) > 300 ? 'fair' : 'good';
}

/** What a keypad or a clipboard brings, as it is dialled; null: nobody's number. */
export function dialled(text: string): string | null {
  const number = text.replace(/[\s().\/-]/g, '');
  return /^(\+?\d{1,15}|[*#]\d{1,8}|\d{1,6}[*#])$/.test(number) ? number : null;
}
