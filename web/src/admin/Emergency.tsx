/*
 * Everything that an administrator sets for emergency calls, in one place: each site's address, call-back number and security contacts, what holds for the
 * whole organisation, what waiting customers are sent. Names the sites that lack what a call needs.
 */
import { Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { phone } from '../words.ts';
import { useReading } from '../view/useReading.ts';
import { IN_WORDS, addressOf, isInWords } from './address.ts';
import { Things, type Kind } from './Things.tsx';
import { all, wordsOf, type Line, type Named, type Organisation, type Site } from './things.ts';

interface Trunk extends Named { emergency: boolean; disabled: boolean }
interface Queue extends Named { emergency_text: string | null }

/** What an emergency call from the site needs and does not have. */
const missing = (one: Site, unclaimed: ReadonlySet<string>): string[] => [
  isInWords(one) ? 'no street (the address is in words only)' : one.street === '' ? (addressOf(one) ? 'no street' : 'no address') : one.city === '' && 'no city',
  one.call_back_number === null ? 'no call-back number' : unclaimed.has(one.call_back_number) && 'call-back number not claimed',
  one.security_emails.length + one.security_numbers.length === 0 && 'no security contacts',
].filter((word) => word !== false);
const listed = (numbers: readonly string[]) => numbers.map(phone).join(', ');
const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1);

/** unclaimed: call-back numbers that are not the organisation's; one that another organisation has claimed is not sent. */
const sitesOf = (unclaimed: ReadonlySet<string>): Kind<Site> => ({
  noun: 'sites', one: 'site', title: 'Sites', fixed: true, empty: 'None yet. Add one under Sites: each user works at one.',
  about: 'Unless the agent has confirmed another place, help is sent to the address of their site.',
  fields: [
    { name: 'country', word: 'Country', kind: 'text', required: true, max: 2, upper: true, hint: 'Two letters, as SE. Its emergency numbers are called from here' },
    { name: 'street', word: 'Street', kind: 'text' },
    { name: 'house_number', word: 'House number', kind: 'text', max: 20, hint: 'With its letter, as 5 B' },
    { name: 'postal_code', word: 'Postal code', kind: 'text', max: 20 },
    { name: 'city', word: 'City', kind: 'text', max: 100 },
    { name: 'region', word: 'Region', kind: 'text', max: 100, hint: 'State, province or county' },
    { name: 'additional', word: 'How to get there', kind: 'text', hint: 'Entrance, floor, room' },
    IN_WORDS,
    { name: 'call_back_number', word: 'Call-back number', kind: 'phone', max: 32, hint: 'In full, as +46 8 123 456 78. The dispatcher calls it to reach an agent who has no Work number; saving it claims it for the organisation' },
    { name: 'security_emails', word: 'Security contacts: e-mail', kind: 'lines', hint: 'At most 10, one a line. Each emergency call and its end is mailed to them if the installation sends mail' },
    { name: 'security_numbers', word: 'Security contacts: numbers', kind: 'phones', hint: 'At most 10, one a line, in full. The first six are called when nobody answers a call back for 30 s' },
  ],
  name: (one) => one.name,
  head: (one) => <><b><bdi>{one.name}</bdi></b> <span class="chip">{one.country}</span>{missing(one, unclaimed).map((word) => <Fragment key={word}> <span class="chip off">{capital(word)}</span></Fragment>)}</>,
  lines: (one) => [
    addressOf(one) ? `${addressOf(one)}${isInWords(one) ? ' (in words only)' : ''}` : 'Help would have no address to go to',
    one.call_back_number === null ? 'Users without a Work number can\'t be called back'
      : `Call back: ${phone(one.call_back_number)}${unclaimed.has(one.call_back_number) ? '. The organisation has not claimed it, and if another organisation has, it is not sent: claim it under Numbers' : ''}`,
    one.security_emails.length + one.security_numbers.length ? `Security contacts: ${[one.security_emails.join(', '), listed(one.security_numbers)].filter(Boolean).join(' · ')}` : 'No security contacts',
  ],
});

const ORGANISATION: Kind<Organisation> = {
  noun: 'tenants', one: 'organisation', title: 'Whole organisation', fixed: true, empty: '',
  fields: [
    { name: 'emergency_numbers', word: 'Own emergency numbers', kind: 'lines', hint: 'At most 20, one a line, of at most six digits: a security desk, or the test number. They are called like those of the country, past the dial plan and all limits' },
    { name: 'keep_line_free', word: 'Keep the line free', kind: 'flag', hint: 'In an emergency call and five minutes after it, direct calls, transfers and offers to the agent are refused, and the caller hears why' },
    { name: 'emergency_services', word: 'Emergency services call from', kind: 'phones', hint: 'At most 50, one a line, in full: these numbers reach the agent even if the line is kept free' },
    { name: 'session_ms', word: 'Longest login, in minutes', kind: 'minutes', max: 6, hint: '1440 is a day, the most at the workspace. An emergency prolongs a login to its end. Empty: as the installation says' },
    { name: 'session_idle_min', word: 'Log out without activity, after minutes', kind: 'number', max: 4, required: true, hint: '5 to 1440, or 0 for never. Users are warned a minute before, and stay logged in while with a customer, on a call or in an emergency. Sessions of this page always end' },
  ],
  name: (one) => one.name,
  head: (one) => <b><bdi>{one.name}</bdi></b>,
  lines: (one) => [
    one.emergency_numbers.length ? `Own emergency numbers: ${one.emergency_numbers.join(', ')}` : 'No emergency numbers of its own',
    one.keep_line_free ? `The line is kept free${one.emergency_services.length ? `, but for ${listed(one.emergency_services)}` : ''}` : 'Other calls reach an agent in an emergency',
    one.session_ms === null ? 'Logins last as the installation says' : `Logins last ${one.session_ms / 60000} minutes at the most`,
    one.session_idle_min ? `Users are logged out after ${one.session_idle_min} minutes without activity` : 'No logout because of inactivity',
  ],
};

const QUEUES: Kind<Queue> = {
  noun: 'queues', filter: { medium: 'chat' }, one: 'queue', title: 'Waiting customers', fixed: true, empty: 'There is no queue for chats and texts yet.',
  about: 'The customer of each open chat and text of an agent who calls for help is sent this once.',
  fields: [{ name: 'emergency_text', word: 'Message', kind: 'words', max: 1600, hint: 'As "Please wait a moment." Empty: nothing is sent' }],
  name: (one) => one.name,
  head: (one) => <b><bdi>{one.name}</bdi></b>,
  lines: (one) => [one.emergency_text ?? 'Nothing is sent'],
};

interface Found { sites: readonly Site[]; trunks: readonly Trunk[]; unclaimed: ReadonlySet<string> }

const read = async (): Promise<Found> => {
  const [sites, trunks, numbers] = await Promise.all([all<Site>('sites'), all<Trunk>('trunks'), all<Line>('numbers')]);
  const claimed = new Set(numbers.filter(({ state }) => state === 'claimed' || state === 'assigned').map(({ number }) => number));
  const named = sites.flatMap((one) => one.call_back_number ?? []);
  return { sites, trunks: trunks.filter((one) => !one.disabled), unclaimed: new Set(named.filter((number) => !claimed.has(number))) };
};
const NONE: ReadonlySet<string> = new Set();

export function Emergency() {
  const [changes, setChanges] = useState(0);
  const { value, problem } = useReading(read, [changes], wordsOf);
  useEffect(() => { document.title = 'Emergency · Administration · Trunkline'; }, []);
  return (
    <main class="page" aria-labelledby="emergency-title" data-testid="emergency">
      <h1 id="emergency-title">Emergency calls</h1>
      <p class="soft">Applies to agents whose phone is the workspace. A call to an emergency number is never blocked, delayed or limited by anything on this page.</p>
      {problem && <p class="error" role="alert" data-testid="emergency-problem">{problem}</p>}
      {value && !problem && <Lacking {...value} />}
      <Things of={sitesOf(value?.unclaimed ?? NONE)} onChanged={() => setChanges(changes + 1)} />
      <Things of={ORGANISATION} />
      <Things of={QUEUES} />
      <Try />
    </main>
  );
}

function Lacking({ sites, trunks, unclaimed }: Found) {
  const lacking = sites.filter((one) => missing(one, unclaimed).length > 0), first = trunks.filter((one) => one.emergency);
  const count = lacking.length + (trunks.length ? 0 : 1) + (sites.length ? 0 : 1);
  return (
    <section class="kind" aria-label="What is missing" data-testid="emergency-lacking" data-count={count}>
      {count > 0 ? (
        <div class="note"><b>Emergency calls lack something</b>
          <ul>
            {trunks.length === 0 && <li data-testid="lacks-trunk">There is no enabled trunk: emergency calls go nowhere. <a href="#calls">Add one under Calls</a></li>}
            {sites.length === 0 && <li data-testid="lacks-site">There is no site: no user has an address or security contacts. <a href="#sites">Add one under Sites</a></li>}
            {lacking.map((one) => <li key={one.id} data-testid="lacks" data-id={one.id}><bdi>{one.name}</bdi>: {missing(one, unclaimed).join(', ')}</li>)}
          </ul></div>
      ) : <p class="note good" data-testid="lacks-nothing">Every site has an address, a call-back number and security contacts.</p>}
      <p class="soft">Users without a site have no address unless they confirm a place of their own, no call-back number but their Work number, and no security contacts. <a href="#users">Give each a site under Users</a></p>
      {trunks.length > 0 && <p class="soft">{first.length ? <>Tried first: <bdi>{first.map((one) => one.name).join(', ')}</bdi>; then every other trunk. </> : 'Every enabled trunk is tried; none is marked to be tried first. '}<a href="#calls">Trunks are under Calls</a></p>}
    </section>
  );
}

function Try() {
  return (
    <section class="kind" aria-labelledby="try-title">
      <h2 id="try-title">Try it</h2>
      <p>Never dial a real emergency number for a test. Ask the operator first whether a test number is set (<code>emergency_sandbox</code> of voiced, as 0999). Then add it to the organisation’s own emergency numbers above and dial it in the workspace: no trunk is used for it. <b>Without that setting the call goes out by your trunks</b>, so remove the number above before the operator unsets it. The test service answers; press a key:</p>
      <ul>
        <li><b>1</b> it hangs up</li>
        <li><b>2</b> the line goes dead: the sound ends, and nobody hangs up</li>
        <li><b>3</b> it hangs up, and calls back after ten seconds</li>
        <li><b>4</b> it calls back meanwhile, as a second line</li>
      </ul>
    </section>
  );
}
