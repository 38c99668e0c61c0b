/* Left: customers who were promised a call (RT-9), in the queues that the agent serves: take, call, give back, done. */
import './Callbacks.css';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { callbacks, change, more, noteOf, setNote, waiting, type Callback } from '../callbacks.ts';
import { busy } from '../commands.ts';
import { callBy } from '../phone/lazy.ts';
import { calls } from '../phone/state.ts';
import { link } from '../session.ts';
import { caller, phone } from '../words.ts';
import { focusLost, leaveFocus } from './focus.ts';
import { Since } from './Parts.tsx';

/** So many stand in the list before somebody asks for all. */
const SHOWN_MAX = 10;
const NOTE_MAX = 4000;
/** A click that comes so soon after a row has come, moved or changed was meant for what stood there before. */
const READY_MS = 350;
/** How often the places of the rows are looked up: what moves them draws no row anew. */
const WATCH_MS = 100;
/** Nobody calls a customer twice in this time. */
const CALL_MS = 1000;

export function Callbacks() {
  const [all, setAll] = useState(false), list = callbacks.value, rows = useReady(list.length > 0), n = waiting.value, old = link.value.state === 'lost' || link.value.state === 'stale';
  if (list.length === 0) return null;
  return (
    <section class={old ? 'callbacks old' : 'callbacks'} aria-labelledby="side-callbacks" data-testid="callbacks" data-waiting={n}>
      <h2 id="side-callbacks" tabIndex={-1} data-testid="callbacks-title">Callbacks {n > 0 && <span class="unread">{n}{more.value && '+'}<span class="hidden"> waiting</span></span>}</h2>
      <ul ref={rows} onKeyDown={pressOnce}>{(all ? list : list.slice(0, SHOWN_MAX)).map((one) => <Row key={one.id} one={one} note={noteOf(one.id)} />)}</ul>
      {!all && list.length > SHOWN_MAX && <button type="button" class="link" onClick={() => setAll(true)} data-testid="callbacks-all">All {list.length}{more.value && '+'}</button>}
    </section>
  );
}

/** Since when each row has been as it is, where it is in the window. */
const stood = new WeakMap<Element, { as: string; since: number }>();

/** Marks a row that has stood for READY_MS: data-ready. */
function stands(row: HTMLElement): boolean {
  const as = `${Math.round(row.getBoundingClientRect().top)} ${row.dataset.state} ${row.dataset.ends}`, now = performance.now(), last = stood.get(row);
  const since = last?.as === as ? last.since : now;
  stood.set(row, { as, since });
  return row.toggleAttribute('data-ready', now - since >= READY_MS);
}

/** Looks at the rows of a list that is shown, each time it is drawn and in between. */
function useReady(shown: boolean) {
  const list = useRef<HTMLUListElement>(null);
  const look = () => { for (const row of list.current?.children ?? []) stands(row as HTMLElement); };
  useLayoutEffect(look);
  useEffect(() => {
    if (!shown) return;
    const timer = setInterval(look, WATCH_MS);
    return () => clearInterval(timer);
  }, [shown]);
  return list;
}

/** A key is pressed where the focus is, so it is always meant (detail: the clicks of a pointer, one after the other). */
const isMeant = (event: MouseEvent) => event.detail === 0 || isReady(event);
const isReady = (event: MouseEvent) => event.detail < 2 && stands((event.currentTarget as HTMLElement).closest('li')!);

/** A key that is held down presses once: what it has pressed makes way for another button, which has the focus. */
function pressOnce(event: KeyboardEvent): void {
  if (event.repeat && (event.target as HTMLElement).closest('button, a')) event.preventDefault();
}

function Row({ one, note }: { one: Callback; note: string | null }) {
  const box = useRef<HTMLLIElement>(null);
  const { id, state, number, customer, queue } = one, name = caller(one), waits = busy.value.has(`callback:${id}`), ends = state === 'taken' && note !== null;
  useLayoutEffect(() => () => { if (document.activeElement?.tagName !== 'TEXTAREA') leaveFocus(box.current); }, []); // of a note that is typed Ends takes care
  const button = (word: string, about: string, testid: string, press: () => void, look?: string) =>
    <button type="button" class={look} aria-disabled={waits} onClick={(event) => !waits && isMeant(event) && press()} data-testid={testid}>{word}<span class="hidden"> {about} {name}</span></button>;
  /* What was pressed has made way for other buttons: the focus goes to the first of them. */
  const run = (verb: 'take' | 'release') => () => void change(one, verb).then(() => requestAnimationFrame(() => {
    if (document.activeElement === document.body) box.current?.querySelector<HTMLElement>('button, a')?.focus();
  }));
  return (
    <li ref={box} class="callback" data-testid="callback" data-id={id} data-number={number} data-state={state} data-ends={ends}>
      <div class="row"><b class="grow cut" data-testid="callback-who"><bdi>{name}</bdi></b><Since at={one.requested_at} label="since it was promised" /></div>
      <small class="cut">{customer && `${phone(number)} · `}{queue?.name}</small>
      {state === 'waiting' ? <div key="waiting" class="row">{button('Take', 'the callback of', 'callback-take', run('take'))}</div>
        : ends ? <Ends one={one} note={note} waits={waits} />
        : (
          <div key="taken" class="row">
            {number.startsWith('+') && <Call number={number} name={customer?.name ?? null} waits={waits} />}
            {button('Give back', 'the callback of', 'callback-release', run('release'))}
            {button('Done', 'with the callback of', 'callback-done', () => setNote(id, { open: true }))}
          </div>
        )}
    </li>
  );
}

/**
 * By the page's phone; without one by whatever opens numbers on this computer, as on a card. It stands where Take stood, and has the focus, as soon as
 * the stream tells of it: the second press of two is not meant for it, by whatever key. Nor does it call twice.
 */
function Call({ number, name, waits }: { number: string; name: string | null; waits: boolean }) {
  const last = useRef(-CALL_MS), calling = calls.value.some((call) => call.number === number);
  const press = (event: MouseEvent) => {
    const now = performance.now();
    if (waits || calling || now - last.current < CALL_MS || !isReady(event)) return event.preventDefault();
    last.current = now;
    callBy.value?.(number, name);
  };
  const word = <>Call<span class="hidden"> {name ?? phone(number)}</span></>;
  return callBy.value
    ? <button type="button" class="primary" aria-disabled={waits || calling} onClick={press} data-testid="callback-call">{word}</button>
    : <a class="button" href={`tel:${number}`} onClick={press} data-testid="callback-call">{word}</a>;
}

/** In the place of the buttons. It can't be undone, so nothing is done by one press. */
function Ends({ one, note, waits }: { one: Callback; note: string; waits: boolean }) {
  const form = useRef<HTMLFormElement>(null), field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    /* It was taken from whoever types: what they type on presses no button, and is in no other text. */
    return () => {
      if (document.activeElement === field.current) focusLost('callbacks-title', 'status');
    };
  }, []);
  /* What was typed is there again when they end it after all. */
  const back = () => {
    if (waits) return;
    const row = form.current?.closest('li');
    setNote(one.id, { open: false });
    requestAnimationFrame(() => row?.querySelector<HTMLElement>('[data-testid="callback-done"]')?.focus());
  };
  return (
    <form ref={form} onSubmit={(event) => { event.preventDefault(); if (!waits) void change(one, 'done', note.trim() ? { note: note.trim() } : {}); }}
      onKeyDown={(event) => { if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); back(); } }}>
      <label><small>What came of it (optional)</small>
        <textarea ref={field} rows={2} maxLength={NOTE_MAX} value={note} readOnly={waits} onInput={(event) => setNote(one.id, { text: event.currentTarget.value })} data-testid="callback-note" /></label>
      <div class="row">
        <button type="submit" class="primary" aria-disabled={waits} onClick={(event) => { if (!isMeant(event)) event.preventDefault(); }} data-testid="callback-end">Done</button>
        <button type="button" aria-disabled={waits} onClick={(event) => isMeant(event) && back()} data-testid="callback-cancel">Cancel</button>
      </div>
    </form>
  );
}
