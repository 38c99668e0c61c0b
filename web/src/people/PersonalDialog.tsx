/* A personal contact: made, or changed by its owner (CT-5). */
import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../view/Dialog.tsx';
import type { Id, Version } from '../types.ts';
import { changeOwn, makeOwn, ownContact, wordsOf, type Personal } from './contacts.ts';

const EMPTY: Personal = { name: '', company: '', department: '', title: '', notes: '', emails: [], numbers: [] };
const TEXTS: [keyof Personal & ('name' | 'company' | 'department' | 'title'), string][] = [['name', 'Name'], ['company', 'Company'], ['department', 'Department'], ['title', 'Title']];

/** id: whom to change; none: a new one. */
export function PersonalDialog({ id, onClose }: { id?: Id; onClose(): void }) {
  const [fields, setFields] = useState<Personal | null>(id ? null : EMPTY);
  const [version, setVersion] = useState<Version>('');
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (id) ownContact(id).then(({ version: read, name, company, department, title, notes, emails, numbers }) => { setFields({ name, company, department, title, notes, emails, numbers }); setVersion(read); }, (error: unknown) => setProblem(wordsOf(error)));
  }, [id]);

  async function save(event: Event) {
    event.preventDefault();
    const filled = { ...fields!, name: fields!.name.trim(), numbers: fields!.numbers.filter((one) => one.number.trim()), emails: fields!.emails.filter((one) => one.email.trim()) };
    try {
      await (id ? changeOwn(id, version, filled) : makeOwn(filled));
      onClose();
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }

  return (
    <Dialog title={id ? 'Change a contact' : 'New contact'} testid="personal-dialog" onClose={onClose}>
      {fields && (
        <form class="stack" onSubmit={(event) => void save(event)}>
          {TEXTS.map(([name, word]) => <label key={name}>{word}<input type="text" value={fields[name]} required={name === 'name'} maxLength={200} onInput={(event) => setFields({ ...fields, [name]: event.currentTarget.value })} data-testid={`personal-${name}`} /></label>)}
          <label>Notes<textarea rows={2} value={fields.notes} maxLength={4000} onInput={(event) => setFields({ ...fields, notes: event.currentTarget.value })} data-testid="personal-notes" /></label>
          <Rows word="Number" list={fields.numbers} value="number" empty={{ label: 'Mobile', number: '' }} onChange={(numbers) => setFields({ ...fields, numbers })} />
          <Rows word="E-mail" list={fields.emails} value="email" empty={{ label: 'Home', email: '' }} onChange={(emails) => setFields({ ...fields, emails })} />
          {problem && <p class="error" role="alert" data-testid="personal-problem">{problem}</p>}
          <button class="primary" data-testid="personal-save">Save</button>
        </form>
      )}
    </Dialog>
  );
}

function Rows<T extends { label: string }>({ word, list, value, empty, onChange }: { word: string; list: T[]; value: keyof T & string; empty: T; onChange(list: T[]): void }) {
  const set = (i: number, part: object) => onChange(list.map((one, n) => (n === i ? { ...one, ...part } : one)));
  return (
    <fieldset>
      <legend>{word}s</legend>
      {list.map((one, i) => (
        <div key={i} class="pair">
          <label>Label<input type="text" value={one.label} maxLength={40} onInput={(event) => set(i, { label: event.currentTarget.value })} /></label>
          <label>{word}<input type="text" value={String(one[value])} onInput={(event) => set(i, { [value]: event.currentTarget.value })} data-testid={`personal-${value}`} /></label>
          <button type="button" class="quiet" onClick={() => onChange(list.filter((_, n) => n !== i))}>Remove<span class="hidden"> {word} {i + 1}</span></button>
        </div>
      ))}
      <button type="button" onClick={() => onChange([...list, empty])} data-testid={`personal-add-${value}`}>Add {word.toLowerCase()}</button>
    </fieldset>
  );
}
