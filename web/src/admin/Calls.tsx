/* How calls leave and come: trunks to carriers, the dial plan, numbers that may be shown, limits against fraud; which queues' calls are recorded, and how they greet. */
import { useEffect, useState } from 'preact/hooks';
import { phone } from '../words.ts';
import { useReading } from '../view/useReading.ts';
import { Sounds } from './Sounds.tsx';
import { Things, type Kind, type Options } from './Things.tsx';
import { all, wordsOf, type Line, type Named, type Site, type Thing } from './things.ts';

interface Trunk extends Named { host: string; port: number; transport: string; sources: string[]; username: string | null; max_calls: number; emergency: boolean; disabled: boolean }
interface Rule extends Thing { prefix: string; site_id: string | null; action: string; price_class: string | null; trunk_ids: string[]; note: string }
interface Shown extends Thing { phone_number_id: string; group_id: string | null; site_id: string | null }
interface Limit extends Thing { price_class: string; user_calls: number; tenant_calls: number; user_per_minute: number; tenant_per_minute: number; user_minutes_per_day: number; tenant_minutes_per_day: number }

const CLASSES: Options = [['free', 'Free'], ['national', 'National'], ['mobile', 'Mobile'], ['international', 'International'], ['premium', 'Premium rate']];
const ACTIONS: Options = [['allow', 'Allow'], ['refuse', 'Refuse']];
const wordIn = (options: Options, id: string | null) => options.find(([one]) => one === id)?.[1] ?? '';

const TRUNKS: Kind<Trunk> = {
  noun: 'trunks', one: 'trunk', title: 'Trunks', empty: 'None yet: calls to outside and from there need one.',
  fields: [
    { name: 'name', word: 'Name', kind: 'text', required: true, max: 100 },
    { name: 'host', word: 'Host', kind: 'text', required: true, max: 253, hint: 'A name or an address' },
    { name: 'port', word: 'Port', kind: 'number', max: 5, begins: '5060' },
    { name: 'transport', word: 'Transport', kind: 'text', options: [['udp', 'UDP'], ['tcp', 'TCP'], ['tls', 'TLS']], begins: 'udp' },
    { name: 'sources', word: 'Calls come from', kind: 'lines', hint: 'Addresses and networks, one a line, as 192.0.2.0/28; none: no calls come' },
    { name: 'username', word: 'Login', kind: 'word', max: 128, hint: 'Where the carrier asks for one' },
    { name: 'password', word: 'Password', kind: 'secret', max: 256, hint: 'Kept sealed, never shown' },
    { name: 'max_calls', word: 'Calls at a time', kind: 'number', max: 5, begins: '30' },
    { name: 'emergency', word: 'First for emergency calls', kind: 'flag', hint: 'They go by any trunk, and by those marked so before all others' },
    { name: 'disabled', word: 'Disabled', kind: 'flag' },
  ],
  name: (one) => one.name,
  head: (one) => <><b><bdi>{one.name}</bdi></b> {one.emergency && <span class="chip">First for emergency calls</span>} {one.disabled && <span class="chip off">Disabled</span>}</>,
  lines: (one) => [`${one.host}:${one.port} by ${one.transport.toUpperCase()}${one.username ? `, as ${one.username}` : ''}, ${one.max_calls} calls at a time`, one.sources.length ? `Calls come from ${one.sources.join(', ')}` : 'No calls come from it'],
};

const rules = (trunks: readonly Trunk[], sites: readonly Site[]): Kind<Rule> => ({
  noun: 'dial-rules', one: 'rule', title: 'Dial plan', about: 'The longest prefix wins; of a site before all. What no rule allows is refused; emergency numbers always go.', empty: 'None yet: only extensions and emergency numbers are called.',
  fields: [
    { name: 'prefix', word: 'Prefix', kind: 'text', required: true, max: 16, hint: 'As +49; + is all' },
    { name: 'action', word: 'What becomes of it', kind: 'text', options: ACTIONS, begins: 'allow' },
    { name: 'site_id', word: 'For users of', kind: 'word', options: sites.map((one) => [one.id, one.name]), none: 'All sites' },
    { name: 'price_class', word: 'Price class', kind: 'word', options: CLASSES, none: 'What the number itself is' },
    { name: 'trunk_ids', word: 'Trunks, in this order', kind: 'picks', options: trunks.map((one) => [one.id, one.name]) },
    { name: 'note', word: 'Note', kind: 'text' },
  ],
  name: (one) => one.prefix,
  head: (one) => <><b>{one.prefix}</b> <span class={`chip ${one.action === 'allow' ? 'assigned' : 'off'}`}>{wordIn(ACTIONS, one.action)}</span> {one.site_id && <bdi>{sites.find((site) => site.id === one.site_id)?.name}</bdi>}</>,
  lines: (one) => [[wordIn(CLASSES, one.price_class), one.trunk_ids.map((id) => trunks.find((trunk) => trunk.id === id)?.name ?? id).join(', then '), one.note].filter(Boolean).join(' · ')].filter(Boolean),
});

const shown = (lines: readonly Line[], groups: readonly Named[], sites: readonly Site[]): Kind<Shown> => {
  const number = (id: string) => phone(lines.find((line) => line.id === id)?.number ?? id);
  return {
    noun: 'caller-ids', one: 'caller id', title: 'Caller ids', about: 'Which numbers agents of a group may show, and what people of a site show who have no Work number.', empty: 'None yet: everybody shows their own Work number.',
    fields: [
      { name: 'phone_number_id', word: 'Number', kind: 'text', required: true, options: lines.map((line) => [line.id, phone(line.number)]), none: 'Choose a claimed number' },
      { name: 'group_id', word: 'Agents of the group', kind: 'word', options: groups.map((one) => [one.id, one.name]), none: 'None' },
      { name: 'site_id', word: 'Or people of the site', kind: 'word', options: sites.map((one) => [one.id, one.name]), none: 'None' },
    ],
    name: (one) => number(one.phone_number_id),
    head: (one) => <b>{number(one.phone_number_id)}</b>,
    lines: (one) => [one.group_id ? `Agents of ${groups.find((group) => group.id === one.group_id)?.name ?? ''}` : `People of ${sites.find((site) => site.id === one.site_id)?.name ?? ''}`],
  };
};

const WHOSE = [['user', 'of one user'], ['tenant', 'of all']] as const;
const COUNTS = [['calls', 'Calls at a time'], ['per_minute', 'Calls begun in a minute'], ['minutes_per_day', 'Minutes in 24 hours']] as const;
const LIMITS: Kind<Limit> = {
  noun: 'call-limits', one: 'limit', title: 'Limits', about: 'Against fraud: of each price class, how much is called at the most.', empty: 'None.', fixed: true,
  fields: COUNTS.flatMap(([what, words]) => WHOSE.map(([whose, of]) => ({ name: `${whose}_${what}`, word: `${words}, ${of}`, kind: 'number' as const, max: 8 }))),
  name: (one) => wordIn(CLASSES, one.price_class),
  head: (one) => <b>{wordIn(CLASSES, one.price_class)}</b>,
  lines: (one) => [`One user: ${one.user_calls} at a time, ${one.user_per_minute} a minute, ${one.user_minutes_per_day} min in 24 h`, `All: ${one.tenant_calls} at a time, ${one.tenant_per_minute} a minute, ${one.tenant_minutes_per_day} min in 24 h`],
};

interface Queue extends Named { medium: string; record: boolean; record_announce: boolean; record_required: boolean; record_pause_s: number; record_days: number | null }
/* A queue's own fields are judged by who keeps queues; here are those of its recordings (SP-15). */
const RECORDINGS: Kind<Queue> = {
  noun: 'queues', filter: { medium: 'voice' }, one: 'queue', title: 'Recordings', about: 'Which queues\' calls are recorded, and how long that is kept.', empty: 'There is no queue for calls yet.', fixed: true,
  fields: [
    { name: 'record', word: 'Record its calls', kind: 'flag', hint: 'From when an agent talks; agents pause it while card data are said' },
    { name: 'record_announce', word: 'Tell callers first', kind: 'flag', hint: 'In many countries the law wants it' },
    { name: 'record_required', word: 'Only with a recording', kind: 'flag', hint: 'A call that can\'t be recorded ends; else it goes on without' },
    { name: 'record_pause_s', word: 'Longest pause, in seconds', kind: 'number', max: 4, required: true, hint: 'Then it records again by itself' },
    { name: 'record_days', word: 'Kept for days', kind: 'count', max: 5, hint: 'Empty: as long as the organisation keeps recordings' },
  ],
  name: (one) => one.name,
  head: (one) => <><b><bdi>{one.name}</bdi></b> <span class={`chip ${one.record ? 'assigned' : ''}`}>{one.record ? 'Recorded' : 'Not recorded'}</span></>,
  lines: (one) => one.record ? [[one.record_announce ? 'Callers are told' : 'Callers are not told', one.record_required ? 'no call without' : 'goes on without where it can\'t be', `kept ${one.record_days === null ? 'as the organisation says' : `${one.record_days} days`}`].join(', ')] : [],
};

const around = async () => {
  const [trunks, sites, groups, lines] = await Promise.all([all<Trunk>('trunks'), all<Site>('sites'), all<Named>('agent-groups'), all<Line>('numbers')]);
  return { trunks, sites, groups, lines: lines.filter((one) => one.state === 'claimed' || one.state === 'assigned') };
};

export function Calls() {
  const [changes, setChanges] = useState(0);
  const { value, problem } = useReading(around, [changes], wordsOf);
  useEffect(() => { document.title = 'Calls · Administration · Trunkline'; }, []);
  return (
    <main class="page" aria-labelledby="calls-title" data-testid="calls">
      <h1 id="calls-title">Calls</h1>
      {problem && <p class="error" role="alert">{problem}</p>}
      {value && (
        <>
          <Things of={TRUNKS} onChanged={() => setChanges(changes + 1)} />
          <Things of={rules(value.trunks, value.sites)} />
          <Things of={shown(value.lines, value.groups, value.sites)} />
          <Things of={LIMITS} />
          <Things of={RECORDINGS} />
          <Sounds />
        </>
      )}
    </main>
  );
}
