/* One user: the form, and what belongs to who is there already: phones, sessions. */
import { useEffect, useState } from 'preact/hooks';
import type { Id } from '../types.ts';
import { Icon } from '../view/Icon.tsx';
import { useReading } from '../view/useReading.ts';
import { Phones } from './Phones.tsx';
import { Sessions } from './Sessions.tsx';
import { all, get, organisation, wordsOf, type Named, type Organisation, type Person, type Phone, type Site } from './things.ts';
import { UserForm } from './UserForm.tsx';

/** What the form chooses from. */
export interface Choices { sites: Site[]; groups: Named[]; tenant: Organisation }
const choices = async (): Promise<Choices> => {
  const [sites, groups, tenant] = await Promise.all([all<Site>('sites'), all<Named>('agent-groups'), organisation()]);
  return { sites, groups, tenant };
};

/** Just made, with the page that made it: its first phone, its password, and what the linter said. */
export interface Made { person: Person; phone: Phone | null; problem: string | null }
let made: Made | null = null;

export function UserPage({ id }: { id: Id | null }) {
  const [told] = useState(() => (made?.person.id === id ? made : null));
  const [showsMade, setShowsMade] = useState(true); // until something else is said
  const [person, setPerson] = useState<Person | null>(told?.person ?? null);
  const { value: around, problem, again } = useReading(choices, [], wordsOf);
  const read = useReading(() => (id === null || told ? Promise.resolve(null) : get<Person>('users', id)), [], wordsOf);
  const shown = person ?? read.value;
  useEffect(() => () => { if (made === told) made = null; }, []);
  useEffect(() => { document.title = `${shown?.name ?? 'New user'} · Administration · Trunkline`; }, [shown?.name]);

  function saved(now: Person | null, phone: Phone | null = null, wrong: string | null = null): void {
    if (now === null) location.hash = 'users';
    else if (id === null) {
      made = { person: now, phone, problem: wrong };
      location.hash = `users/${now.id}`;
    } else {
      setShowsMade(false);
      setPerson(now);
      again();
    }
  }
  const wrong = read.problem ?? problem;
  return (
    <main class="page" aria-labelledby="user-title" data-testid="user-page" data-id={id ?? 'new'}>
      <header class="row"><a class="button quiet" href="#users" data-testid="user-back"><Icon name="back" /> Users</a>
        <h1 id="user-title" class="grow"><bdi>{id === null ? 'New user' : shown?.name}</bdi></h1>{shown?.disabled && <span class="chip off">Disabled</span>}</header>
      {wrong && <p class="error" role="alert" data-testid="user-problem">{wrong}</p>}
      {told && showsMade && <p class="note good" role="status" data-testid="user-made">{told.person.name} is made.</p>}
      {told?.problem && <p class="error" role="alert" data-testid="phone-not-made">The phone was not made: {told.problem}</p>}
      {!wrong && (!around || (id !== null && !shown)) && <p class="soft" role="status">Reading …</p>}
      {around && (id === null || shown) && (
        <>
          {told?.phone && <Phones user={shown!} made={told.phone} />}
          <UserForm person={shown} choices={around} onSaved={saved} onRefused={() => setShowsMade(false)} />
          {shown && !told?.phone && <Phones user={shown} />}
          {shown && <Sessions user={shown} onChanged={setPerson} />}
        </>
      )}
    </main>
  );
}
