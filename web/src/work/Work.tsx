/* The page of a logged-in Work user: their status, the sections, and the one that is open. */
import './Work.css';
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { saidNow, saidSoon } from '../alerts.ts';
import * as desk from '../desk.ts';
import { everLive, link } from '../session.ts';
import { Banner } from '../view/Banner.tsx';
import { Icon } from '../view/Icon.tsx';
import { Lines } from '../view/Lines.tsx';
import { SettingsDialog } from '../view/SettingsDialog.tsx';
import { FaxLater } from './FaxLater.tsx';
import { OwnStatus } from './OwnStatus.tsx';
import { SECTIONS, open, openSection } from './sections.ts';

export function Work() {
  return (
    <div class="work-page" data-testid="work" data-link={link.value.state} data-view={desk.view.value}>
      <Banner />
      <header class="work-top" aria-label="Work">
        <OwnStatus />
        <Navigation />
        <Lines />
      </header>
      {everLive.value ? <Opened key={open.value} id={open.value} /> : <main class="loading"><h1 class="hidden">Work</h1><p role="status">Reading …</p></main>}
      {desk.dialog.value?.name === 'settings' && <SettingsDialog />}
      <FaxLater />
      <p class="hidden" aria-live="assertive" data-testid="said-now">{saidNow}</p>
      <p class="hidden" aria-live="polite" data-testid="said-soon">{saidSoon}</p>
    </div>
  );
}

function Navigation() {
  return (
    <nav aria-label="Sections">
      <ul>
        {SECTIONS.map(({ id, word, icon, count }) => {
          const n = count?.() ?? 0;
          return (
            <li key={id}>
              <button type="button" class="quiet" aria-current={open.value === id ? 'page' : undefined} onClick={() => openSection(id)} data-testid={`section-${id}`}>
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
