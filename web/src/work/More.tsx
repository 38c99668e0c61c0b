/* What else one may do with a row: a button that opens a list of buttons, which closes by Esc and when one leaves it. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { block, type Card } from '../people/contacts.ts';
import './More.css';

export function More({ about, testid, children }: { about: string; testid: string; children: ComponentChildren }) {
  const box = useRef<HTMLDetailsElement>(null);
  const close = () => { if (box.current) box.current.open = false; };
  return (
    <details ref={box} class="more" data-testid={testid}
      onKeyDown={(event) => { if (event.key === 'Escape' && box.current?.open) { event.stopPropagation(); close(); box.current.querySelector('summary')?.focus(); } }}
      onFocusOut={(event) => { if (!box.current?.contains(event.relatedTarget as Node | null)) close(); }}
      onClick={(event) => { if ((event.target as Element).closest('.menu button')) close(); }}>
      <summary aria-label={`More about ${about}`} title="More"><span aria-hidden="true">⋯</span></summary>
      <div class="menu">{children}</div>
    </details>
  );
}

/** Blocks as a card offers them for a number (CT-12): done and undone here. done: what shows the row is read again. */
export function Blocks({ card, number, list, done, fail }: { card: Card | null; number: string | null; list: 'caller' | 'sender'; done(): void; fail(error: unknown): void }) {
  const offered = (action: string) => card?.actions.some((one) => one.action === action && one.targets.some((target) => target.number === number)) ?? false;
  const button = (on: boolean) => (
    <button type="button" class="quiet" onClick={() => void block(list, number!, on).then(done, fail)} data-testid={`row-${on ? '' : 'un'}block-${list}`}>{on ? 'Block' : 'Unblock'} {list}</button>);
  return <>{offered(`block_${list}`) && button(true)}{offered(`unblock_${list}`) && button(false)}</>;
}
