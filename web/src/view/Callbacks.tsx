/* Left: customers who were promised a call (RT-9), in the queues that the agent serves: take, call, give back, done. */
import './Callbacks.css';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { callbacks, change, more, waiting, type Callback } from '../callbacks.ts';
import { busy } from '../commands.ts';
import { callBy } from '../phone/lazy.ts';
import { link } from '../session.ts';
import { caller, phone } from '../words.ts';
import { leaveFocus } from './focus.ts';
import { Since } from './Parts.tsx';

/** So many stand in the list before somebody asks for all. */
const SHOWN_MAX = 10;
const NOTE_MAX = 4000;
const READY_MS = 350;

export function Callbacks() {
  const [all, setAll] = useState(false);
  const list = callbacks.value, n = waiting.value, old = link.value.state === 'lost' || link.value.state === 'stale';
  if (list.length === 0) return null;
  return (
    <section class={old ? 'callbacks old' : 'callbacks'} aria-labelledby="side-callbacks" data-testid="callbacks" data-waiting={n}>
      <h2 id="side-callbacks">Callbacks {n > 0 && <span class="unread">{n}{more.value && '+'}<span class="hidden"> waiting</span></span>}</h2>
      <ul>{(all ? list : list.slice(0, SHOWN_MAX)).map((one) => <Row key={one.id} one={one} />)}</ul>
      {!all && list.length > SHOWN_MAX && <button type="button" class="link" onClick={() => setAll(true)} data-testid="callbacks-all">All {list.length}{more.value && '+'}</button>}
    </section>
  );
}

function Row({ one }: { one: Callback }) {
  const box = useRef<HTMLLIElement>(null), pressed = useRef(-Infinity), [ends, setEnds] = useState(false);
  const { id, state, number, customer, queue } = one, name = caller(one), waits = busy.value.has(`callback:${id}`);
  useLayoutEffect(() => setEnds(false), [state]);
  useLayoutEffect(() => () => leaveFocus(box.current), []);
  const button = (word: string, about: string, testid: string, press: () => void, look?: string) =>
    <button type="button" class={look} aria-disabled={waits} onClick={() => !waits && press()} data-testid={testid}>{word}<span class="hidden"> {about} {name}</span></button>;
  /* What was pressed has made way for other buttons: the focus goes to the first of them. */
  const run = (verb: 'take' | 'release') => () => void change(one, verb).then(() => {
    pressed.current = performance.now();
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) box.current?.querySelector<HTMLElement>('button, a')?.focus();
    });
  });
  /** Call stands where Take stood, as soon as the stream tells of it: the second click of two is not meant for it. */
  const isMeant = () => !waits && performance.now() - pressed.current >= READY_MS;
  return (
    <li ref={box} class="callback" data-testid="callback" data-id={id} data-number={number} data-state={state}>
      <div class="row"><b class="grow cut" data-testid="callback-who"><bdi>{name}</bdi></b><Since at={one.requested_at} label="since it was promised" /></div>
      <small class="cut">{customer && `${phone(number)} · `}{queue?.name}</small>
      {state === 'waiting' ? <div key="waiting" class="row">{button('Take', 'the callback of', 'callback-take', run('take'))}</div>
        : ends ? <Ends one={one} waits={waits} leave={() => setEnds(false)} />
        : (
          <div key="taken" class="row">
            <Call number={number} name={customer?.name ?? null} isMeant={isMeant} />
            {button('Give back', 'the callback of', 'callback-release', run('release'))}
            {button('Done', 'with the callback of', 'callback-done', () => setEnds(true))}
          </div>
        )}
    </li>
  );
}

/** By the page's phone; without one by whatever opens numbers on this computer, as on a card. */
function Call({ number, name, isMeant }: { number: string; name: string | null; isMeant(): boolean }) {
  if (!number.startsWith('+')) return null;
  const word = <>Call<span class="hidden"> {name ?? phone(number)}</span></>;
  return callBy.value
    ? <button type="button" class="primary" onClick={() => isMeant() && callBy.value?.(number, name)} data-testid="callback-call">{word}</button>
    : <a class="button" href={`tel:${number}`} onClick={(event) => { if (!isMeant()) event.preventDefault(); }} data-testid="callback-call">{word}</a>;
}

/** In the place of the buttons. It can't be undone, so nothing is done by one press. */
function Ends({ one, waits, leave }: { one: Callback; waits: boolean; leave(): void }) {
  const [note, setNote] = useState(''), field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const back = () => {
    const row = field.current?.closest('li');
    leave();
    requestAnimationFrame(() => row?.querySelector<HTMLElement>('[data-testid="callback-done"]')?.focus());
  };
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (!waits) void change(one, 'done', note.trim() ? { note: note.trim() } : {}); }}
      onKeyDown={(event) => { if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); back(); } }}>
      <label><small>What came of it (optional)</small>
        <textarea ref={field} rows={2} maxLength={NOTE_MAX} value={note} onInput={(event) => setNote(event.currentTarget.value)} data-testid="callback-note" /></label>
      <div class="row">
        <button type="submit" class="primary" aria-disabled={waits} data-testid="callback-end">Done</button>
        <button type="button" onClick={back} data-testid="callback-cancel">Cancel</button>
      </div>
    </form>
  );
}
