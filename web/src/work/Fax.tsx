/* Fax: drafts, sent and received faxes as lists; what became of each, in words (CT-13). */
import { useEffect, useState } from 'preact/hooks';
import { api, call, command } from '../api.ts';
import { now } from '../clock.ts';
import { clockTime, dayWord } from '../words.ts';
import { Do, Lose, Rows } from './Rows.tsx';
import { usePages } from './calls.ts';
import { beginFax, copyFax, draft, faxWord, isUnderWay, type Box, type Fax } from './fax.ts';
import { Party } from './Party.tsx';

const BOXES: [Box, string, string][] = [['received', 'Received', 'No faxes came yet.'], ['sent', 'Sent', 'You have sent no fax yet.'], ['draft', 'Drafts', 'No drafts.']];
/** While something of a list is under way it is read again. */
const AGAIN_MS = 3_000;

interface Settings { fax: boolean; number: string | null }

export function Faxes() {
  const [settings, setSettings] = useState<Settings | null>(null);
  const [box, setBox] = useState<Box>('received');
  const pages = usePages<Fax>(`/me/faxes?box=${box}`);
  const moving = pages.items?.some(isUnderWay) ?? false;
  useEffect(() => void call<Settings>('GET', '/me/fax').then(setSettings, () => setSettings(null)), []);
  useEffect(() => {
    if (!moving) return;
    const timer = setInterval(pages.again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [moving, box]);
  useEffect(() => draft.subscribe((open) => { if (open === null) pages.again(); }), [box]);
  return (
    <Rows title="Fax" testid="faxes" pages={pages} empty={BOXES.find(([one]) => one === box)![2]}
      above={(
        <>
          {settings && !settings.fax && <p class="soft">Your organisation has no fax.</p>}
          {settings?.fax && settings.number === null && <p class="soft">There is no fax number for you to send from: ask your administrator.</p>}
          <div class="row">
            <div class="row grow" role="group" aria-label="Which faxes">
              {BOXES.map(([one, word]) => <button key={one} type="button" class={one === box ? 'primary' : undefined} aria-pressed={one === box} onClick={() => setBox(one)} data-testid={`faxes-${one}`}>{word}</button>)}
            </div>
            {settings?.fax && <button type="button" onClick={() => beginFax()} data-testid="fax-new">New fax</button>}
          </div>
        </>
      )}
      row={(one) => <Row fax={one} put={pages.put} />} />
  );
}

function Row({ fax, put }: { fax: Fax; put(id: string, row: Fax | null): void }) {
  const at = `${dayWord(fax.at, now.peek())} ${clockTime(fax.at)}`, about = `the fax of ${at}`;
  const others = fax.recipients.length - 1;
  const open = async (id: string) => {
    const url = await api.fileLink(id);
    if (!fax.read) put(fax.id, await command<Fax>('PUT', `/me/faxes/${fax.id}/read`, { read: true }));
    window.open(url, '_blank', 'noopener');
  };
  return (
    <>
      <span class="grow">
        {fax.card || fax.box !== 'draft' ? <Party card={fax.card} number={fax.from} /> : <b>Nobody yet</b>}{others > 0 && <small> and {others} more</small>}
        {' '}{fax.subject && <bdi>{fax.subject}</bdi>} {!fax.read && <span class="chip">New</span>}
        <small data-testid="fax-state" data-state={fax.state} class={fax.state === 'failed' ? 'bad' : undefined}>{faxWord(fax.state)}{fax.pages !== null && `, ${fax.pages} ${fax.pages === 1 ? 'page' : 'pages'}`}</small>
        {fax.recipients.filter((one) => one.reason).map((one) => <small key={one.number} class="reason"><bdi>{one.number}</bdi>: {one.reason}</small>)}
        {fax.file_state === 'failed' && <small class="reason bad">Its pages could not be fetched: {fax.file_reason}</small>}
      </span>
      <small>{at}</small>
      {fax.box !== 'draft' && fax.files.map((file) => <Do key={file.id} word={fax.box === 'received' ? 'Open' : file.name} about={about} testid="fax-open" run={() => open(file.id)} />)}
      {fax.box === 'draft' && <button type="button" onClick={() => (draft.value = fax)} data-testid="fax-edit">Write<span class="hidden"> {about}</span></button>}
      {(fax.state === 'failed' || fax.state === 'unknown') && <button type="button" onClick={() => copyFax(fax)} data-testid="fax-once-more">Send once more<span class="hidden"> {about}</span></button>}
      {!isUnderWay(fax) && <Lose question="Delete this fax?" word="Delete" about={about} testid="fax-delete" run={async () => { await command('DELETE', `/me/faxes/${fax.id}`); put(fax.id, null); }} />}
    </>
  );
}
