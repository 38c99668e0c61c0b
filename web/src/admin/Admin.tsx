/* The page of a logged-in administrator: the sections, and the one that is open. */
import '../view/Parts.css';
import './Admin.css';
import '../view/SecurityDialog.css'; // of a part that is loaded later nobody loads the styles
import { saidNow, saidSoon } from '../alerts.ts';
import * as desk from '../desk.ts';
import { administers, link, logout, phase } from '../session.ts';
import { change, settings } from '../settings.ts';
import { Icon } from '../view/Icon.tsx';
import { Later } from '../view/Later.tsx';
import { Lines } from '../view/Lines.tsx';
import { SECTIONS, open } from './sections.ts';

export function Admin() {
  const { section: { id, Part }, about } = open.value;
  return (
    <div class="admin-page" data-testid="admin" data-link={link.value.state}>
      <Top opened={id} />
      {administers.value ? <Part key={`${id}/${about}`} about={about} /> : <NotTheirs />}
      {desk.dialog.value?.name === 'security' && <Later what="Security" load={security} />}
      <p class="hidden" aria-live="assertive" data-testid="said-now">{saidNow}</p>
      <p class="hidden" aria-live="polite" data-testid="said-soon">{saidSoon}</p>
    </div>
  );
}

async function security() {
  const { SecurityDialog } = await import('../view/SecurityDialog.tsx');
  return () => <SecurityDialog username={(phase.value.name === 'in' && phase.value.user.username) || ''} />;
}

const THEMES = [['system', 'As the system'], ['light', 'Light'], ['dark', 'Dark']] as const;

function Top({ opened }: { opened: string }) {
  const me = phase.value.name === 'in' ? phase.value.user : null;
  return (
    <header class="admin-top" aria-label="Administration">
      <strong><img src="icon.svg" width="20" height="20" alt="" /> Administration</strong>
      {administers.value && <nav aria-label="Sections">
        <ul>
          {SECTIONS.map(({ id, word, icon }) => (
            <li key={id}><a class="button quiet" href={`#${id}`} aria-current={opened === id ? 'page' : undefined} data-testid={`section-${id}`}><Icon name={icon} size={16} /> {word}</a></li>
          ))}
        </ul>
      </nav>}
      <span class="who soft cut" title={me?.name}><bdi>{me?.name}</bdi></span>
      <label class="inline"><span class="hidden">Colours</span>
        <select value={settings.value.theme} onChange={(event) => change({ theme: event.currentTarget.value as 'system' })} data-testid="theme">
          {THEMES.map(([value, word]) => <option key={value} value={value}>{word}</option>)}
        </select></label>
      <button type="button" onClick={() => (desk.dialog.value = { name: 'security' })} data-testid="open-security">Security</button>
      <button type="button" onClick={() => void logout(false, null)} data-testid="logout">Log out</button>
      <Lines />
    </header>
  );
}

function NotTheirs() {
  return <main class="page"><h1>Administration</h1><p data-testid="not-theirs">This page is for administrators. <a href=".">Go to your workspace</a></p></main>;
}
