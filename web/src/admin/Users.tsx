/* Users: found, filtered, page by page; one of them, or a new one, in the form. */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { usePaged } from '../paged.ts';
import { phone } from '../words.ts';
import { Icon } from '../view/Icon.tsx';
import { useReading } from '../view/useReading.ts';
import { all, list, wordsOf, type Person, type Site } from './things.ts';
import { MODES, ROLES } from './words.ts';
import { UserPage } from './UserPage.tsx';

export function Users({ about }: { about: string | null }) {
  return about === null ? <List /> : <UserPage id={about === 'new' ? null : about} />;
}

/** Stays while one looks at somebody and comes back. */
const filter = signal({ search: '', role: '', site_id: '', licence: '', phone_mode: '', disabled: '' });
const LICENCES: Record<string, Record<string, string>> = { seat: { has_seat: 'true' }, work: { has_work: 'true' }, both: { has_seat: 'true', has_work: 'true' }, none: { has_seat: 'false', has_work: 'false' } };
const TYPED_MS = 250;

function List() {
  const { licence, search, ...others } = filter.value;
  const asked = { ...others, search: search.trim(), ...LICENCES[licence], sort: 'name' };
  const { items, more, problem, next } = usePaged<Person>((page) => list<Person>('users', asked, page), [JSON.stringify(asked)], { waitMs: search ? TYPED_MS : 0, keeps: true, wordsOf });
  const { value: sites } = useReading(() => all<Site>('sites'), [], wordsOf);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => { document.title = 'Users · Administration · Trunkline'; }, []);
  const set = (part: Partial<typeof filter.value>) => (filter.value = { ...filter.value, ...part });
  const narrowed = Object.values(filter.value).some(Boolean);
  return (
    <main class="page" aria-labelledby="users-title" data-testid="users">
      <header class="row"><h1 id="users-title" ref={title} class="grow">Users</h1><a class="button primary" href="#users/new" data-testid="user-new"><Icon name="plus" size={14} /> New user</a></header>
      <div class="filters" role="search" aria-label="Users">
        <label class="wide">Name, e-mail, number, extension<input type="text" value={filter.value.search} autocomplete="off" spellcheck={false} maxLength={100} onInput={(event) => set({ search: event.currentTarget.value })} data-testid="find" /></label>
        <Choice word="Role" testid="filter-role" value={filter.value.role} options={Object.entries(ROLES)} onChoose={(role) => set({ role })} />
        <Choice word="Site" testid="filter-site" value={filter.value.site_id} options={(sites ?? []).map((one) => [one.id, one.name])} onChoose={(site_id) => set({ site_id })} />
        <Choice word="Licences" testid="filter-licence" value={licence} options={[['seat', 'Seat'], ['work', 'Work'], ['both', 'Both'], ['none', 'None']]} onChoose={(value) => set({ licence: value })} />
        <Choice word="Phone" testid="filter-phone" value={filter.value.phone_mode} options={Object.entries(MODES)} onChoose={(phone_mode) => set({ phone_mode })} />
        <Choice word="Login" testid="filter-disabled" value={filter.value.disabled} options={[['false', 'Enabled'], ['true', 'Disabled']]} onChoose={(disabled) => set({ disabled })} />
      </div>
      {problem && <p class="error" role="alert" data-testid="users-problem">{problem}</p>}
      <p class="soft" role="status" data-testid="users-count">{items && (items.length === 0 ? (narrowed ? 'Nobody is found.' : 'Nobody yet.') : `${items.length}${more ? ' of more' : ''} ${items.length === 1 && !more ? 'user' : 'users'}`)}</p>
      <ul class="people" aria-label="Users found">
        {items?.map((one) => <Row key={one.id} one={one} site={sites?.find((site) => site.id === one.site_id)?.name ?? ''} />)}
      </ul>
      {more && <button type="button" onClick={next} data-testid="users-more">More</button>}
    </main>
  );
}

interface ChoiceProps { word: string; testid: string; value: string; options: readonly (readonly [string, string])[]; onChoose(value: string): void }

export function Choice({ word, testid, value, options, onChoose }: ChoiceProps) {
  return (
    <label>{word}
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)} data-testid={testid}>
        <option value="">All</option>
        {options.map(([id, name]) => <option key={id} value={id}>{name}</option>)}
      </select>
    </label>
  );
}

function Row({ one, site }: { one: Person; site: string }) {
  const reached = [one.work_number && phone(one.work_number), one.work_extension && `Work ${one.work_extension}`, one.agent_extension && `Agent ${one.agent_extension}`].filter(Boolean).join(' · ');
  return (
    <li data-testid="user" data-id={one.id}>
      <a href={`#users/${one.id}`}>
        <span class="who"><b class="cut"><bdi>{one.name}</bdi></b><small class="cut"><bdi>{one.username}</bdi>{one.email && <> · <bdi>{one.email}</bdi></>}</small></span>
        <span class="what"><span>{ROLES[one.role] ?? one.role}</span><small class="cut"><bdi>{site}</bdi></small></span>
        <span class="what"><span class="cut">{reached || <span class="soft">No number</span>}</span><small>{one.has_seat && (MODES[one.phone_mode] ?? one.phone_mode)}</small></span>
        <span class="chips">{one.disabled && <span class="chip off">Disabled</span>}{one.has_seat && <span class="chip">Seat</span>}{one.has_work && <span class="chip">Work</span>}</span>
      </a>
    </li>
  );
}

