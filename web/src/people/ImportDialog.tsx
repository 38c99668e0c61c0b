/* One's own contacts from a file: first what it would do, then doing it (CT-6). */
import { useState } from 'preact/hooks';
import { Dialog } from '../view/Dialog.tsx';
import { importOwn, wordsOf, type Imported } from './contacts.ts';

/** So many are told one by one. */
const TOLD_MAX = 200;
const WORDS = { added: 'Added', changed: 'Changed', unchanged: 'The same', skipped: 'Skipped' };

export function ImportDialog({ onClose }: { onClose(): void }) {
  const [file, setFile] = useState<File | null>(null);
  const [result, setResult] = useState<{ dry: boolean; of: Imported } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function run(chosen: File, dry: boolean) {
    setBusy(true);
    setProblem(null);
    try {
      setResult({ dry, of: await importOwn(chosen, dry) });
    } catch (error) {
      setResult(null);
      setProblem(wordsOf(error));
    }
    setBusy(false);
  }

  return (
    <Dialog title="Import contacts" testid="import-dialog" wide onClose={onClose}>
      <div class="stack">
        <p class="soft">A table (CSV, or with tabs) of Google Contacts or Outlook, or address cards (vCard). Nothing is changed before you say so.</p>
        <label>File<input type="file" accept=".csv,.tsv,.txt,.vcf,text/csv,text/tab-separated-values,text/vcard" data-testid="import-file"
          onChange={(event) => { const chosen = event.currentTarget.files?.[0] ?? null; setFile(chosen); setResult(null); if (chosen) void run(chosen, true); }} /></label>
        {problem && <p class="error" role="alert" data-testid="import-problem">{problem}</p>}
        {result && <Result {...result} />}
        {result?.dry && file && <button type="button" class="primary" disabled={busy || result.of.added + result.of.changed === 0} onClick={() => void run(file, false)} data-testid="import-do">Import</button>}
        {result && !result.dry && <button type="button" class="primary" onClick={onClose} data-testid="import-done">Done</button>}
      </div>
    </Dialog>
  );
}

function Result({ dry, of }: { dry: boolean; of: Imported }) {
  const { added, changed, unchanged, skipped, dropped, items } = of;
  return (
    <>
      <p role="status" data-testid="import-result" data-dry={dry}>{dry ? 'This file would add' : 'Added'} {added}, {dry ? 'change' : 'changed'} {changed}, {dry ? 'leave' : 'left'} {unchanged} as {unchanged === 1 ? 'it is' : 'they are'}, {dry ? 'skip' : 'skipped'} {skipped}.</p>
      {dropped.length > 0 && <p data-testid="import-dropped">Not kept: {dropped.map(({ name, count }) => `${name} (${count})`).join(', ')}.</p>}
      <ul class="figures imported">
        {items.slice(0, TOLD_MAX).map((one) => <li key={`${one.line}${one.action}`}><b>{WORDS[one.action]}</b> <bdi>{one.name}</bdi> <small>line {one.line}{one.possible_duplicate_of && <>: possible duplicate of <bdi>{one.possible_duplicate_of.name}</bdi></>}{one.problem && `: ${one.problem}`}{one.left_out?.length ? `; left out: ${one.left_out.join(', ')}` : ''}</small></li>)}
      </ul>
      {items.length > TOLD_MAX && <p class="soft">{items.length - TOLD_MAX} more.</p>}
    </>
  );
}
