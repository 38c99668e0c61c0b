/* Right: the colleague whose chat is open: how they are shown, and what this chat is. */
import '../view/Person.css';
import * as desk from '../desk.ts';
import { settings } from '../settings.ts';
import { Icon } from '../view/Icon.tsx';
import { Avatar } from '../view/Parts.tsx';
import { Splitter } from '../view/Splitter.tsx';
import { entryOf, may, nameOf, talkWith } from './colleagues.ts';
import { Shown } from './ColleagueTalk.tsx';
import type { RosterEntry, Side } from './types.ts';
import { historyWords, sideWord } from './words.ts';

export function ColleagueCard({ account }: { account: string }) {
  const entry = entryOf(account), name = nameOf(account), talk = talkWith(account);
  return (
    <aside class="person" aria-label="Colleague" data-testid="person">
      <Splitter width={settings.value.personWidth} />
      <div class="person-body colleague-card" data-testid="colleague-card">
        <button type="button" class="quiet to-talk" onClick={() => (desk.view.value = 'talk')} data-testid="person-back"><Icon name="back" /> Conversation</button>
        <div class="row"><Avatar name={name} big /><div class="grow"><h2><bdi>{name}</bdi></h2><span class="soft">{sideWord(account.split(':')[0] as Side)}</span></div></div>
        {entry?.shown !== undefined && <p><Shown entry={entry as RosterEntry} /></p>}
        <p class="soft">{historyWords(may('history', account), talk?.chat.kind ?? null)}</p>
      </div>
    </aside>
  );
}
