/*
 * How a text travels as SMS: alphabet, parts, room that is left. Pure.
 * Rules: GSM 03.38 basic and extension table, 160/153 and 70/67 units, an escape
 * pair or a surrogate pair is never split, at most PARTS_MAX parts. The gateway
 * decides by the same rules; this is what the agent sees while typing.
 */
export const PARTS_MAX = 10;

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡' +
  'ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION = '\f^{}\\[~]|€';

const UNITS = new Map<string, number>();
for (const c of BASIC) UNITS.set(c, 1);
for (const c of EXTENSION) UNITS.set(c, 2);

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
  const whole = cause === null ? 160 : 70;
  const part = cause === null ? 153 : 67;
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
