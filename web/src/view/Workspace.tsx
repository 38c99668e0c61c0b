/* The page of a logged-in agent: status and offers, list, conversation, customer. */
import './Workspace.css';
import { useEffect } from 'preact/hooks';
import { saidNow, saidSoon } from '../alerts.ts';
import { store } from '../commands.ts';
import * as desk from '../desk.ts';
import { part } from '../chat/lazy.ts';
import { everLive, link } from '../session.ts';
import { Banner } from './Banner.tsx';
import { BeginDialog } from './BeginDialog.tsx';
import { EndDialog } from './EndDialog.tsx';
import { GatewayDialog } from './GatewayDialog.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { Lines } from './Lines.tsx';
import { LiveLater } from './LiveLater.tsx';
import { LogoutDialog } from './LogoutDialog.tsx';
import { OfferCard } from './OfferCard.tsx';
import { Person } from './Person.tsx';
import { SecurityDialog } from './SecurityDialog.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';
import { Side } from './Side.tsx';
import { togglePerson } from '../shortcuts.ts';
import { StatusMenu } from './StatusMenu.tsx';
import { Talk } from './Talk.tsx';
import { TransferDialog } from './TransferDialog.tsx';
import { TranscriptDialog } from './TranscriptDialog.tsx';
import { MyWhyDialog } from './WhyDialog.tsx';

export function Workspace() {
  const stale = link.value.state === 'lost' || link.value.state === 'stale';
  return (
    <div class="workspace" data-view={desk.view.value} data-person={desk.personOpen.value} data-stale={stale}
      data-testid="workspace" data-link={link.value.state}>
      <Banner />
      {everLive.value && store.me.value ? <Parts /> : <p class="loading" role="status">Reading your work …</p>}
      <Dialogs />
      <p class="hidden" aria-live="assertive" data-testid="said-now">{saidNow}</p>
      <p class="hidden" aria-live="polite" data-testid="said-soon">{saidSoon}</p>
    </div>
  );
}

function Parts() {
  /* A narrow window that opens with work in hand shows the conversation, not the list. */
  useEffect(() => {
    if (desk.selected.value) desk.view.value = 'talk';
  }, []);
  const chats = part.value;
  return (
    <>
      <header class="top" aria-label="Status and offers">
        <StatusMenu />
        {store.openOffers.value.map((offer) => <OfferCard key={offer.offer} offer={offer} />)}
        <Lines />
      </header>
      <Side />
      {chats && desk.colleague.value ? <chats.ColleagueTalk key={desk.colleague.value} account={desk.colleague.value} onAbout={togglePerson} /> : <Talk />}
      {chats && desk.colleague.value && !desk.preview.value ? <chats.ColleagueCard account={desk.colleague.value} /> : <Person />}
    </>
  );
}

function Dialogs() {
  const open = desk.dialog.value;
  switch (open?.name) {
    case 'keys':
      return <KeysDialog />;
    case 'settings':
      return <SettingsDialog />;
    case 'end':
      return <EndDialog id={open.id ?? ''} />;
    case 'security':
      return <SecurityDialog />;
    case 'logout':
      return <LogoutDialog />;
    case 'begin':
      return <BeginDialog from={open.from ?? {}} />;
    case 'find':
      return part.value && <part.value.FindDialog />;
    case 'why':
      return <MyWhyDialog />;
    case 'live':
      return <LiveLater />;
    case 'gateway':
      return <GatewayDialog />;
    case 'transfer':
      return <TransferDialog id={open.id ?? ''} />;
    case 'transcript':
      return <TranscriptDialog id={open.id ?? ''} />;
    default:
      return null;
  }
}
