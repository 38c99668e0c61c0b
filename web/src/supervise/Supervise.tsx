/* The page of a logged-in supervisor: whom they lead and what goes on, the one conversation that they look at. */
import './Supervise.css';
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { saidNow, saidSoon } from '../alerts.ts';
import { fail, store } from '../commands.ts';
import * as desk from '../desk.ts';
import { board, boardProblem } from '../live.ts';
import { everLive, leads, link, may } from '../session.ts';
import { clockSeconds, statusWord } from '../words.ts';
import '../view/Talk.css'; // of parts that are loaded later nobody loads the styles
import '../view/Composer.css';
import '../view/Log.css';
import '../view/Attachments.css';
import '../chat/Formatted.css';
import { Banner } from '../view/Banner.tsx';
import { Lines } from '../view/Lines.tsx';
import { Later } from '../view/Later.tsx';
import '../view/LiveDialog.css';
import '../view/SearchDialog.css';
import '../view/Recordings.css';
import './BlockedDialog.css';
import { Icon } from '../view/Icon.tsx';
import { StatusMark } from '../view/Parts.tsx';
import { EndedChats } from './EndedChats.tsx';
import { problem } from './floor.ts';
import { Floor } from './Floor.tsx';
import { target } from './looking.ts';
import { Urgent } from './Urgent.tsx';

export function Supervise() {
  const state = link.value.state;
  return (
    <div class="supervise" data-view={target.value ? 'talk' : 'list'} data-testid="supervise" data-link={state}>
      <Banner />
      <Top />
      {!leads.value ? <NotTheirs /> : everLive.value ? <main><Floor /><Middle /></main> : <p class="loading" role="status">Reading …</p>}
      <Dialogs />
      <p class="hidden" aria-live="assertive" data-testid="said-now">{saidNow}</p>
      <p class="hidden" aria-live="polite" data-testid="said-soon">{saidSoon}</p>
    </div>
  );
}

/** The conversation that is looked at; what shows it is loaded behind the list, and is there before somebody has read that. */
function Middle() {
  const [Looking, setLooking] = useState<FunctionComponent | null>(null);
  useEffect(() => { import('./Looking.tsx').then((part) => setLooking(() => part.Looking), (error: unknown) => fail('Conversations could not be loaded', error)); }, []);
  return target.value && Looking ? <Looking /> : (
    <section class="talk empty" aria-label="No conversation open" data-testid="empty">
      <div><span class="big-mark"><Icon name="eye" /></span><p>Open a conversation on the left.</p><p class="soft">Each look is written in the audit log.</p></div>
    </section>
  );
}

function Top() {
  const me = store.me.value;
  const offers = store.openOffers.value.length;
  return (
    <header class="top" aria-label="Supervise">
      <h1>Supervise</h1>
      {board.value && <small data-testid="floor-as-of">as of {clockSeconds(board.value.at)}</small>}
      {me && <span class="soft" data-testid="own-status"><StatusMark shown={me.shown} /> {me.name}: {statusWord(me.shown).word}</span>}
      <span class="grow" />
      {leads.value && <button type="button" data-testid="open-live" onClick={() => (desk.dialog.value = { name: 'live' })}>Live view</button>}
      {leads.value && <button type="button" data-testid="open-past" onClick={() => (desk.dialog.value = { name: 'past' })}>Search</button>}
      {leads.value && (may('chats_monitor') || may('transcripts.audit')) && <button type="button" data-testid="open-ended" onClick={() => (desk.dialog.value = { name: 'ended' })}>Ended agent chats</button>}
      {leads.value && <button type="button" data-testid="open-recordings" onClick={() => (desk.dialog.value = { name: 'recordings' })}>Recordings</button>}
      {leads.value && <button type="button" data-testid="open-blocked" onClick={() => (desk.dialog.value = { name: 'blocked' })}>Blocked numbers</button>}
      <a class="button" href="." data-testid="to-workspace">Workspace</a>
      {offers > 0 && <p class="offered" role="alert" data-testid="own-offer">Work is offered to you: <a href=".">take it in the workspace</a>.</p>}
      {(problem.value ?? boardProblem.value) && (
        <p class="error" role="alert" data-testid="floor-problem">{problem.value ?? boardProblem.value}{board.value && ` What you see is of ${clockSeconds(board.value.at)}.`}</p>
      )}
      <Urgent />
      <Lines />
    </header>
  );
}

function NotTheirs() {
  return <main class="loading"><p data-testid="not-theirs">This page is for who supervises agents. <a href=".">Go to your workspace</a></p></main>;
}

function Dialogs() {
  switch (desk.dialog.value?.name) {
    case 'ended':
      return <EndedChats />;
    case 'live':
      return <Later what="The live view" load={async () => (await import('../view/LiveDialog.tsx')).LiveDialog} />;
    case 'past':
      return <Later what="The search" load={async () => (await import('../view/SearchDialog.tsx')).SearchDialog} />;
    case 'blocked':
      return <Later what="Blocked numbers" load={async () => (await import('./BlockedDialog.tsx')).BlockedDialog} />;
    case 'recordings':
      return <Later what="Recordings" load={async () => (await import('./RecordingsDialog.tsx')).RecordingsDialog} />;
    default:
      return null;
  }
}
