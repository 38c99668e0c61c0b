/* Whom to write to: the agents of one's roster, and the organisation's directory where there is one. */
import { useEffect, useState } from 'preact/hooks';
import { CardButton } from '../people/CardLater.tsx';
import { Dialog } from '../view/Dialog.tsx';
import { agents, directory, readAgents, readDirectory } from './colleagues.ts';
import { Mate } from './Colleagues.tsx';
import { keyOf } from './talks.ts';
import { sideWord } from './words.ts';
import type { RosterEntry } from './types.ts';

/** So many are shown at once; more are found by name. */
const SHOWN_MAX = 50;

const ACCENTS = /\p{M}/gu;
const plain = (text: string) => text.normalize('NFD').replace(ACCENTS, '').toLowerCase();

/** Every word typed is in the name, as people write it. */
function named(list: RosterEntry[], typed: string): RosterEntry[] {
  const words = plain(typed).split(/\s+/).filter((word) => word);
  if (words.length === 0) return list;
  return list.filter((one) => {
    const known = plain(one.name ?? '');
    return words.every((word) => known.includes(word));
  });
}

export function FindDialog() {
  const [typed, setTyped] = useState('');
  useEffect(() => { void readAgents(); void readDirectory(); }, []);
  return (
    <Dialog title="Write to a colleague" testid="find-dialog">
      <div class="stack">
        <label>Name<input type="text" value={typed} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} data-testid="find-name" /></label>
        <People title="Your roster" list={named(agents.value, typed)} testid="find-agents" />
        {directory.value && <People title="Organisation" list={named(directory.value, typed)} testid="find-directory" sides />}
      </div>
    </Dialog>
  );
}

function People({ title, list, testid, sides = false }: { title: string; list: RosterEntry[]; testid: string; sides?: boolean }) {
  return (
    <section aria-label={title}>
      <h3>{title} <span class="soft">{list.length}</span></h3>
      {list.length === 0 && <p class="soft">Nobody.</p>}
      <ul class="figures mates" data-testid={testid}>
        {list.slice(0, SHOWN_MAX).map((one) => <li key={keyOf(one)}>{sides && <span class="chip">{sideWord(one.side)}</span>}<Mate mate={one} /><CardButton contact={`user:${one.user}`} name={one.name} /></li>)}
      </ul>
      {list.length > SHOWN_MAX && <p class="soft">{list.length - SHOWN_MAX} more: type a part of the name.</p>}
    </section>
  );
}
