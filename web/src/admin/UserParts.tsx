/* The parts of a user's form: who it is, the login and licences, the Work phone, the agent's phone. */
import { useId, useState } from 'preact/hooks';
import { isOwn } from '../session.ts';
import { phone as shownNumber } from '../words.ts';
import { useReading } from '../view/useReading.ts';
import { Field, Tick } from './Field.tsx';
import type { Draft, Value } from './fields.ts';
import { wordOf } from './fields.ts';
import { list, suggest, wordsOf, type Line, type Person } from './things.ts';
import type { Choices } from './UserPage.tsx';
import { ENDS, MODES, ROLES, left } from './words.ts';

export interface PartProps {
  draft: Draft;
  set(part: Record<string, Value>): void;
  wrong: Readonly<Record<string, string>>;
  choices: Choices;
  person: Person | null;
}

type Of = Pick<PartProps, 'draft' | 'set' | 'wrong'>;
interface TextProps extends Of { name: string; hint?: string; required?: boolean; max?: number; digits?: boolean; autocomplete?: string; beside?: preact.ComponentChildren; list?: string }

function Text({ name, draft, set, wrong, hint, required = false, max = 200, digits = false, autocomplete = 'off', beside, list: options }: TextProps) {
  return (
    <Field name={name} word={wordOf(name)} hint={hint} wrong={wrong[name]} required={required} beside={beside}>
      {(told) => <input {...told} type="text" value={draft[name] as string} maxLength={max} autocomplete={autocomplete} autocapitalize="none" spellcheck={false} list={options} {...(digits ? { inputmode: 'tel' as const } : {})}
        onInput={(event) => set({ [name]: event.currentTarget.value })} />}
    </Field>
  );
}

interface ChosenProps extends Of { name: string; none?: string; hint?: string; required?: boolean; options: readonly (readonly [string, string])[] }

function Chosen({ name, draft, set, wrong, none, hint, required = false, options }: ChosenProps) {
  return (
    <Field name={name} word={wordOf(name)} hint={hint} wrong={wrong[name]} required={required}>
      {(told) => (
        <select {...told} value={draft[name] as string} onChange={(event) => set({ [name]: event.currentTarget.value })}>
          {none !== undefined && <option value="">{none}</option>}
          {options.map(([id, word]) => <option key={id} value={id}>{word}</option>)}
        </select>
      )}
    </Field>
  );
}

export function PersonPart({ choices: { sites }, ...of }: PartProps) {
  const isNew = of.person === null;
  return (
    <fieldset>
      <legend>Person</legend>
      <Text {...of} name="first_name" required={isNew} max={100} />
      <Text {...of} name="last_name" required={isNew} max={100} />
      <Text {...of} name="email" required={isNew} max={254} />
      <Chosen {...of} name="site_id" required={isNew} none={sites.length ? 'Choose a site' : 'There is no site yet: make one first'} options={sites.map((one) => [one.id, one.name])} />
      <Text {...of} name="department" />
      <Text {...of} name="name" hint={isNew ? 'Empty: first and last name' : ''} />
    </fieldset>
  );
}

export function LoginPart({ choices: { groups, tenant }, password, onPassword, ...of }: PartProps & { password: string; onPassword(text: string): void }) {
  const { draft, set, wrong, person } = of;
  const [seen, setSeen] = useState(false);
  const supervises = draft['supervises'] as readonly string[];
  return (
    <fieldset>
      <legend>Login and licences</legend>
      <Text {...of} name="username" required={person === null} max={128} />
      {person && isOwn(person.id) ? <p class="soft">You change your own password under Security.</p> : <Field name="password" word={person ? 'New password' : 'Password'} required={!person} wrong={wrong['password']} hint={`At least ${tenant.password_min} characters${person ? '. Another password ends all their sessions' : ''}`}
        beside={<button type="button" aria-pressed={seen} onClick={() => setSeen(!seen)}>{seen ? 'Hide' : 'Show'}<span class="hidden"> the password</span></button>}>
        {(told) => <input {...told} {...(seen ? { type: 'text' as const } : { type: 'password' as const })} value={password} maxLength={256} autocomplete="new-password" autocapitalize="none" spellcheck={false} onInput={(event) => onPassword(event.currentTarget.value)} />}
      </Field>}
      <Chosen {...of} name="role" options={Object.entries(ROLES)} />
      <Chosen {...of} name="group_id" none="None" options={groups.map((one) => [one.id, one.name])} />
      <Tick name="has_seat" word="Contact-center seat" hint={left(tenant.seats, tenant.seats_used)} wrong={wrong['has_seat']} checked={draft['has_seat'] as boolean} onTick={(has_seat) => set({ has_seat })} />
      <Tick name="has_work" word="Work licence" hint={left(tenant.work_licences, tenant.work_licences_used)} wrong={wrong['has_work']} checked={draft['has_work'] as boolean} onTick={(has_work) => set({ has_work })} />
      {draft['role'] === 'supervisor' && groups.length > 0 && (
        <div class="field" role="group" aria-label="Supervises the groups">
          <span class="word">Supervises</span>
          {groups.map((one) => <label key={one.id} class="check"><input type="checkbox" checked={supervises.includes(one.id)} data-testid={`supervises-${one.id}`}
            onChange={(event) => set({ supervises: event.currentTarget.checked ? [...supervises, one.id] : supervises.filter((id) => id !== one.id) })} /><bdi>{one.name}</bdi></label>)}
        </div>
      )}
      {person && <Tick name="disabled" word="Disabled" hint="May not log in; their licences are free for others" wrong={wrong['disabled']} checked={draft['disabled'] as boolean} onTick={(disabled) => set({ disabled })} />}
    </fieldset>
  );
}

/** The next free extension of the site, into the field. */
function Suggest({ of: { draft, set }, name, side }: { of: Of; name: string; side: 'work' | 'agent' }) {
  const [told, setTold] = useState('');
  const site = draft['site_id'] as string;
  async function ask(): Promise<void> {
    try {
      const { extension, first, last, free } = await suggest(site, side);
      if (extension) set({ [name]: extension });
      setTold(extension ? `${free} free of ${first} to ${last}` : first ? `All of ${first} to ${last} are taken.` : 'The site has no range: say one under Sites.');
    } catch (error) {
      setTold(wordsOf(error));
    }
  }
  return (
    <>
      <button type="button" disabled={!site} title={site ? undefined : 'Choose a site first'} onClick={() => void ask()} data-testid={`suggest-${side}`}>Suggest<span class="hidden"> a free {wordOf(name)}</span></button>
      <small role="status" data-testid={`suggested-${side}`}>{told}</small>
    </>
  );
}

export function WorkPart({ phone, onPhone, ...of }: PartProps & { phone: string; onPhone(label: string): void }) {
  const { draft, wrong, person } = of;
  const options = useId();
  const number = draft['work_number'] as string;
  const { value: lines } = useReading(() => list<Line>('numbers', { state: 'claimed', search: number.replace(/[^0-9]/g, '') }, 'limit=50').then((it) => it.data), [number], wordsOf);
  if (!draft['has_work'] && !person?.work_number && !number && !draft['work_extension'] && !['work_number', 'work_extension', 'forward_delay_s', 'forward_number'].some((name) => wrong[name])) return null;
  return (
    <fieldset>
      <legend>Work phone</legend>
      <Text {...of} name="work_number" digits max={40} list={options} hint={number === '' && lines?.length === 0 ? 'No number is claimed and free: claim one under Numbers' : 'One of the numbers that are claimed and nobody’s'} />
      <datalist id={options}>{lines?.map((one) => <option key={one.id} value={one.number}>{shownNumber(one.number)}</option>)}</datalist>
      <Text {...of} name="work_extension" digits max={8} beside={<Suggest of={of} name="work_extension" side="work" />} />
      {person === null && (
        <Field name="phone" word="Device" wrong={undefined} hint={phone ? 'Its login and password are shown once the user is made' : 'A softphone: the Work app'}>
          {(told) => <select {...told} value={phone} onChange={(event) => onPhone(event.currentTarget.value)}><option value="">None (softphone)</option><option value="Desk phone">A SIP phone</option></select>}
        </Field>
      )}
      <Text {...of} name="forward_delay_s" digits max={3} hint="Seconds until a call that nobody answers goes on, 5 to 120" />
      <Chosen {...of} name="forward_then" options={Object.entries(ENDS)} />
      {(draft['forward_then'] === 'number' || draft['forward_number'] !== '' || wrong['forward_number']) && <Text {...of} name="forward_number" digits max={40} />}
    </fieldset>
  );
}

const NEEDS: Record<string, string> = { workplace_phone: 'forward', sip_uri: 'sip_uri' };

export function AgentPart({ ...of }: PartProps) {
  const { draft, set, wrong } = of;
  const shows = (name: string) => draft['phone_mode'] === NEEDS[name] || draft[name] !== '' || !!wrong[name];
  if (!draft['has_seat'] && draft['phone_mode'] === 'workspace' && !draft['agent_device'] && draft['agent_extension'] === '' && !['phone_mode', 'agent_extension', 'agent_device', 'workplace_phone', 'sip_uri', 'offer_ms'].some((name) => wrong[name])) return null;
  const number = draft['work_number'] as string;
  return (
    <fieldset>
      <legend>Agent’s phone</legend>
      <Text {...of} name="agent_extension" digits max={8} beside={<Suggest of={of} name="agent_extension" side="agent" />} />
      <Chosen {...of} name="phone_mode" options={Object.entries(MODES)} />
      {shows('workplace_phone') && <Text {...of} name="workplace_phone" digits max={40} hint="Any phone. With their own Work number the Work app is the agent’s phone: it needs both licences"
        beside={number && number !== draft['workplace_phone'] ? <button type="button" onClick={() => set({ workplace_phone: number })} data-testid="use-work-number">Their Work number</button> : undefined} />}
      {shows('sip_uri') && <Text {...of} name="sip_uri" max={255} hint="As sip:ann@pbx.example.com" />}
      <Tick name="agent_device" word="Dedicated agent device" hint="Calls of queues ring only the phone with the agent extension" wrong={wrong['agent_device']} checked={draft['agent_device'] as boolean} onTick={(agent_device) => set({ agent_device })} />
      <Text {...of} name="offer_ms" digits max={6} hint="Seconds; empty: as the queue says. Work must ring two seconds longer" />
    </fieldset>
  );
}
