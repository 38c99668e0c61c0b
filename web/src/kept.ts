/*
 * How many messages of one conversation a page keeps: what comes drops the oldest, what its reader asks for does not, up to a limit.
 * Must not know: what a message is.
 */
const COME_MAX = 1_000;
/** No earlier ones can be asked for then. */
export const KEPT_MAX = 10_000;

/** list: what is there now, the oldest first; had: how many there were before. */
export function keep<T>(list: readonly T[], had: number, asked: boolean): { kept: readonly T[]; dropped: readonly T[] } {
  const at = Math.max(0, list.length - (asked ? KEPT_MAX : Math.max(COME_MAX, had)));
  return { kept: list.slice(at), dropped: list.slice(0, at) };
}
