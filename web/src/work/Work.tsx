/* The page of a logged-in Work user: their status, the sections, and the one that is open. */
import './Work.css';
import '../view/SecurityDialog.css'; // of a part that is loaded later nobody loads the styles
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { saidNow, saidSoon } from '../alerts.ts';
import * as desk from '../desk.ts';
import { everLive, link } from '../session.ts';
import { CardDialog } from '../people/CardLater.tsx';
import { isWanted, phonePart } from '../phone/lazy.ts';
import { phoneLink } from '../phone/state.ts';
import { Banner } from '../view/Banner.tsx';
import { Icon } from '../view/Icon.tsx';
import { Later } from '../view/Later.tsx';
import { Lines } from '../view/Lines.tsx';
import { SettingsDialog } from '../view/SettingsDialog.tsx';
import { FaxLater } from './FaxLater.tsx';
import { OwnStatus } from './OwnStatus.tsx';
import { status, store } from './presence.ts';
import { SECTIONS, open, openSection, sections } from './sections.ts';

export function Work() {
  const id = sections().find((one) => one.id === open.value)?.id ?? SECTIONS[0]!.id; // one may lose a section
  return (
    <div class="work-page" data-testid="work" data-link={link.value.state} data-view={desk.view.value}>
      <Banner />
      <header class="work-top" aria-label="Work">
        <OwnStatus />
        <Navigation opened={id} />
        {phonePart.value && isWanted() ? <phonePart.value.PhoneBar note={status.value?.status === 'dnd' ? 'Do not disturb: calls go to your voicemail at once' : null} />
          : <button type="button" class="quiet icon" aria-label="Phone" title="Phone" data-state={phoneLink.value.state} data-testid="open-phone" onClick={() => (desk.dialog.value = { name: 'phone' })}><Icon name="call" /></button>}
        <Lines />
      </header>
      {everLive.value ? <Opened key={id} id={id} /> : <main class="loading"><h1 class="hidden">Work</h1><p role="status">Reading …</p></main>}
      {desk.dialog.value?.name === 'settings' && <SettingsDialog />}
      {desk.dialog.value?.name === 'security' && <Later what="Security" load={security} />}
      {desk.dialog.value?.name === 'phone' && <Later what="The phone" load={phone} />}
      <CardDialog />
      <FaxLater />
      <p class="hidden" aria-live="assertive" data-testid="said-now">{saidNow}</p>
      <p class="hidden" aria-live="polite" data-testid="said-soon">{saidSoon}</p>
    </div>
  );
}

async function security() {
  const { SecurityDialog } = await import('../view/SecurityDialog.tsx');
  return () => <SecurityDialog username={store.user.value?.username ?? ''} />;
}

async function phone() {
  const [{ PhoneDialog }, { Unanswered }] = await Promise.all([import('../phone/part.ts'), import('./Unanswered.tsx')]);
  return () => <PhoneDialog><Unanswered /></PhoneDialog>;
}

function Navigation({ opened }: { opened: string }) {
  return (
    <nav aria-label="Sections">
      <ul>
        {sections().map(({ id, word, icon, count }) => {
          const n = count?.() ?? 0;
          return (
            <li key={id}>
              <button type="button" class="quiet" aria-current={opened === id ? 'page' : undefined} onClick={() => openSection(id)} data-testid={`section-${id}`}>
                <Icon name={icon} size={16} /><span>{word}</span>
                {n > 0 && <span class="unread">{n > 99 ? '99+' : n}<span class="hidden"> new</span></span>}
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** Loaded once; one that can't be loaded says so, and is tried again on a button. */
const loaded = new Map<string, ComponentType>();

function Opened({ id }: { id: string }) {
  const [Part, setPart] = useState<ComponentType | null>(() => loaded.get(id) ?? null);
  const [failed, setFailed] = useState(0);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let there = true;
    if (!Part) SECTIONS.find((one) => one.id === id)!.load().then((part) => { loaded.set(id, part); if (there) setPart(() => part); }, () => { if (there) setFailed(tries + 1); });
    return () => { there = false; };
  }, [id, tries]);
  if (Part) return <Part />;
  return <main class="loading"><h1 class="hidden">{SECTIONS.find((one) => one.id === id)!.word}</h1>{failed > tries && <p role="alert">This part could not be loaded. <button type="button" onClick={() => setTries(failed)}>Try again</button></p>}</main>;
}
