/* The directory: found as one types, who of them is there, favourites in one's own order, one's own contacts; beside it the card of who is chosen. */
import './people.css';
import { useEffect, useState } from 'preact/hooks';
import { opened } from '../api.ts';
import { watchAlso } from '../chat/colleagues.ts';
import { usePaged } from '../paged.ts';
import { Icon } from '../view/Icon.tsx';
import { arrived, readBooks } from './books.ts';
import { BooksDialog } from './BooksDialog.tsx';
import { changes, findContacts, moveFavourite, wordsOf, type ContactLine, type Shown } from './contacts.ts';
import { ImportDialog } from './ImportDialog.tsx';
import { Face, PersonCard } from './PersonCard.tsx';
import { Presence } from './Presence.tsx';
import { PersonalDialog } from './PersonalDialog.tsx';

const SHOWN: [Shown, string][] = [['all', 'All'], ['favourites', 'Favourites'], ['personal', 'My own'], ['external', 'External'], ['service', 'Services']];
const TYPED_MS = 200;

export function Contacts() {
  const [shown, setShown] = useState<Shown>('all');
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [back, setBack] = useState(arrived);
  const [books, setBooks] = useState(false);
  const [dialog, setDialog] = useState<'new' | 'import' | 'books' | null>(back ? 'books' : null);
  const { items: list, more, problem, next } = usePaged<ContactLine>((query) => findContacts(typed, shown, query), [typed, shown], { waitMs: typed ? TYPED_MS : 0, keeps: true, changed: changes.value, wordsOf });
  useEffect(() => watchAlso((list ?? []).flatMap((one) => userOf(one) ?? [])), [list]); // the stream tells how they are
  useEffect(() => () => watchAlso([]), []);
  useEffect(() => void readBooks().then((all) => setBooks(all.length > 0), () => setBooks(true)), []); // what is wrong the dialog says
  return (
    <main class="page contacts" aria-labelledby="contacts-title" data-testid="contacts" data-view={chosen ? 'card' : 'list'}>
      <section class="finding">
        <header class="row"><h1 id="contacts-title" class="grow">Contacts</h1>
          <button type="button" onClick={() => setDialog('new')} data-testid="contact-new"><Icon name="plus" size={14} /> New</button>
          <button type="button" onClick={() => setDialog('import')} data-testid="contact-import">Import</button>
          {books && <button type="button" onClick={() => setDialog('books')} data-testid="contact-books">Address books</button>}
          <a class="button" href={opened('/me/contacts/export')} download data-testid="contact-export">Export</a></header>
        <label>Name, number, extension, e-mail, department<input type="text" value={typed} autocomplete="off" role="combobox" aria-expanded="true" aria-controls="contacts-found"
          onInput={(event) => setTyped(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'ArrowDown') { event.preventDefault(); document.querySelector<HTMLElement>('#contacts-found button')?.focus(); } }} data-testid="contact-find" /></label>
        <div class="row kinds" role="group" aria-label="Which contacts">
          {SHOWN.map(([id, word]) => <button key={id} type="button" class="quiet" aria-pressed={shown === id} onClick={() => setShown(id)} data-testid={`kind-${id}`}>{word}</button>)}
        </div>
        {problem && <p class="error" role="alert">{problem}</p>}
        <ul id="contacts-found" class="lines-list" aria-label="Contacts found" data-testid="contacts-found" onKeyDown={step}>
          {list?.map((one, i) => <Line key={one.id} one={one} chosen={chosen === one.id} onChoose={() => setChosen(one.id)} before={shown === 'favourites' && !typed ? list[i - 1] : undefined} after={list[i + 2]} moves={shown === 'favourites' && !typed} last={i >= list.length - (more ? 2 : 1)} />)}
        </ul>
        {list?.length === 0 && <p class="soft">{typed.trim().length >= 2 ? 'Nobody is found.' : shown === 'personal' ? 'You have no contacts of your own yet.' : 'Nobody yet.'}</p>}
        {more && <button type="button" onClick={next} data-testid="contacts-more">More</button>}
      </section>
      {chosen && <aside class="chosen" aria-label="Contact"><button type="button" class="quiet only-narrow" onClick={() => setChosen(null)} data-testid="contacts-back"><Icon name="back" /> Contacts</button><PersonCard contact={chosen} /></aside>}
      {dialog === 'new' && <PersonalDialog onClose={() => setDialog(null)} />}
      {dialog === 'books' && <BooksDialog told={back?.text ?? null} onClose={() => { setDialog(null); setBack(null); }} />}
      {dialog === 'import' && <ImportDialog onClose={() => setDialog(null)} />}
    </main>
  );
}

/** Of a colleague: the user, who has a presence. */
const userOf = ({ id, kind }: ContactLine) => (kind === 'user' ? id.slice('user:'.length) : null);

/** Arrows go through what was found. */
function step(event: KeyboardEvent): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  const all = [...document.querySelectorAll<HTMLElement>('#contacts-found .choose')], at = all.indexOf(document.activeElement as HTMLElement);
  event.preventDefault();
  (all[at + by] ?? (by < 0 ? document.querySelector<HTMLElement>('[data-testid=contact-find]') : null))?.focus();
}

interface LineProps {
  one: ContactLine;
  chosen: boolean;
  moves: boolean;
  /** Whom it would follow is not read yet, or not there. */
  last: boolean;
  /** Among favourites: who stands above, and whom it then would follow. */
  before: ContactLine | undefined;
  after: ContactLine | undefined;
  onChoose(): void;
}

function Line({ one, chosen, moves, last, before, after, onChoose }: LineProps) {
  const about = [one.title, one.department, one.company, one.site].filter(Boolean).join(' · ');
  const reached = [...one.accounts.map((it) => it.extension), one.extension, one.numbers[0]?.shown].filter(Boolean).join(', ');
  const user = userOf(one);
  const move = (to: string | null) => void moveFavourite(one.id, to).catch(() => (changes.value += 1));
  return (
    <li data-testid="contact" data-id={one.id} data-kind={one.kind}>
      <button type="button" class="quiet choose" aria-current={chosen ? 'true' : undefined} onClick={onChoose}>
        <Face of={one} />
        <span class="names"><b class="cut"><bdi>{one.name}</bdi></b>{about && <span class="cut text"><bdi>{about}</bdi></span>}{user && <Presence user={user} testid="contact-presence" />}</span>
        <small class="cut">{reached}</small>
        {one.favourite && <span class="soft" title="Favourite"><span aria-hidden="true">★</span><span class="hidden">favourite</span></span>}
      </button>
      {moves && <span class="moves">
        <button type="button" class="quiet icon" disabled={!before} aria-label={`Move ${one.name} up`} onClick={() => move(before!.id)} data-testid="move-up">↑</button>
        <button type="button" class="quiet icon" disabled={last} aria-label={`Move ${one.name} down`} onClick={() => move(after?.id ?? null)} data-testid="move-down">↓</button>
      </span>}
    </li>
  );
}
