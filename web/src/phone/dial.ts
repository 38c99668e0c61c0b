/* What would become of a number, as the server judges it, and why not: its own words, the same at each place that dials. */
import { call } from '../api.ts';

export interface Dial {
  kind: 'emergency' | 'extension' | 'code' | 'number' | 'refused';
  allowed: boolean;
  reason: string | null;
  detail: string | null;
  price_class: string | null;
  caller_ids: { number: string; source: 'own' | 'site' | 'group' }[];
}

export const askDial = (number: string): Promise<Dial> => call<Dial>('GET', `/dial?number=${encodeURIComponent(number)}`);

/** Why it is not called; null: it is. */
export function refusalWords({ allowed, reason, detail, price_class }: Dial): string | null {
  if (allowed) return null;
  if (reason === 'price_off') return `Calls of this kind (${price_class}) are switched off for you. Ask your administrator if you need them.`;
  return detail;
}
