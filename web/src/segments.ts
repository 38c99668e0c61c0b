/*
 * How a text travels as SMS: alphabet, parts, room that is left. Pure.
 * Rules: GSM 03.38 basic and extension table, 160/153 and 70/67 units, an escape
 * pair or a surrogate pair is never split, at most PARTS_MAX parts. The gateway
 * decides by the same rules and the same table; this is what the agent sees while typing.
 */
import { ALPHABETS, PARTS_MAX, SIZES } from './sms_table.ts';

export { PARTS_MAX };

const UNITS = new Map<string, number>();
for (const { units, characters } of ALPHABETS) for (const c of characters) UNITS.set(c, units);

export interface Segments {
  encoding: 'gsm7' | 'ucs2';
  units: number;
  segments: number;
  /** Units that still fit before one more part is needed. */
  left: number;
  /** The first character that forces UCS-2, or null. */
  cause: string | null;
  tooLong: boolean;
}

export function segments(text: string): Segments {
  const cause = [...text].find((c) => !UNITS.has(c)) ?? null;
  const costs = [...text].map((c) => (cause === null ? (UNITS.get(c) ?? 1) : c.length));
  const { single: whole, part } = SIZES[cause === null ? 'gsm7' : 'ucs2'];
  const units = costs.reduce((sum, cost) => sum + cost, 0);
  const { parts, used } = units <= whole ? { parts: units > 0 ? 1 : 0, used: units } : split(costs, part);

  return {
    encoding: cause === null ? 'gsm7' : 'ucs2',
    units,
    segments: parts,
    left: (parts > 1 ? part : whole) - used,
    cause,
    tooLong: parts > PARTS_MAX,
  };
}

function split(costs: number[], part: number): { parts: number; used: number } {
  let parts = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > part) {
      parts += 1;
      used = 0;
    }
    used += cost;
  }
  return { parts, used };
}
