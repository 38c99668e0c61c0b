/*
 * Canned messages over the message field (SMS-13), as a slash at its beginning opens them: by folder, found by the words that follow. What a message
 * lacks is asked for before it is put in. The field's arrows, Enter, Tab and Escape are this list's.
 */
import { Fragment } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { canned, cannedOf, loadCanned, valuesOf } from '../canned.ts';
import { PLACEHOLDERS, filled, unfilled, type Placeholder, type Values } from '../placeholders.ts';
import type { Canned, Interaction } from '../types.ts';
import { focusComposer, focusSoon, leaveFocus } from './focus.ts';
import { useReading } from './useReading.ts';

/** Enough to choose from; more words find the others. */
const SHOWN_MAX = 50;

const idOf = (name: Placeholder) => `canned-${name.replace('.', '-')}`;

interface Props {
  it: Interaction;
  /** What is looked for. */
  words: string;
  pick(text: string): void;
  close(): void;
}

export function CannedList({ it, words, pick, close }: Props) {
  const { problem } = useReading(loadCanned, []), all = canned.value;
  const [chosen, setChosen] = useState(0), [asked, setAsked] = useState<Canned | null>(null), [typed, setTyped] = useState<Values>({});
  const box = useRef<HTMLDivElement>(null);
  const every = cannedOf(all ?? [], it.queue?.id ?? null, words), found = every.slice(0, SHOWN_MAX);
  const at = Math.min(chosen, found.length - 1);
  const values = { ...typed, ...Object.fromEntries(Object.entries(valuesOf(it)).filter(([, value]) => value)) };
  const missing = asked ? unfilled(asked.text, valuesOf(it)) : [];

  function choose(one: Canned): void {
    const [first] = unfilled(one.text, valuesOf(it));
    if (!first) return pick(filled(one.text, valuesOf(it)));
    setAsked(one);
    focusSoon(idOf(first));
  }
  function put(): void {
    if (asked && unfilled(asked.text, values).length === 0) pick(filled(asked.text, values));
  }

  function back(): void {
    setAsked(null);
    focusComposer();
  }

  const here = found[at], move = (by: number) => found.length > 0 && setChosen((at + by + found.length) % found.length);
  const inField: Record<string, () => unknown> = {
    Escape: close, ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => here && choose(here), ...(here && { Tab: () => choose(here) }),
  };
  useLayoutEffect(() => { const part = box.current; return () => leaveFocus(part); }, []);
  useLayoutEffect(() => { setChosen(0); setAsked(null); }, [words]);
  useLayoutEffect(() => box.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), [at, words]);
  useLayoutEffect(() => {
    const form = box.current?.closest('form'), field = form?.querySelector('[data-testid="composer-text"]');
    if (here && !asked) {
      field?.setAttribute('aria-controls', 'canned-list');
      field?.setAttribute('aria-activedescendant', `canned-${here.id}`);
    }
    function onKey(event: KeyboardEvent): void {
      const keys = field?.contains(event.target as Node) ? inField : asked && event.target instanceof HTMLInputElement ? { Enter: put, Escape: back } : {};
      const act = event.isComposing || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey ? undefined : (keys as typeof inField)[event.key];
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    }
    form?.addEventListener('keydown', onKey, true);
    return () => {
      form?.removeEventListener('keydown', onKey, true);
      for (const name of ['aria-controls', 'aria-activedescendant']) field?.removeAttribute(name);
    };
  });

  if (asked) {
    return (
      <div class="canned" ref={box} data-testid="canned-asks">
        <p class="soft" dir="auto">{filled(asked.text, values)}</p>
        {missing.map((name) => (
          <label key={name}>{PLACEHOLDERS[name]}
            <input type="text" value={typed[name] ?? ''} maxLength={200} data-testid={idOf(name)} onInput={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })} />
          </label>
        ))}
        <div class="actions">
          <button type="button" onClick={back}>Cancel</button>
          <button type="button" class="primary" aria-disabled={unfilled(asked.text, values).length > 0} data-testid="canned-put" onClick={put}>Insert</button>
        </div>
      </div>
    );
  }
  return (
    <div class="canned" ref={box} data-testid="canned">
      <p class="hidden" role="status">{all && (found.length === 0 ? 'No canned message is found.' : `${found[at]!.name}${found[at]!.folder && `, ${found[at]!.folder}`}, ${at + 1} of ${every.length}`)}</p>
      {problem && <p class="error" role="alert">{problem}</p>}
      {!all && !problem && <p class="soft">Asking …</p>}
      {all && found.length === 0 && <p class="soft">{all.length === 0 ? 'There are no canned messages.' : 'No canned message has these words.'} Escape closes this, to send what stands here.</p>}
      {here && <ul role="listbox" id="canned-list" aria-label="Canned messages">
        {found.map((one, n) => (
          <Fragment key={one.id}>
            {one.folder !== found[n - 1]?.folder && one.folder !== '' && <li role="presentation" class="folder">{one.folder}</li>}
            <li role="option" id={`canned-${one.id}`} aria-selected={n === at} data-testid="canned-option" onPointerDown={(event) => event.preventDefault()} onClick={() => choose(one)}>
              <b><bdi>{one.name}</bdi></b> <span class="soft" dir="auto">{filled(one.text, valuesOf(it))}</span>
            </li>
          </Fragment>
        ))}
      </ul>}
      {every.length > found.length && <p class="soft">{found.length} of {every.length}: more words find the others.</p>}
    </div>
  );
}
