/* The page's phone: a number or a name to call, microphone and speaker, on and off. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { change, settings } from '../settings.ts';
import { Dialog, closeDialog } from '../view/Dialog.tsx';
import { clockTime } from '../words.ts';
import { Icon } from '../view/Icon.tsx';
import { Keypad } from './Keypad.tsx';
import { Meter } from './PhoneBar.tsx';
import { checked, checking, lookBack, runCheck, STEP_WORDS, type Step } from './check.ts';
import { meter, microphones, readDevices, soundProblem, soundWanted, speakers, type Device } from './devices.ts';
import { DialSearch } from './DialSearch.tsx';
import { Judged } from './Judged.tsx';
import { isWanted, turnOff, turnOn } from './lazy.ts';
import { call } from './phone.ts';
import { dialled, linkWords } from './shown.ts';
import { calls, canCall, phoneLink } from './state.ts';

/** children: what the page adds to it. */
export function PhoneDialog({ children }: { children?: ComponentChildren }) {
  const link = phoneLink.value;
  const on = isWanted();
  return (
    <Dialog title="Phone" testid="phone-dialog">
      <div class="phone-dialog">
        <section>
          <p role="status">{linkWords(link)}</p>
          {canCall.value && <Dial />}
          <div class="row">
            {(!on || link.state === 'refused') && <button type="button" class="primary" onClick={turnOn} data-testid="phone-on">Turn the phone on</button>}
            {on && <button type="button" onClick={turnOff} data-testid="phone-off">{calls.value.length > 0 ? 'Hang up and turn the phone off' : 'Turn the phone off'}</button>}
          </div>
        </section>
        {children}
        <Devices />
        <Check />
      </div>
    </Dialog>
  );
}

function Dial() {
  const [text, setText] = useState('');
  const number = dialled(text);
  const [shown, setShown] = useState<string | null>(null);
  const type = (to: string): void => { setText(to); setShown(null); }; // what another number may be shown is asked anew
  const dial = (to: string, name: string | null = null): void => { if (call(to, name, shown) !== null) closeDialog(); };
  function begin(event: Event): void {
    event.preventDefault();
    if (number !== null) dial(number);
  }
  return (
    <>
      <form onSubmit={begin}>
        <input type="text" aria-label="Name, number or extension" placeholder="Name, number or extension" maxLength={60} autoFocus autoComplete="off" value={text} onInput={(event) => type(event.currentTarget.value)} data-testid="phone-number" />
        <button type="submit" class="primary" aria-disabled={number === null} data-testid="phone-call">Call</button>
      </form>
      <Judged number={number} shown={shown} onShown={setShown} />
      {number === null && <DialSearch text={text} onDial={dial} />}
      <Keypad label="Number" onKey={(key) => type(text + key)} />
    </>
  );
}

function Choice({ words, name, all, now, onPick }: { words: string; name: string; all: readonly Device[]; now: string; onPick(id: string): void }) {
  return (
    <label>
      {words}
      <select value={all.some((one) => one.id === now) ? now : ''} onChange={(event) => onPick(event.currentTarget.value)} data-testid={name}>
        <option value="">As the browser has it</option>
        {all.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
      </select>
    </label>
  );
}

function Devices() {
  useEffect(() => void readDevices(), []);
  return (
    <section>
      <h3>Sound</h3>
      <Choice words="Microphone" name="phone-microphone" all={microphones.value} now={settings.value.microphone} onPick={(microphone) => change({ microphone })} />
      {speakers.value.length > 0 && <Choice words="Speaker" name="phone-speaker" all={speakers.value} now={settings.value.speaker} onPick={(speaker) => change({ speaker })} />}
      <Try key={settings.value.microphone} />
    </section>
  );
}

/** Speak, and see that it is heard. */
function Try() {
  const [tries, setTries] = useState(false);
  const [level, setLevel] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!tries) return;
    let stop = (): void => {}, gone = false;
    async function begin(): Promise<void> {
      const stream = await navigator.mediaDevices.getUserMedia(soundWanted()), end = () => stream.getTracks().forEach((track) => track.stop());
      if (gone) return end();
      const one = meter(stream, setLevel);
      stop = () => { one.stop(); end(); };
      void readDevices();
    }
    begin().catch((error: unknown) => { setProblem(soundProblem(error)); setTries(false); });
    return () => { gone = true; stop(); };
  }, [tries]);
  return (
    <>
      <button type="button" aria-pressed={tries} onClick={() => { setProblem(null); setTries(!tries); }} data-testid="phone-try">{tries ? 'Stop' : 'Try the microphone'}</button>
      {tries && <div class="meter" data-testid="phone-level" data-level={Math.round(level * 100)}><Meter words="You" level={level} /></div>}
      {problem && <p class="phone-problem" role="alert">{problem}</p>}
    </>
  );
}

const STATE_WORDS = { good: 'good', bad: 'not good', untested: 'not tested', waits: 'waits', runs: 'is tested …' };
const WHOLE_WORDS = { good: 'all of it is good', bad: 'not all of it is good', untested: 'not all of it was tested' };
const wholeOf = (steps: Step[]) => (['bad', 'untested', 'good'] as const).find((state) => steps.some((step) => step.state === state)) ?? 'untested';

/** What stands in the way, and what helps (SP-18). */
function Check() {
  useEffect(() => void lookBack(), []);
  const { steps, at, problem } = checked.value;
  return (
    <section data-testid="phone-check" data-running={checking.value}>
      <h3>Check</h3>
      {steps.length > 0 && (
        <ul class="phone-checks">
          {steps.map((step) => (
            <li key={step.name} data-state={step.state} data-testid={`check-${step.name}`}>
              <Icon name={step.state === 'good' ? 'check' : step.state === 'bad' ? 'warning' : 'clock'} />
              <span>{STEP_WORDS[step.name]}: {step.state === 'bad' && step.what ? step.what : STATE_WORDS[step.state]}</span>
              {step.remedy && <small data-testid="check-remedy">{step.remedy}</small>}
            </li>
          ))}
        </ul>
      )}
      {at && !checking.value && <small data-testid="check-whole">Checked {clockTime(at)}: {WHOLE_WORDS[wholeOf(steps)]}{checked.value.socket_ms === null ? '' : `, the server answers in ${checked.value.socket_ms} ms`}</small>}
      {problem && <p class="phone-problem" role="alert">{problem}</p>}
      <button type="button" aria-disabled={checking.value} onClick={() => void runCheck()} data-testid="phone-check-run">{checking.value ? 'Is checked …' : 'Check this phone'}</button>
    </section>
  );
}
