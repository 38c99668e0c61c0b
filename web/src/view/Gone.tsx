/* Middle: the open conversation has left its agent. What was being typed can be copied, and goes nowhere else. */
import './Gone.css';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { store } from '../commands.ts';
import * as desk from '../desk.ts';
import { select } from '../offers.ts';
import { caller } from '../words.ts';
import { Copy } from './Copy.tsx';

export function Gone({ gone }: { gone: desk.Gone }) {
  const box = useRef<HTMLElement>(null);
  const next = store.work.value[0] ?? null;
  /* A text that the server refused after all is put back as a draft. */
  const draft = desk.draftOf(gone.conversation) || gone.draft;
  const problem = desk.sendProblem.value[gone.conversation];
  // The field that had the focus is no longer there. A letter typed now is neither a shortcut nor another customer's text.
  useLayoutEffect(() => {
    const take = () => { if (document.activeElement === document.body) box.current?.focus(); };
    take();
    requestAnimationFrame(take); // of what is drawn after this
  }, []);
  function onKeyDown(event: KeyboardEvent): void {
    if (event.target === box.current && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) event.preventDefault();
  }

  return (
    <main ref={box} tabIndex={-1} class="talk empty gone" aria-labelledby="gone-words" onKeyDown={onKeyDown} data-testid="gone">
      <div>
        <p id="gone-words" data-testid="gone-words">{gone.text}</p>
        {problem && <p class="error" role="alert" data-testid="gone-problem">Not sent: {problem}</p>}
        {draft && (
          <>
            <label class="typed">What you had typed
              <textarea readOnly rows={4} value={draft} data-testid="gone-draft" />
            </label>
            <Copy text={draft} />
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
