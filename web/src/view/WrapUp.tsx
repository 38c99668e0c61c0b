/* After the end: case, note, the time that is left. Its end needs no act; a note is kept. */
import './WrapUp.css';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { busy } from '../commands.ts';
import * as desk from '../desk.ts';
import { endWrapUp } from '../endings.ts';
import { ariaKeys, keyWords } from '../keys.ts';
import { settings } from '../settings.ts';
import { extendWrapUp } from '../transfers.ts';
import type { Interaction } from '../types.ts';
import { CaseChoice } from './CaseChoice.tsx';
import { leaveFocus } from './focus.ts';
import { Later } from './Later.tsx';
import { WrapLeft } from './Side.tsx';

async function dispositions(id: string) {
  const { Disposition } = await import('./Disposition.tsx');
  return () => <Disposition id={id} unread={unread} />;
}

const unread = (again: () => void) =>
  <p class="error" role="alert">The dispositions could not be read. <button type="button" class="link" data-testid="wrap-again" onClick={again}>Read them again</button></p>;

function Dispositions({ id }: { id: string }) {
  useLayoutEffect(() => () => { if (desk.wrapRefused.peek()?.interaction === id) desk.wrapRefused.value = null; }, []);
  return <Later load={() => dispositions(id)} failed={unread} />;
}

export function WrapUp({ it }: { it: Interaction }) {
  const { note } = desk.outcomes.value[it.interaction] ?? desk.NO_OUTCOME;
  const refused = desk.wrapRefused.value;
  const waits = busy.value.has(`wrap:${it.interaction}`);
  const key = settings.value.keys.end;
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => () => leaveFocus(form.current), []);
  return (
    <form ref={form} class="wrap-up" aria-label="Wrap-up" data-testid="wrap-up"
      onSubmit={(event) => { event.preventDefault(); void endWrapUp(it); }}>
      <header>
        <h2 class="grow">Wrap-up</h2>
        {it.wrap_until && <span class="soft"><WrapLeft until={it.wrap_until} /> left</span>}
      </header>
      <div class="fields">
        <CaseChoice it={it} other="The case that was made at the end" />
        <Dispositions key={it.interaction} id={it.interaction} />
        {refused?.interaction === it.interaction && <p id="wrap-refused" class="error" role="alert" data-testid="wrap-disposition-problem">{refused.text}</p>}
        <label><span class="name">Note</span>
          <textarea rows={3} value={note} maxLength={4000} data-testid="wrap-note"
            onInput={(event) => desk.setOutcome(it.interaction, { note: event.currentTarget.value })} />
        </label>
      </div>
      <footer>
        <span class="soft grow">When the time is over, this is saved by itself.</span>
        {it.wrap_extend && <button type="button" aria-disabled={waits} data-testid="wrap-longer" onClick={() => void extendWrapUp(it)}>Longer</button>}
        <button class="primary" aria-disabled={waits} aria-keyshortcuts={ariaKeys(key)} title={keyWords(key)} data-testid="wrap-done">Save and finish</button>
      </footer>
    </form>
  );
}
