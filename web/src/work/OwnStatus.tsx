/* One's own Work status at the top: what others see, one's own words, when it ends, and the way out. */
import { useRef, useState } from 'preact/hooks';
import { shownWord } from '../chat/words.ts';
import { serverNow } from '../clock.ts';
import { busy } from '../commands.ts';
import * as desk from '../desk.ts';
import { wordsOf } from '../people/contacts.ts';
import { logout } from '../session.ts';
import { Icon } from '../view/Icon.tsx';
import { Avatar, StatusMark } from '../view/Parts.tsx';
import { clockTime } from '../words.ts';
import { setImage, setStatus, status, store, type Chosen } from './presence.ts';

const CHOICES: [Chosen, string, string][] = [
  ['available', 'Available', ''], ['busy', 'Busy', ''], ['dnd', 'Do not disturb', 'No sounds, no notifications; calls go to your voicemail'], ['away', 'Away', ''],
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
        <Avatar name={me.name} user={me.id} image={me.image} />
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
      setProblem(wordsOf(error));
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
      <OwnImage onProblem={setProblem} />
      {problem && <p class="error" role="alert" data-testid="own-problem">{problem}</p>}
      <div class="row">
        <button class="primary" aria-disabled={busy.value.has('work:status')} data-testid="own-save">Set</button>
        <button type="button" onClick={() => { close(); desk.dialog.value = { name: 'settings' }; }} data-testid="open-settings">Settings</button>
        <button type="button" onClick={() => { close(); desk.dialog.value = { name: 'security' }; }} data-testid="open-security">Security</button>
        <button type="button" onClick={() => void logout(false, null)} data-testid="logout">Log out</button>
      </div>
    </form>
  );
}

/** What colleagues see beside one's name: given here, shown at once (CT-3). */
function OwnImage({ onProblem }: { onProblem(problem: string | null): void }) {
  const me = store.user.value!;
  const set = (file: File | null) => void setImage(file).then(() => onProblem(null), (error: unknown) => onProblem(wordsOf(error)));
  const input = useRef<HTMLInputElement>(null);
  return (
    <div class="row" role="group" aria-label="Your image">
      <Avatar name={me.name} user={me.id} image={me.image} big />
      <button type="button" onClick={() => input.current?.click()}>{me.image ? 'Another image' : 'Your image'}</button>
      <input ref={input} type="file" accept="image/png,image/jpeg,image/gif,image/webp" class="hidden" tabIndex={-1} aria-hidden="true" data-testid="own-image"
        onChange={(event) => { const [file] = event.currentTarget.files ?? []; if (file) set(file); event.currentTarget.value = ''; }} />
      {me.image && <button type="button" onClick={() => set(null)} data-testid="own-image-remove">Remove</button>}
    </div>
  );
}
