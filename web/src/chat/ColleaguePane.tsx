/* Right: the colleague whose chat is open: what they are doing now, their card, and how long what is said stays. */
import '../view/Person.css';
import * as desk from '../desk.ts';
import { CardLater } from '../people/CardLater.tsx';
import { settings } from '../settings.ts';
import { Icon } from '../view/Icon.tsx';
import { Splitter } from '../view/Splitter.tsx';
import { entryOf, may, talkWith } from './colleagues.ts';
import { Shown } from './ColleagueTalk.tsx';
import type { RosterEntry } from './types.ts';
import { historyWords } from './words.ts';

export function ColleaguePane({ account }: { account: string }) {
  const entry = entryOf(account), talk = talkWith(account);
  return (
    <aside class="person" aria-label="Colleague" data-testid="person">
      <Splitter width={settings.value.personWidth} />
      <div class="person-body colleague-pane" data-testid="colleague-pane">
        <button type="button" class="quiet to-talk" onClick={() => (desk.view.value = 'talk')} data-testid="person-back"><Icon name="back" /> Conversation</button>
        <h2 class="hidden">Colleague</h2>
        {entry?.shown !== undefined && <p><Shown entry={entry as RosterEntry} /></p>}
        {entry && <CardLater key={entry.user} contact={`user:${entry.user}`} />}
        <p class="soft">{historyWords(may('history', account), talk?.chat.kind ?? null)}</p>
      </div>
    </aside>
  );
}
