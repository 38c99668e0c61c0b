/* All cases of a customer: one is closed, or opened again, with a note; who did it last, and when. */
import { useState } from 'preact/hooks';
import { call, command, whole, type List } from '../api.ts';
import { now } from '../clock.ts';
import { words } from '../commands.ts';
import { lookUp } from '../customers.ts';
import type { BeginFrom } from '../desk.ts';
import type { Case } from '../types.ts';
import { dayWord } from '../words.ts';
import { Dialog } from './Dialog.tsx';
import { focusSoon } from './focus.ts';
import { useReading } from './useReading.ts';

export function CasesDialog({ of: { customer, numbers = [] } }: { of: BeginFrom }) {
  const { value: cases, problem, again } = useReading(() => whole<Case>((page) => call<List<Case>>('GET', `/cases?customer=${customer?.id}&${page}`)), []);
  const [open, setOpen] = useState<string | null>(null);

  function changed(one: Case): void {
    setOpen(null);
    focusSoon(`case-set-${one.id}`);
    again();
    for (const number of numbers) void lookUp(number, true);
  }

  return (
    <Dialog title={<>Cases of <bdi>{customer?.name}</bdi></>} testid="cases-dialog" wide>
      {problem && <p class="error" role="alert">{problem}</p>}
      {!cases && !problem && <p class="soft" role="status">Reading …</p>}
      {cases?.length === 0 && <p class="soft">None.</p>}
      <ul class="cards" data-testid="cases-list">
        {cases?.map((one) => (
          <li key={one.id} data-state={one.state}>
            <div>
              <b>{one.number} <bdi>{one.title}</bdi></b>
              <small>{history(one)}</small>
              {open === one.id ? <Change one={one} onDone={() => changed(one)} onCancel={() => { setOpen(null); focusSoon(`case-set-${one.id}`); }} /> : (
                <button type="button" class="link" data-testid={`case-set-${one.id}`} onClick={() => { setOpen(one.id); focusSoon('case-note'); }}>
                  {verb(one)}<span class="hidden"> {one.number}</span>
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

const verb = (one: Case) => (one.state === 'closed' ? 'Reopen' : 'Close');

function history(one: Case): string {
  const day = (at: string) => dayWord(at, now.peek()).replace(/^[TY]/, (c) => c.toLowerCase());
  const last = one.closed_at ? { what: 'closed', at: one.closed_at, by: one.closed_by } : one.reopened_at && { what: 'reopened', at: one.reopened_at, by: one.reopened_by };
  return `opened ${day(one.created_at)}${last ? ` · ${last.what} ${day(last.at)}${last.by ? ` by ${last.by.name}` : ''}` : ''}`;
}

function Change({ one, onDone, onCancel }: { one: Case; onDone(): void; onCancel(): void }) {
  const [note, setNote] = useState('');
  const [waits, setWaits] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (waits) return;
    setWaits(true);
    try {
      await command<Case>('PATCH', `/cases/${one.id}`, { state: one.state === 'closed' ? 'open' : 'closed', ...(note.trim() ? { note: note.trim() } : {}) }, { version: one.version });
      onDone();
    } catch (error) {
      setProblem(words(error));
      setWaits(false);
    }
  }

  return (
    <form onSubmit={(event) => void save(event)}>
      <label>Note
        <textarea rows={2} value={note} maxLength={1000} data-testid="case-note" onInput={(event) => setNote(event.currentTarget.value)} />
      </label>
      <p class="error" role="alert" data-testid="case-problem">{problem}</p>
      <div class="actions">
        <button type="button" onClick={onCancel}>Cancel</button>
        <button class="primary" aria-disabled={waits} data-testid="case-save">{verb(one)} the case</button>
      </div>
    </form>
  );
}
