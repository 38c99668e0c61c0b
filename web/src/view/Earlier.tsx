/* What comes before the messages of a log: a button that asks for it, or why it can't be shown here. */
import { KEPT_MAX } from '../kept.ts';

interface Props {
  list: readonly { seq: number }[];
  busy: boolean;
  onAsk(): void;
}

export function Earlier({ list, busy, onAsk }: Props) {
  if ((list[0]?.seq ?? 1) <= 1) return null;
  if (list.length >= KEPT_MAX) return <p class="earlier" role="note" data-testid="earlier-end">Earlier messages are not shown here: there are too many.</p>;
  return <button type="button" class="quiet earlier" aria-disabled={busy} onClick={onAsk} data-testid="earlier">Earlier messages</button>;
}
