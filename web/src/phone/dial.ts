/* What would become of a number, as the server judges it, and why not: its own words, the same at each place that dials. */
import { call } from '../api.ts';

export interface Dial {
  kind: 'emergency' | 'extension' | 'code' | 'number' | 'refused';
  allowed: boolean;
  reason: string | null;
  detail: string | null;
  price_class: string | null;
  /** What would be shown. */
  caller_id: string | null;
  /** allowed: false, not now: a queue's, and the agent is not Available. */
  caller_ids: { number: string; source: 'own' | 'site' | 'group'; allowed: boolean }[];
}

export const askDial = (number: string): Promise<Dial> => call<Dial>('GET', `/dial?number=${encodeURIComponent(number)}`);

/** Why it is not called; null: it is. */
export const refusalWords = ({ allowed, detail }: Dial): string | null => (allowed ? null : detail);

const LASTING = new Set(['price_off', 'not_available']);

/** The same, where it is so until somebody changes something: not by how many calls there are just now. */
export const lastingRefusal = (dial: Dial): string | null => (dial.kind === 'refused' || LASTING.has(dial.reason ?? '') ? refusalWords(dial) : null);
