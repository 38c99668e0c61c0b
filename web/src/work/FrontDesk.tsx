/* The front desk: left the lines with their calls, beside them the directory with presence; from each row to a call or a card. All by keyboard: what is typed filters, arrows go through what is there. */
import './FrontDesk.css';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { watchAlso } from '../chat/colleagues.ts';
import { showCard, type Whose } from '../people/CardLater.tsx';
import { usePaged } from '../paged.ts';
import { Face } from '../people/PersonCard.tsx';
import { Presence } from '../people/Presence.tsx';
import { changes, wordsOf } from '../people/contacts.ts';
import { callBy } from '../phone/lazy.ts';
import { Since } from '../view/Parts.tsx';
import { phone } from '../words.ts';
import { LinesDialog } from './LinesDialog.tsx';
import { calls, findCards, givable, give, lines, more, problem, readDesk, type DeskLine, type Leg, type LegFrame, type Row as Found } from './frontdesk.ts';

const TYPED_MS = 150;
const FILTER = 'desk-filter';

export function FrontDesk() {
  const [choosing, setChoosing] = useState(false);
  useTyping();
  const shown = lines.value?.filter((one) => one.chosen) ?? [];
  return (
    <main class="page front-desk" aria-labelledby="desk-title" data-testid="front-desk">
      <section class="desk-lines" aria-labelledby="desk-title">
        <header class="row"><h1 id="desk-title" class="grow">Front desk</h1>
          <button type="button" onClick={() => setChoosing(true)} disabled={!lines.value} data-testid="desk-choose">Lines</button></header>
        {problem.value && <p class="error" role="alert" data-testid="desk-problem">{problem.value} <button type="button" onClick={() => void readDesk()}>Read again</button></p>}
        {!lines.value && !problem.value && <p class="soft" role="status">Reading …</p>}
        {shown.map((line) => <Line key={line.id} line={line} legs={calls.value.filter((one) => one.state!.line === line.id)} />)}
        {more.value && <p class="soft">There are more calls than are shown here.</p>}
      </section>
      <Directory />
      {choosing && lines.value && <LinesDialog lines={lines.value} onClose={() => setChoosing(false)} />}
    </main>
  );
}

/** Whatever is typed anywhere else on the page goes to the filter, from its first letter. */
function useTyping(): void {
  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      const at = event.target as HTMLElement;
      if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey || at.closest('input, textarea, select, dialog, [contenteditable]') || document.querySelector('dialog[open]')) return;
      document.getElementById(FILTER)?.focus();
    };
    document.addEventListener('keydown', typed, true);
    return () => document.removeEventListener('keydown', typed, true);
  }, []);
}

/* ---- lines and their calls ---- */

const SERVICES: Record<string, string> = { auto_attendant: 'Auto attendant', call_group: 'Call group', call_queue: 'Call queue' };
const lineWord = ({ own, kind, service }: DeskLine) => (own ? 'Your own line' : kind === 'agent' ? 'Contact center' : service ? SERVICES[service] : 'Work');
const STATES: Record<Leg['state'], string> = { ringing: 'Ringing', waiting: 'Waiting', active: 'In talk', held: 'On hold' };

function Line({ line, legs }: { line: DeskLine; legs: LegFrame[] }) {
  const id = `line-${line.id}`;
  return (
    <section class="desk-line" aria-labelledby={id} data-testid="desk-line" data-id={line.id}>
      <header class="row"><h2 id={id} class="cut"><bdi>{line.name}</bdi></h2><small class="grow cut">{[lineWord(line), line.extension].filter(Boolean).join(' · ')}</small>
        {legs.length === 0 && <small>No calls</small>}</header>
      {legs.length > 0 && <ul class="rows" aria-labelledby={id}>{legs.map(({ id: leg, state }) => <Call key={leg} leg={state!} />)}</ul>}
    </section>
  );
}

function Call({ leg }: { leg: Leg }) {
  const card: Whose | null = leg.contact ? { contact: leg.contact } : leg.number ? { number: leg.number } : null;
  const name = leg.name ?? (leg.number ? phone(leg.number) : leg.direction === 'in' ? 'Number withheld' : 'A colleague');
  return (
    <li data-testid="desk-call" data-state={leg.state}>
      <span class={`chip call-${leg.state}`}>{STATES[leg.state]}</span>
      <span class="grow">
        {card ? <button type="button" class="quiet party" onClick={() => showCard(card)} onKeyDown={walk('[data-testid=desk-call] .party')} aria-haspopup="dialog" data-testid="desk-call-card"><b class="cut"><bdi>{name}</bdi></b></button> : <b>{name}</b>}
        {leg.name && leg.number && <small><bdi>{phone(leg.number)}</bdi></small>}
        {leg.with && `work:${leg.with.id}` !== leg.line && <small>{leg.state === 'ringing' ? 'rings at' : 'with'} <bdi>{leg.with.name}</bdi></small>}
        {leg.direction === 'out' && <small>outgoing</small>}
      </span>
      <small class="since"><Since at={leg.since} label={STATES[leg.state]} /></small>
    </li>
  );
}

/* ---- the directory ---- */

function Directory() {
  const [typed, setTyped] = useState('');
  const { items: found, more, problem: wrong, next } = usePaged<Found>((query) => findCards(typed, query), [typed], { waitMs: typed ? TYPED_MS : 0, keeps: true, changed: changes.value, wordsOf });
  useEffect(() => watchAlso((found ?? []).flatMap((card) => (card.presence ? [card.presence.user] : []))), [found]); // the stream tells how they are
  useEffect(() => () => watchAlso([]), []);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && typed) { event.preventDefault(); setTyped(''); }
    if (event.key === 'ArrowDown') { event.preventDefault(); document.querySelector<HTMLElement>('#desk-found .first')?.focus(); }
  };
  return (
    <section class="desk-people" aria-labelledby="desk-people-title">
      <div class="desk-finding">
        <h2 id="desk-people-title">Directory</h2>
        <label>Name, number, extension, department<input id={FILTER} ref={field} type="text" value={typed} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} onKeyDown={keys} data-testid="desk-filter" /></label>
      </div>
      {wrong && <p class="error" role="alert">{wrong}</p>}
      <ul id="desk-found" class="rows" aria-label="Directory" data-testid="desk-found">{found?.map((card) => <Row key={card.id} card={card} />)}</ul>
      {found?.length === 0 && <p class="soft">{typed.trim().length >= 2 ? 'Nobody is found.' : 'Nobody yet.'}</p>}
      {more && <button type="button" onClick={next} data-testid="desk-more">Show more</button>}
    </section>
  );
}

function Row({ card }: { card: Found }) {
  const about = [card.title, card.department, card.company, card.site].filter(Boolean).join(' · ');
  const dial = card.actions.find((one) => one.action === 'call')?.targets[0];
  const reached = dial ? dial.extension ?? dial.shown ?? dial.number : null;
  return (
    <li data-testid="desk-row" data-id={card.id}>
      <Face of={card} />
      <span class="names"><b class="cut"><bdi>{card.name}</bdi></b>{about && <span class="cut soft"><bdi>{about}</bdi></span>}{card.presence && <Presence user={card.presence.user} first={card.presence} testid="desk-presence" />}</span>
      <span class="acts">
        {dial && <Dial to={dial.number ?? dial.extension!} reached={reached!} name={card.name} />}
        {dial && givable.value && <Give leg={givable.value} to={dial.number ?? dial.extension!} name={card.name} />}
        <button type="button" class={dial ? undefined : 'first'} onClick={() => showCard({ contact: card.id })} onKeyDown={walk('#desk-found .first', dial ? '.first' : undefined)} aria-haspopup="dialog" data-testid="desk-person">Card<span class="hidden"> of {card.name}</span></button>
      </span>
    </li>
  );
}

/** By the page's own phone where it is on. */
function Dial({ to, reached, name }: { to: string; reached: string; name: string }) {
  const word = <>Call <bdi>{reached}</bdi><span class="hidden"> {name}</span></>, keys = walk('#desk-found .first');
  return callBy.value
    ? <button type="button" class="first" onClick={() => callBy.value?.(to, name)} onKeyDown={keys} data-testid="desk-dial">{word}</button>
    : <a class="button first" href={`tel:${to}`} onKeyDown={keys} data-testid="desk-dial">{word}</a>;
}

/** Whoever is talked with on one's own line goes to this row's first number. */
function Give({ leg, to, name }: { leg: Leg; to: string; name: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const go = () => give(leg, to).then(() => setProblem(null), (error) => setProblem(wordsOf(error)));
  return <>
    <button type="button" onClick={() => void go()} onKeyDown={walk('#desk-found .first', '.first')} data-testid="desk-give">Transfer<span class="hidden"> the call to {name}</span></button>
    {problem && <small class="error" role="alert">{problem}</small>}
  </>;
}

/** Arrows go up and down through rows, and from the first one back to the filter; left and right through what a row offers. */
function walk(all: string, before?: string) {
  return (event: KeyboardEvent) => {
    const at = event.currentTarget as HTMLElement, row = at.closest('li')!, side = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const own = before ? row.querySelector<HTMLElement>(before)! : at, by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (side) {
      const acts = [...row.querySelectorAll<HTMLElement>('.acts > *')];
      acts[acts.indexOf(at) + side]?.focus();
    } else if (by) {
      const firsts = [...document.querySelectorAll<HTMLElement>(all)];
      (firsts[firsts.indexOf(own) + by] ?? (by < 0 ? document.getElementById(FILTER) : null))?.focus();
    } else return;
    event.preventDefault();
  };
}
