/* Middle: the open conversation has left its agent. What was being typed can be copied, and goes nowhere else. */
import './Gone.css';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { store } from '../commands.ts';
import type { Gone as What } from '../desk.ts';
import { select } from '../offers.ts';
import { caller } from '../words.ts';
import { Copy } from './Copy.tsx';

export function Gone({ gone }: { gone: What }) {
  const box = useRef<HTMLElement>(null);
  const next = store.work.value[0] ?? null;
  // The field that had the focus is no longer there. A letter typed now is neither a shortcut nor another customer's text.
  useLayoutEffect(() => {
    if (document.activeElement === document.body) box.current?.focus();
  }, []);
  function onKeyDown(event: KeyboardEvent): void {
    if (event.target === box.current && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) event.preventDefault();
  }

  return (
    <main ref={box} tabIndex={-1} class="talk empty gone" aria-labelledby="gone-words" onKeyDown={onKeyDown} data-testid="gone">
      <div>
        <p id="gone-words" data-testid="gone-words">{gone.text}</p>
        {gone.draft && (
          <>
            <label class="typed">What you had typed
              <textarea readOnly rows={4} value={gone.draft} data-testid="gone-draft" />
            </label>
            <Copy text={gone.draft} />
          </>
        )}
        <p class="row">
          {next && <button type="button" class="primary" onClick={() => select(next.interaction, true)} data-testid="gone-next">Go on with <bdi>{caller(next)}</bdi></button>}
          <button type="button" onClick={() => select(null)} data-testid="gone-close">Close</button>
        </p>
      </div>
    </main>
  );
}
