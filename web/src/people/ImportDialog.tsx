/* Imports the user's own contacts from a file: shows what it would do, then does it (CT-6). */
import { useRef, useState } from 'preact/hooks';
import { Dialog } from '../view/Dialog.tsx';
import { importOwn, wordsOf, type Imported } from './contacts.ts';
import { arranged, droppedWords, type ImportedItem } from './imported.ts';

/** Rows before "Show all"; the server lists at most 5,000. */
const LISTED_MAX = 200;
const WORDS = { added: 'Added', changed: 'Changed', unchanged: 'Unchanged', skipped: 'Skipped' };

export function ImportDialog({ onClose }: { onClose(): void }) {
  const [file, setFile] = useState<File | null>(null);
  const [result, setResult] = useState<{ dry: boolean; of: Imported } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState<'reading' | 'importing' | null>(null);
  const current = useRef(0); // the newest request: answers about a file chosen before it are ignored

  async function run(chosen: File, dry: boolean) {
    const mine = (current.current += 1);
    const newest = () => current.current === mine;
    setBusy(dry ? 'reading' : 'importing');
    setProblem(null);
    try {
      const of = await importOwn(chosen, dry);
      if (newest()) setResult({ dry, of });
    } catch (error) {
      if (newest()) {
        setResult(null);
        setProblem(wordsOf(error));
      }
    }
    if (newest()) setBusy(null);
  }

  function choose(chosen: File | null) {
    current.current += 1;
    setFile(chosen);
    setResult(null);
    setProblem(null);
    setBusy(null);
    if (chosen) void run(chosen, true);
  }

  return (
    <Dialog title="Import contacts" testid="import-dialog" wide onClose={onClose}>
      <div class="stack">
        <p class="soft">A table (CSV, or separated by tabs) from Google Contacts or Outlook, or address cards (vCard). You see the changes before they are made.</p>
        <label>File<input type="file" accept=".csv,.tsv,.txt,.vcf,text/csv,text/tab-separated-values,text/vcard" disabled={busy === 'importing'} data-testid="import-file"
          onChange={(event) => choose(event.currentTarget.files?.[0] ?? null)} /></label>
        {problem && <p class="error" role="alert" data-testid="import-problem">{problem}</p>}
        <div role="status">
          {busy === 'reading' && <p class="soft">Reading {file?.name}…</p>}
          {result && <Summary {...result} />}
        </div>
        {result && <Rows key={`${result.dry}`} of={result.of} />}
        {result?.dry && file && <button type="button" class="primary" disabled={busy !== null || result.of.added + result.of.changed === 0} onClick={() => void run(file, false)} data-testid="import-do">Import</button>}
        {result && !result.dry && <button type="button" class="primary" onClick={onClose} data-testid="import-done">Done</button>}
      </div>
    </Dialog>
  );
}

function Summary({ dry, of: { added, changed, unchanged, skipped, dropped } }: { dry: boolean; of: Imported }) {
  return (
    <>
      <p data-testid="import-result" data-dry={dry}>{dry ? 'This file would add' : 'Added'} {added}, {dry ? 'change' : 'changed'} {changed}, {dry ? 'leave' : 'left'} {unchanged} unchanged, {dry ? 'skip' : 'skipped'} {skipped}.</p>
      {dropped.length > 0 && <p data-testid="import-dropped">Not kept: {dropped.map(({ name, count }) => `${droppedWords(name)} (${count})`).join(', ')}.</p>}
    </>
  );
}

function Rows({ of }: { of: Imported }) {
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState(false);
  const { listed, unchanged } = arranged(of.items);
  const beyond = of.added + of.changed + of.skipped - listed.length;
  return (
    <>
      <List items={all ? listed : listed.slice(0, LISTED_MAX)} />
      {listed.length > LISTED_MAX && !all && <button type="button" onClick={() => setAll(true)} data-testid="import-all">Show all {listed.length}</button>}
      {beyond > 0 && <p class="soft">{beyond} more are not listed.</p>}
      {unchanged.length > 0 && (
        <details class="unchanged" onToggle={(event) => setOpen(event.currentTarget.open)} data-testid="import-unchanged">
          <summary>Unchanged ({unchanged.length})</summary>
          {open && <List items={unchanged} />}
        </details>
      )}
    </>
  );
}

function List({ items }: { items: ImportedItem[] }) {
  if (items.length === 0) return null;
  return (
    <ul class="figures imported">
      {items.map((one) => <li key={`${one.line}${one.action}`}><b>{WORDS[one.action]}</b> <bdi>{one.name}</bdi> <small>line {one.line}{one.possible_duplicate_of && <>: possible duplicate of <bdi>{one.possible_duplicate_of.name}</bdi></>}{one.problem && `: ${one.problem}`}{one.left_out?.length ? `; left out: ${one.left_out.join(', ')}` : ''}</small></li>)}
    </ul>
  );
}
