/* One's own Work status at the top: what others see, one's own words, when it ends, and the way out. */
import { useRef, useState } from 'preact/hooks';
import { Problem } from '../api.ts';
import { shownWord } from '../chat/words.ts';
import { serverNow } from '../clock.ts';
import { busy } from '../commands.ts';
import * as desk from '../desk.ts';
import { logout } from '../session.ts';
import { Icon } from '../view/Icon.tsx';
import { Avatar, StatusMark } from '../view/Parts.tsx';
import { clockTime } from '../words.ts';
import { setStatus, status, store, type Chosen } from './presence.ts';

const CHOICES: [Chosen, string, string][] = [
  ['available', 'Available', ''], ['busy', 'Busy', ''], ['dnd', 'Do not disturb', 'No sounds, no notifications'], ['away', 'Away', ''],
  ['invisible', 'Invisible', 'Others see you as offline; you get everything'],
];
const ENDS: [string, number | null][] = [['Until I change it', null], ['30 minutes', 30], ['1 hour', 60], ['4 hours', 240], ['8 hours', 480]];

const wordOf = (chosen: Chosen) => CHOICES.find(([one]) => one === chosen)![1];
const markOf = (chosen: Chosen) => (chosen === 'invisible' ? 'logged_out' : shownWord({ shown: chosen, side: 'work' }).mark);

export function OwnStatus() {
  const { value: mine } = status, { value: me } = store.user;
  const box = useRef<HTMLDetailsElement>(null);
  if (!mine || !me) return null;
  return (
    <details class="own" ref={box} onKeyDown={(event) => { if (event.key === 'Escape' && box.current?.open) { event.stopPropagation(); box.current.open = false; box.current.querySelector('summary')?.focus(); } }}>
      <summary data-testid="own-status" data-status={mine.status}>
        <Avatar name={me.name} />
        <span class="grow cut"><bdi>{me.name}</bdi>
          <small><StatusMark shown={markOf(mine.status)} /> {wordOf(mine.status)}{mine.message && <> · <bdi>{mine.message}</bdi></>}{mine.until && ` until ${clockTime(mine.until)}`}</small>
        </span>
        <Icon name="down" size={14} />
      </summary>
      <Choose key={`${mine.status}${mine.message}${mine.until}`} close={() => { box.current!.open = false; box.current!.querySelector('summary')?.focus(); }} />
    </details>
  );
}

function Choose({ close }: { close(): void }) {
  const mine = status.value!;
  const [chosen, setChosen] = useState<Chosen>(mine.status);
  const [message, setMessage] = useState(mine.message ?? '');
  const [minutes, setMinutes] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  async function save(event: Event) {
    event.preventDefault();
    const until = minutes === '' ? null : new Date(serverNow() + Number(minutes) * 60_000).toISOString();
    try {
      await setStatus(chosen, message.trim() || null, until);
      close();
    } catch (error) {
      setProblem(error instanceof Problem ? error.body.errors?.[0]?.detail ?? error.message : 'Something went wrong.');
    }
  }

  return (
    <form class="menu stack" onSubmit={(event) => void save(event)} data-testid="own-menu">
      <fieldset>
        <legend>Your status</legend>
        {CHOICES.map(([value, word, about]) => (
          <label key={value} class="check"><input type="radio" name="status" value={value} checked={chosen === value} onChange={() => setChosen(value)} data-testid={`own-${value}`} />
            <StatusMark shown={markOf(value)} /> {word}{about && <small>{about}</small>}</label>
        ))}
      </fieldset>
      <label>Your words<input type="text" value={message} maxLength={200} onInput={(event) => setMessage(event.currentTarget.value)} data-testid="own-message" /></label>
      <label>How long<select value={minutes} onChange={(event) => setMinutes(event.currentTarget.value)} data-testid="own-until">
        {ENDS.map(([word, value]) => <option key={word} value={value ?? ''}>{word}</option>)}
      </select></label>
      {problem && <p class="error" role="alert">{problem}</p>}
      <div class="row">
        <button class="primary" aria-disabled={busy.value.has('work:status')} data-testid="own-save">Set</button>
        <button type="button" onClick={() => { close(); desk.dialog.value = { name: 'settings' }; }} data-testid="open-settings">Settings</button>
        <button type="button" onClick={() => void logout(false, null)} data-testid="logout">Log out</button>
      </div>
    </form>
  );
}
