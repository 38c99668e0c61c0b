/* The page of a logged-in agent: status and offers, list, conversation, customer. */
import './Workspace.css';
import { useEffect } from 'preact/hooks';
import { saidNow, saidSoon } from '../alerts.ts';
import { store } from '../commands.ts';
import * as desk from '../desk.ts';
import { part } from '../chat/lazy.ts';
import { everLive, link } from '../session.ts';
import { Banner } from './Banner.tsx';
import { Emergency } from './Emergency.tsx';
import { EndDialog } from './EndDialog.tsx';
import { ExitDialog } from './ExitDialog.tsx';
import './GatewayDialog.css';
import { Lines } from './Lines.tsx';
import { Later } from './Later.tsx';
import './LiveDialog.css'; // of a part that is loaded later nobody loads the styles
import { OfferCard } from './OfferCard.tsx';
import './SearchDialog.css';
import { Person } from './Person.tsx';
import './SecurityDialog.css';
import { Side } from './Side.tsx';
import { isWanted, phonePart } from '../phone/lazy.ts';
import { togglePerson } from '../shortcuts.ts';
import { StatusMenu } from './StatusMenu.tsx';
import { Talk } from './Talk.tsx';

export function Workspace() {
  const stale = link.value.state === 'lost' || link.value.state === 'stale';
  return (
    <div class="workspace" data-view={desk.view.value} data-person={desk.personOpen.value} data-stale={stale}
      data-testid="workspace" data-link={link.value.state}>
      <div class="banners"><Banner />{everLive.value && <Emergency />}</div>
      {everLive.value && store.me.value ? <Parts /> : <p class="loading" role="status">Reading your work …</p>}
      <Dialogs />
      {part.value && <part.value.Over />}
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
        <h1 class="hidden">Trunkline workspace</h1>
        <StatusMenu />
        {phonePart.value && isWanted() && <phonePart.value.PhoneBar />}
        {store.openOffers.value.map((offer) => <OfferCard key={offer.offer} offer={offer} />)}
        <Lines />
      </header>
      <Side />
      {chats && desk.colleague.value ? <chats.ColleagueTalk key={desk.colleague.value} account={desk.colleague.value} onAbout={togglePerson} /> : <Talk />}
      {chats && desk.colleague.value && !desk.preview.value ? <chats.ColleaguePane account={desk.colleague.value} /> : <Person />}
    </>
  );
}

async function security() {
  const { SecurityDialog } = await import('./SecurityDialog.tsx');
  return () => <SecurityDialog username={store.user.value?.username ?? ''} />;
}

async function begin(from: desk.BeginFrom) {
  const { BeginDialog } = await import('./BeginDialog.tsx');
  return () => <BeginDialog from={from} />;
}

async function transcript(id: string) {
  const { TranscriptDialog } = await import('./TranscriptDialog.tsx');
  return () => <TranscriptDialog id={id} />;
}

async function cases(of: desk.BeginFrom) {
  const { CasesDialog } = await import('./CasesDialog.tsx');
  return () => <CasesDialog of={of} />;
}

async function transfer(id: string) {
  const { TransferDialog } = await import('./TransferDialog.tsx');
  return () => <TransferDialog id={id} />;
}

function Dialogs() {
  const open = desk.dialog.value;
  switch (open?.name) {
    case 'keys':
      return <Later what="The keys" load={async () => (await import('./KeysDialog.tsx')).KeysDialog} />;
    case 'settings':
      return <Later what="The settings" load={async () => (await import('./SettingsDialog.tsx')).SettingsDialog} />;
    case 'end':
      return <EndDialog id={open.id ?? ''} />;
    case 'security':
      return <Later what="Security" load={security} />;
    case 'logout':
      return <Later what="The logout" load={async () => (await import('./LogoutDialog.tsx')).LogoutDialog} />;
    case 'begin':
      return <Later what="The new text" load={() => begin(open.from ?? {})} />;
    case 'cases':
      return <Later what="The cases" load={() => cases(open.from ?? {})} />;
    case 'phone':
      return <Later what="The phone" load={async () => (await import('./AgentPhone.tsx')).AgentPhone} />;
    case 'why':
      return <Later what="The reasons" load={async () => (await import('./WhyDialog.tsx')).MyWhyDialog} />;
    case 'past':
      return <Later what="The search" load={async () => (await import('./SearchDialog.tsx')).SearchDialog} />;
    case 'live':
      return <Later what="The live view" load={async () => (await import('./LiveDialog.tsx')).LiveDialog} />;
    case 'gateway':
      return <Later what="The SMS gateway" load={async () => (await import('./GatewayDialog.tsx')).GatewayDialog} />;
    case 'exit':
      return <ExitDialog />;
    case 'where':
      return <Later what="Where you are" load={async () => (await import('./WhereDialog.tsx')).WhereDialog} />;
    case 'transfer':
      return <Later key={open.id} what="The transfer" load={() => transfer(open.id ?? '')} />;
    case 'transcript':
      return <Later key={open.id} what="The conversation" load={() => transcript(open.id ?? '')} />;
    default:
      return null;
  }
}
