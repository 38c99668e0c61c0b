/* A fax before it leaves: to whom, a cover, files. What is written is kept as a draft; it leaves when one says so (CT-13). */
import { useState } from 'preact/hooks';
import { Problem, command } from '../api.ts';
import { words } from '../commands.ts';
import { Dialog } from '../view/Dialog.tsx';
import { Sure } from '../view/Sure.tsx';
import { draft, draftProblem, giveFile, type Fax, type FaxFile } from './fax.ts';

const ACCEPT = '.pdf,.tif,.tiff,.png,application/pdf,image/tiff,image/png';

const told = (error: unknown) => (error instanceof Problem ? error.body.errors?.[0]?.detail ?? words(error) : words(error));

export function FaxDraft() {
  const { value: open } = draft, { value: problem } = draftProblem;
  if (problem) return <Dialog title="Fax" testid="fax-problem" onClose={() => (draftProblem.value = null)}><p class="error" role="alert">{told(problem)}</p></Dialog>;
  return open && <Draft key={open.id} fax={open} />;
}

/** "Zoë <+46…>, +46…": one a line. */
const lineOf = ({ name, number }: { name: string; number: string }) => (name ? `${name} <${number}>` : number);
function recipientOf(line: string): { number: string; name?: string } {
  const named = /^(.*)<([^<>]*)>\s*$/.exec(line);
  return named ? { name: named[1]!.trim(), number: named[2]!.trim() } : { number: line.trim() };
}

function Draft({ fax }: { fax: Fax }) {
  const [to, setTo] = useState(fax.recipients.map(lineOf).join('\n'));
  const [subject, setSubject] = useState(fax.subject);
  const [cover, setCover] = useState(fax.cover);
  const [files, setFiles] = useState<readonly FaxFile[]>(fax.files);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const close = () => (draft.value = null);

  async function run(act: () => Promise<void>) {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    await act().catch((error: unknown) => setProblem(told(error)));
    setBusy(false);
  }
  const save = () => command<Fax>('PATCH', `/me/faxes/${fax.id}`, {
    subject, cover, recipients: to.split('\n').filter((line) => line.trim() !== '').map(recipientOf), files: files.map((file) => file.id),
  });
  const add = (chosen: FileList | null) => run(async () => {
    for (const file of chosen ?? []) {
      const given = await giveFile(file);
      setFiles((all) => [...all, given]);
    }
  });

  return (
    <Dialog title="New fax" testid="fax-draft" onClose={() => void run(async () => { await save(); close(); })}>
      <form class="stack" onSubmit={(event) => { event.preventDefault(); void run(async () => { await save(); await command('POST', `/me/faxes/${fax.id}/send`); close(); }); }}>
        <label>To<textarea rows={2} value={to} onInput={(event) => setTo(event.currentTarget.value)} data-testid="fax-to" aria-describedby="fax-to-help" /></label>
        <small id="fax-to-help" class="soft">A number a line, with a name if you like: Zoë &lt;+46 90 12 34 57&gt;</small>
        <label>Subject<input type="text" value={subject} maxLength={200} onInput={(event) => setSubject(event.currentTarget.value)} data-testid="fax-subject" /></label>
        <label>Cover<textarea rows={4} value={cover} maxLength={4000} onInput={(event) => setCover(event.currentTarget.value)} data-testid="fax-cover" /></label>
        <label>Files: PDF, TIFF, PNG<input type="file" multiple accept={ACCEPT} onChange={(event) => void add(event.currentTarget.files)} data-testid="fax-files" /></label>
        <ul class="reach" aria-label="Files">
          {files.map((file) => <li key={file.id} class="row"><bdi class="grow cut">{file.name}</bdi><button type="button" onClick={() => setFiles(files.filter((one) => one !== file))} data-testid="fax-file-remove">Remove<span class="hidden"> {file.name}</span></button></li>)}
        </ul>
        {problem && <p class="error" role="alert" data-testid="fax-wrong">{problem}</p>}
        <div class="row">
          <button class="primary" aria-disabled={busy} data-testid="fax-send">Send</button>
          <button type="button" onClick={() => void run(async () => { await save(); close(); })} data-testid="fax-keep">Keep as draft</button>
          <Sure word="Discard" question="Discard this fax?" testid="fax-discard" run={() => run(async () => { await command('DELETE', `/me/faxes/${fax.id}`); close(); })} />
        </div>
      </form>
    </Dialog>
  );
}
