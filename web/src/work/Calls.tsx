/* Calls: the account's call log, missed ones alone when asked; voicemails, played here; recordings (CT-14). */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { command } from '../api.ts';
import { now } from '../clock.ts';
import { words } from '../commands.ts';
import { clockTime, dayWord, span } from '../words.ts';
import { callWord, usePages, type Call, type Pages, type Recording, type Voicemail } from './calls.ts';
import { Party } from './Party.tsx';

const when = (at: string) => `${dayWord(at, now.peek())} ${clockTime(at)}`;

interface Rows<T> { title: string; testid: string; pages: Pages<T>; empty: string; above?: ComponentChildren; row(one: T): ComponentChildren }

/** A list as all of them look: title, rows, what is wrong, more. */
export function Rows<T extends { id: string }>({ title, testid, pages, empty, above, row }: Rows<T>) {
  return (
    <main class="page" aria-labelledby={`${testid}-title`} data-testid={testid}>
      <header class="row"><h1 id={`${testid}-title`} class="grow">{title}</h1><button type="button" onClick={pages.again} data-testid={`${testid}-again`}>Read again</button></header>
      {above}
      {pages.problem && <p class="error" role="alert">{pages.problem}</p>}
      <ul class="rows" aria-label={title}>{pages.items?.map((one) => <li key={one.id} data-testid={`${testid}-row`}>{row(one)}</li>)}</ul>
      {pages.items?.length === 0 && <p class="soft">{empty}</p>}
      {pages.more && <button type="button" onClick={pages.next} data-testid={`${testid}-more`}>Show more</button>}
    </main>
  );
}

/** A button that asks nothing more, says what went wrong, and tells the list. */
export function Do({ word, about, testid, run }: { word: string; about: string; testid: string; run(): Promise<void> }) {
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <>
      {problem && <small class="error" role="alert">{problem}</small>}
      <button type="button" onClick={() => void run().catch((error: unknown) => setProblem(words(error)))} data-testid={testid}>{word}<span class="hidden"> {about}</span></button>
    </>
  );
}

export function Calls() {
  const [missed, setMissed] = useState(false);
  const pages = usePages<Call>(missed ? '/me/calls?missed=true' : '/me/calls');
  return (
    <Rows title="Calls" testid="calls" pages={pages} empty={missed ? 'No missed calls.' : 'No calls yet.'}
      above={<label class="check"><input type="checkbox" checked={missed} onChange={() => setMissed(!missed)} data-testid="calls-missed" /> Missed calls only</label>}
      row={(one) => (
        <>
          <span class="grow"><Party card={one.card} number={one.number} /> <small class={one.missed ? 'bad' : undefined}>{callWord(one)}</small></span>
          <small>{when(one.began_at)}{one.duration_ms !== null && ` · ${span(one.duration_ms)}`}</small>
          <Do word="Remove" about={`the call of ${when(one.began_at)}`} testid="call-remove" run={async () => { await command('DELETE', `/me/calls/${one.id}`); pages.put(one.id, null); }} />
        </>
      )} />
  );
}

export function Voicemails() {
  const pages = usePages<Voicemail>('/me/voicemails');
  const mark = async (one: Voicemail, read: boolean) => pages.put(one.id, await command<Voicemail>('PATCH', `/me/voicemails/${one.id}`, { read }));
  return (
    <Rows title="Voicemail" testid="voicemails" pages={pages} empty="No voicemails."
      row={(one) => (
        <>
          <span class="grow"><Party card={one.card} number={one.number} /> {!one.read && <span class="chip">New</span>}</span>
          <small>{when(one.at)} · {span(one.duration_ms)}</small>
          <audio controls preload="none" src={`/api/v1/me/voicemails/${one.id}/sound?app=work`} aria-label={`Voicemail of ${when(one.at)}`} onPlay={() => { if (!one.read) void mark(one, true); }} />
          <Do word={one.read ? 'Mark as new' : 'Mark as heard'} about={`the voicemail of ${when(one.at)}`} testid="voicemail-mark" run={() => mark(one, !one.read)} />
          <Do word="Delete" about={`the voicemail of ${when(one.at)}`} testid="voicemail-delete" run={async () => { await command('DELETE', `/me/voicemails/${one.id}`); pages.put(one.id, null); }} />
        </>
      )} />
  );
}

export function Recordings() {
  const pages = usePages<Recording>('/recordings');
  return (
    <Rows title="Recordings" testid="recordings" pages={pages} empty="No recordings that you may know of."
      row={(one) => (
        <>
          <span class="grow"><Party card={one.card} number={one.number} /> <small>with <bdi>{one.agent.name}</bdi></small></span>
          <small>{when(one.at)} · {span(one.duration_ms)}</small>
        </>
      )} />
  );
}
