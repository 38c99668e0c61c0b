/* One's own security keys and passkeys: listed, added, removed. */
import { useId, useState } from 'preact/hooks';
import { serverNow } from '../clock.ts';
import { trouble } from '../security.ts';
import { canUseKeys, ceremonyWords, registerKey, removeKey, securityKeys, type SecurityKey } from '../securityKeys.ts';
import { dayWord } from '../words.ts';
import { focusSoon } from './focus.ts';
import { useReading } from './useReading.ts';

const used = (one: SecurityKey) => (one.used_at === null ? 'not used yet' : `last used ${dayWord(one.used_at, serverNow())}`);

export function SecurityKeys() {
  const { value, problem, again } = useReading(securityKeys, []);
  const [label, setLabel] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();

  async function run(what: () => Promise<unknown>): Promise<void> {
    if (busy) return;
    setBusy(true);
    setWrong(null);
    try {
      await what();
      setLabel('');
    } catch (error) {
      setWrong(ceremonyWords(error) ?? trouble(error).text);
    }
    setBusy(false);
    again();
    focusSoon('key-label', 'dialog-close');
  }
  function add(event: SubmitEvent): void {
    event.preventDefault();
    if (label.trim() === '') return setWrong('Give it a name first.');
    void run(() => registerKey(label.trim()));
  }

  return (
    <section data-testid="security-keys">
      <h3>Security keys and passkeys</h3>
      {problem && <p class="error" role="alert">{problem}</p>}
      {value?.length === 0 && <p class="soft">None. With one, a login needs its touch besides the password; where you have an authenticator too, either will do.</p>}
      <ul class="sessions" data-testid="key-list">
        {value?.map((one) => (
          <li key={one.id}>
            <span class="grow">{one.label}<small>added {dayWord(one.made_at, serverNow())}, {used(one)}</small></span>
            <button type="button" aria-label={`Remove ${one.label}`} data-testid="key-remove" onClick={() => void run(() => removeKey(one.id))}>Remove</button>
          </li>
        ))}
      </ul>
      {canUseKeys() && (
        <form onSubmit={add} noValidate>
          <label>Name of the new one
            <input type="text" name="key-label" value={label} maxLength={60} autocomplete="off" aria-describedby={id} data-testid="key-label" onInput={(event) => setLabel(event.currentTarget.value)} />
          </label>
          <div class="row"><button aria-disabled={busy} data-testid="key-add">Add a security key</button></div>
        </form>
      )}
      <p id={id} class="error" role="alert" data-testid="key-trouble">{wrong}</p>
    </section>
  );
}
