/* A person's choices in this browser: colours, sounds, notifications, writing, width. */
import { askPermission, permission, testSound } from '../alerts.ts';
import { change, settings, type Settings } from '../settings.ts';
import { Dialog } from './Dialog.tsx';

type Switch = { [K in keyof Settings]: Settings[K] extends boolean ? K : never }[keyof Settings];

function Check({ name, words }: { name: Switch; words: string }) {
  return (
    <label class="check">
      <input type="checkbox" checked={settings.value[name]} data-testid={`set-${name}`}
        onChange={() => change({ [name]: !settings.value[name] })} />
      {words}
    </label>
  );
}

interface PickProps<T> {
  name: string;
  words: string;
  now: T;
  options: [T, string][];
  onPick(value: T): void;
}

function Pick<T extends string | number>({ name, words, now, options, onPick }: PickProps<T>) {
  return (
    <fieldset class="pick">
      <legend>{words}</legend>
      {options.map(([value, label]) => (
        <label key={value} class="check">
          <input type="radio" name={name} checked={now === value} onChange={() => onPick(value)} data-testid={`${name}-${value}`} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

const PERMISSIONS = {
  granted: 'The browser allows notifications.',
  denied: 'The browser blocks notifications: allow them in its page settings.',
  none: 'This browser has no notifications.',
};

function Notifications() {
  const state = permission.value;
  return (
    <section>
      <h3>Sound and notifications</h3>
      <Check name="offerSound" words="Sound for an offer" />
      <Check name="messageSound" words="Sound for a message" />
      <Check name="soundWithFocus" words="Sound also while this page is in front" />
      {state === 'default' ? (
        <div class="row">
          <button type="button" data-testid="notify-allow"
            onClick={() => void askPermission().then(() => change({ notifications: permission.value === 'granted' }))}>
            Allow notifications
          </button>
          <span class="soft">They name the queue, never the text.</span>
        </div>
      ) : (
        <p class="soft">{PERMISSIONS[state]}</p>
      )}
      {state === 'granted' && <Check name="notifications" words="Notify while this page is in the background" />}
      <div class="row"><button type="button" onClick={testSound} data-testid="test-sound">Play the sound</button></div>
    </section>
  );
}

export function SettingsDialog() {
  const { theme, personWidth } = settings.value;
  return (
    <Dialog title="Settings" testid="settings-dialog">
      <section>
        <Pick name="theme" words="Colours" now={theme} onPick={(value) => change({ theme: value })}
          options={[['system', 'As the system'], ['light', 'Light'], ['dark', 'Dark']]} />
      </section>
      <Notifications />
      <section>
        <h3>Writing and keys</h3>
        <Check name="enterSends" words="Enter sends, Shift+Enter breaks the line" />
        <Check name="singleKeys" words="Single-letter shortcuts outside text fields" />
        <Check name="screenPop" words="Open the queue's page about the customer when I accept" />
      </section>
      <section>
        <Pick name="width" words="Width of the customer column" now={personWidth} onPick={(value) => change({ personWidth: value })}
          options={[[280, 'Narrow'], [320, 'Middle'], [420, 'Wide']]} />
      </section>
    </Dialog>
  );
}
