/* What becomes of calls that one does not answer on Work: after how long voicemail, another number, or their end; and not being disturbed (SP-9). */
import { useEffect, useState } from 'preact/hooks';
import { call, command } from '../api.ts';
import { exclusive } from '../commands.ts';
import { wordsOf } from '../people/contacts.ts';
import { setStatus, status } from './presence.ts';

interface Forwarding { forward_delay_s: number; forward_then: 'voicemail' | 'number' | 'end'; forward_number: string | null; work_number: string | null; work_extension: string | null }

const THEN: [Forwarding['forward_then'], string][] = [['voicemail', 'your voicemail'], ['number', 'another number'], ['end', 'nothing: the call ends']];
const DELAYS = [5, 10, 15, 20, 30, 45, 60, 90, 120];

export function Unanswered() {
  const [kept, setKept] = useState<Forwarding | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => { call<Forwarding>('GET', '/me/forwarding').then(setKept, (error: unknown) => setProblem(wordsOf(error))); }, []);
  return (
    <section data-testid="unanswered">
      <h3>When you don't answer</h3>
      <Disturb />
      {problem && <p class="phone-problem" role="alert">{problem}</p>}
      {kept && <Form kept={kept} />}
    </section>
  );
}

/** The same choice as one's status at the top. */
function Disturb() {
  const on = status.value?.status === 'dnd';
  return (
    <label class="check"><input type="checkbox" checked={on} onChange={() => void setStatus(on ? 'available' : 'dnd', status.value?.message ?? null, null)} data-testid="phone-dnd" /> Do not disturb: calls go to voicemail at once</label>
  );
}

function Form({ kept }: { kept: Forwarding }) {
  const [fields, setFields] = useState(kept);
  const [problem, setProblem] = useState<string | null>(null);
  const [done, setDone] = useState(false);
  const put = (part: Partial<Forwarding>): void => { setFields({ ...fields, ...part }); setDone(false); };
  const delays = DELAYS.includes(fields.forward_delay_s) ? DELAYS : [...DELAYS, fields.forward_delay_s].sort((a, b) => a - b);

  function save(event: Event): void {
    event.preventDefault();
    void exclusive('forwarding', async () => {
      try {
        const { forward_delay_s, forward_then } = fields, forward_number = forward_then === 'number' ? fields.forward_number : kept.forward_number;
        setFields(await command<Forwarding>('PUT', '/me/forwarding', { forward_delay_s, forward_then, forward_number }));
        setProblem(null);
        setDone(true);
      } catch (error) {
        setProblem(wordsOf(error));
      }
    });
  }

  return (
    <form class="unanswered" onSubmit={save}>
      <label>After
        <select value={fields.forward_delay_s} onChange={(event) => put({ forward_delay_s: Number(event.currentTarget.value) })} data-testid="forward-delay">
          {delays.map((one) => <option key={one} value={one}>{one} seconds</option>)}
        </select>
      </label>
      <label>a call goes to
        <select value={fields.forward_then} onChange={(event) => put({ forward_then: event.currentTarget.value as Forwarding['forward_then'] })} data-testid="forward-then">
          {THEN.map(([value, word]) => <option key={value} value={value}>{word}</option>)}
        </select>
      </label>
      {fields.forward_then === 'number' && <label>Number<input type="tel" value={fields.forward_number ?? ''} maxLength={40} onInput={(event) => put({ forward_number: event.currentTarget.value || null })} data-testid="forward-number" /></label>}
      {problem && <p class="phone-problem" role="alert" data-testid="forward-problem">{problem}</p>}
      <button type="submit" data-testid="forward-save">Save</button>
      {done && <small role="status">Saved.</small>}
    </form>
  );
}
