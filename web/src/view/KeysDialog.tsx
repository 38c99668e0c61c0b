/* The sheet of shortcuts; each can be changed by pressing the new combination. */
import { useState } from 'preact/hooks';
import { DEFAULT_KEYS, comboOf, keyWords, usable, type Action } from '../keys.ts';
import { change, settings } from '../settings.ts';
import { Dialog } from './Dialog.tsx';

const ACTIONS: [Action, string][] = [
  ['accept', 'Accept the offer'],
  ['reject', 'Reject the offer'],
  ['next', 'Next conversation'],
  ['previous', 'Previous conversation'],
  ['write', 'Go to the message field'],
  ['customer', 'Show or hide the customer'],
  ['status', 'Open the status menu'],
  ['hold', 'Hold the call, or take it back'],
  ['mute', 'Mute yourself in the call, or be heard again'],
  ['end', 'End the conversation'],
];

export function KeysDialog() {
  const [asking, setAsking] = useState<Action | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { keys, singleKeys } = settings.value;

  function onKeyDown(event: KeyboardEvent): void {
    if (!asking || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return setAsking(null);
    const combo = comboOf(event);
    if (combo === null) return;
    const other = ACTIONS.find(([action]) => action !== asking && keys[action] === combo);
    if (other) return setProblem(`${keyWords(combo)} is taken: ${other[1].toLowerCase()}.`);
    if (!usable(combo)) return setProblem('Take a combination with Ctrl, Alt or Meta, or a function key.');
    change({ keys: { ...keys, [asking]: combo } });
    setAsking(null);
    setProblem(null);
  }

  return (
    <Dialog title="Keyboard shortcuts" testid="keys-dialog">
      <div onKeyDown={onKeyDown} class="stack">
        <table class="keys">
          <tbody>
            {ACTIONS.map(([action, words]) => (
              <tr key={action}>
                <th scope="row">{words}</th>
                <td><kbd>{asking === action ? 'press the keys …' : keyWords(keys[action])}</kbd></td>
                <td>
                  <button type="button" class="quiet" data-testid={`key-${action}`} aria-label={`Change: ${words}`}
                    onClick={() => { setAsking(asking === action ? null : action); setProblem(null); }}>
                    {asking === action ? 'Leave it' : 'Change'}
                  </button>
                </td>
              </tr>
            ))}
            <tr><th scope="row">Send, new line</th><td><kbd>{settings.value.enterSends ? 'Enter, ⇧ Enter' : '⇧ Enter, Enter'}</kbd></td><td /></tr>
            <tr><th scope="row">Canned messages, in an empty message field</th><td><kbd>/</kbd></td><td /></tr>
            <tr><th scope="row">Close what is open</th><td><kbd>Esc</kbd></td><td /></tr>
          </tbody>
        </table>
        <p class="error" role="alert" data-testid="keys-problem">{problem}</p>
        <label class="check">
          <input type="checkbox" checked={singleKeys} onChange={() => change({ singleKeys: !singleKeys })} data-testid="single-keys" />
          Single letters outside text fields: J next, K previous, W write, ? this sheet
        </label>
        <p class="soft">Some browsers keep a few combinations for themselves; Ctrl ⇧ T is one in an ordinary window. Change it if nothing happens.</p>
        <div class="actions"><button type="button" onClick={() => change({ keys: DEFAULT_KEYS })} data-testid="keys-default">Back to the defaults</button></div>
      </div>
    </Dialog>
  );
}
