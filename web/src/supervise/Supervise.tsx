/* The page of a logged-in supervisor: whom they lead and what goes on, the one conversation that they look at. */
import './Supervise.css';
import { saidNow, saidSoon } from '../alerts.ts';
import { store } from '../commands.ts';
import * as desk from '../desk.ts';
import { board, boardProblem } from '../live.ts';
import { everLive, leads, link } from '../session.ts';
import { clockTime, statusWord } from '../words.ts';
import { Banner } from '../view/Banner.tsx';
import { Lines } from '../view/Lines.tsx';
import { LiveLater } from '../view/LiveLater.tsx';
import { StatusMark } from '../view/Parts.tsx';
import { EndedChats } from './EndedChats.tsx';
import { problem } from './floor.ts';
import { Floor } from './Floor.tsx';
import { Looking } from './Looking.tsx';
import { target } from './looking.ts';

export function Supervise() {
  const state = link.value.state;
  return (
    <div class="supervise" data-view={target.value ? 'talk' : 'list'} data-testid="supervise" data-link={state}>
      <Banner />
      <Top />
      {!leads.value ? <NotTheirs /> : everLive.value ? <main><Floor /><Looking /></main> : <p class="loading" role="status">Reading …</p>}
      <Dialogs />
      <p class="hidden" aria-live="assertive" data-testid="said-now">{saidNow}</p>
      <p class="hidden" aria-live="polite" data-testid="said-soon">{saidSoon}</p>
    </div>
  );
}

function Top() {
  const me = store.me.value;
  const offers = store.openOffers.value.length;
  return (
    <header class="top" aria-label="Supervise">
      <h1>Supervise</h1>
      {me && <span class="soft" data-testid="own-status"><StatusMark shown={me.shown} /> {me.name}: {statusWord(me.shown).word}</span>}
      <span class="grow" />
      {leads.value && <button type="button" data-testid="open-live" onClick={() => (desk.dialog.value = { name: 'live' })}>Live view</button>}
      {leads.value && <button type="button" data-testid="open-ended" onClick={() => (desk.dialog.value = { name: 'ended' })}>Ended agent chats</button>}
      <a class="button" href="." data-testid="to-workspace">Workspace</a>
      {offers > 0 && <p class="offered" role="alert" data-testid="own-offer">Work is offered to you: <a href=".">take it in the workspace</a>.</p>}
      {(problem.value ?? boardProblem.value) && (
        <p class="error" role="alert" data-testid="floor-problem">{problem.value ?? boardProblem.value}{board.value && ` What you see is of ${clockTime(board.value.at)}.`}</p>
      )}
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
      return <LiveLater />;
    default:
      return null;
  }
}
