/* All cases of a customer: one is closed, or opened again, with a note; who did it last, and when. */
import { useState } from 'preact/hooks';
import { Problem, call, command, whole, type List } from '../api.ts';
import { now } from '../clock.ts';
import { words } from '../commands.ts';
import { lookUp } from '../customers.ts';
import type { BeginFrom } from '../desk.ts';
import type { Case } from '../types.ts';
import { dayInText } from '../words.ts';
import { Dialog } from './Dialog.tsx';
import { focusSoon } from './focus.ts';
import { useReading } from './useReading.ts';

export function CasesDialog({ of: { customer, numbers = [] } }: { of: BeginFrom }) {
  const { value: cases, problem, again } = useReading(() => whole<Case>((page) => call<List<Case>>('GET', `/cases?customer=${customer?.id}&${page}`)), []);
  const [open, setOpen] = useState<{ id: string; to: string } | null>(null);
  /** By case: who looks at another one first finds their note again. */
  const [notes, setNotes] = useState<Record<string, string>>({});
  const noteOf = (id: string) => (note: string) => setNotes((before) => ({ ...before, [id]: note }));

  function shut(id: string): void {
    setOpen(null);
    noteOf(id)('');
    focusSoon(`case-set-${id}`);
  }
  function changed(one: Case): void {
    shut(one.id);
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
              {open?.id === one.id ? (
                <Change one={one} to={open.to} note={notes[one.id] ?? ''} onNote={noteOf(one.id)} onDone={() => changed(one)} onStale={again}
                  onCancel={() => shut(one.id)} />
              ) : (
                <button type="button" class="link" data-testid={`case-set-${one.id}`} onClick={() => { setOpen({ id: one.id, to: other(one) }); focusSoon('case-note'); }}>
                  {VERB[other(one)]}<span class="hidden"> {one.number}</span>
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

const other = (one: Case): string => (one.state === 'closed' ? 'open' : 'closed');
const VERB: Record<string, string> = { open: 'Reopen', closed: 'Close' };

function history(one: Case): string {
  const day = (at: string) => dayInText(at, now.peek());
  const last = one.closed_at ? { what: 'closed', at: one.closed_at, by: one.closed_by } : one.reopened_at && { what: 'reopened', at: one.reopened_at, by: one.reopened_by };
  return `opened ${day(one.created_at)}${last ? ` · ${last.what} ${day(last.at)}${last.by ? ` by ${last.by.name}` : ''}` : ''}`;
}

interface ChangeProps {
  one: Case;
  /** As it was asked for: it stands, whatever becomes of the case meanwhile. */
  to: string;
  note: string;
  onNote(note: string): void;
  onDone(): void;
  onStale(): void;
  onCancel(): void;
}

function Change({ one, to, note, onNote, onDone, onStale, onCancel }: ChangeProps) {
  const [waits, setWaits] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const already = one.state === to;

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (waits || already) return;
    setWaits(true);
    try {
      await command<Case>('PATCH', `/cases/${one.id}`, { state: to, ...(note.trim() ? { note: note.trim() } : {}) }, { version: one.version });
      onDone();
    } catch (error) {
      setProblem(words(error));
      setWaits(false);
      if (error instanceof Problem && error.status === 412) onStale();
    }
  }

  return (
    <form onSubmit={(event) => void save(event)}>
      <label>Note
        <textarea rows={2} value={note} maxLength={1000} data-testid="case-note" onInput={(event) => onNote(event.currentTarget.value)} />
      </label>
      <p class="error" role="alert" data-testid="case-problem">{already ? `The case is ${to} already. A note is not saved without a change.` : problem}</p>
      <div class="actions">
        <button type="button" onClick={onCancel} data-testid="case-cancel">Cancel</button>
        {!already && <button class="primary" aria-disabled={waits} data-testid="case-save">{VERB[to]} the case</button>}
      </div>
    </form>
  );
}
