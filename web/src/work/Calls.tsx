/* Calls: the account's call log, missed ones alone when asked; voicemails, played here; recordings (CT-14). */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { command, opened } from '../api.ts';
import { now } from '../clock.ts';
import { words } from '../commands.ts';
import { clockTime, dayWord, span } from '../words.ts';
import type { Paged } from '../paged.ts';
import type { Id } from '../types.ts';
import { callBy } from '../phone/lazy.ts';
import { endedCount } from '../phone/state.ts';
import { callWord, usePages, type Call, type Recording, type Voicemail } from './calls.ts';
import { lastMissed, sawMissed } from './missed.ts';
import { Greeting } from '../view/Greeting.tsx';
import { Sure } from '../view/Sure.tsx';
import { mailboxVersion } from './mailbox.ts';
import { Blocks, More } from './More.tsx';
import { Party } from './Party.tsx';

const when = (at: string) => `${dayWord(at, now.peek())} ${clockTime(at)}`;

interface Rows<T> { title: string; testid: string; pages: Paged<T>; empty: string; above?: ComponentChildren; row(one: T): ComponentChildren }

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

interface Act { word: string; about: string; testid: string; run(): Promise<void> }

/** What was tried says what went wrong; `act` does it. */
function Told({ run, children }: Pick<Act, 'run'> & { children(act: () => void): ComponentChildren }) {
  const [problem, setProblem] = useState<string | null>(null);
  return <>{problem && <small class="error" role="alert">{problem}</small>}{children(() => void run().catch((error: unknown) => setProblem(words(error))))}</>;
}

/** A button that asks nothing more, and tells the list. */
export const Do = ({ word, about, testid, run }: Act) =>
  <Told run={run}>{(act) => <button type="button" onClick={act} data-testid={testid}>{word}<span class="hidden"> {about}</span></button>}</Told>;

/** The same for what can't be undone. */
export const Lose = ({ question, ...one }: Act & { question: string }) => <Told run={one.run}>{(act) => <Sure {...one} question={question} run={act} />}</Told>;

export function Calls() {
  const [missed, setMissed] = useState(false);
  const pages = usePages<Call>(missed ? '/me/calls?missed=true' : '/me/calls');
  /* What is new when the list is looked at is missed no more; what ends meanwhile is read. */
  useEffect(() => { if (pages.items) sawMissed(); }, [pages.items]);
  useEffect(() => { if (pages.items) pages.again(); }, [lastMissed.value, endedCount.value]);
  return (
    <Rows title="Calls" testid="calls" pages={pages} empty={missed ? 'No missed calls.' : 'No calls yet.'}
      above={<label class="check"><input type="checkbox" checked={missed} onChange={() => setMissed(!missed)} data-testid="calls-missed" /> Missed calls only</label>}
      row={(one) => (
        <>
          <span class="grow"><Party card={one.card} number={one.number} /> <small class={one.missed ? 'bad' : undefined}>{callWord(one)}</small></span>
          <small>{when(one.began_at)}{one.duration_ms !== null && ` · ${span(one.duration_ms)}`}</small>
          <CallBack one={one} />
          {one.number && <CallMore one={one} again={pages.again} />}
          <Lose question="Remove this call?" word="Remove" about={`the call of ${when(one.began_at)}`} testid="call-remove" run={async () => { await command('DELETE', `/me/calls/${one.id}`); pages.put(one.id, null); }} />
        </>
      )} />
  );
}

/** By this page's phone: the number that called, else how the card says that they are reached. */
function CallBack({ one: { number, card } }: { one: Call }) {
  const first = card?.actions.find(({ action }) => action === 'call')?.targets[0];
  const to = number ?? first?.extension ?? first?.number;
  if (!to || !callBy.value) return null;
  return <button type="button" onClick={() => callBy.value?.(to, card?.name ?? null)} data-testid="call-back">Call<span class="hidden"> {card?.name ?? to}</span></button>;
}

/** More: blocks for one's own number, as the card offers them (CT-12). */
function CallMore({ one, again }: { one: Call; again(): void }) {
  const [problem, setProblem] = useState<string | null>(null), offers = /block/.test(JSON.stringify(one.card?.actions ?? []));
  if (!offers) return null;
  return (
    <>
      {problem && <small class="error" role="alert">{problem}</small>}
      <More about={`the call of ${when(one.began_at)}`} testid="call-more">
        <Blocks card={one.card} number={one.number} list="caller" done={again} fail={(error) => setProblem(words(error))} />
        <Blocks card={one.card} number={one.number} list="sender" done={again} fail={(error) => setProblem(words(error))} />
      </More>
    </>
  );
}

export function Voicemails() {
  const pages = usePages<Voicemail>('/me/voicemails'), changed = mailboxVersion.value;
  const deleted = useRef(new Set<Id>());
  async function change(one: Voicemail, what: { read?: boolean; deleted?: boolean }): Promise<void> {
    if (what.deleted) deleted.current.add(one.id);
    try {
      const row = await command<Voicemail>('PATCH', `/me/voicemails/${one.id}`, what);
      pages.put(one.id, row);
      if (!row.deleted) deleted.current.delete(one.id);
    } catch (error) {
      if (!one.deleted) deleted.current.delete(one.id);
      throw error;
    }
  }
  // A new one is shown as it comes; what is deleted here stays in its place, so that it can come back: news of it may come before
  // its answer.
  useEffect(() => { if (changed !== '0' && deleted.current.size === 0) pages.again(); }, [changed]);
  return (
    <Rows title="Voicemail" testid="voicemails" pages={pages} empty="No voicemails." above={<Greeting />}
      row={(one) => one.deleted ? (
        <>
          <span class="grow soft"><Party card={one.card} number={one.number} /> Deleted</span>
          <Do word="Undo" about={`the deletion of the voicemail of ${when(one.at)}`} testid="voicemail-undo" run={() => change(one, { deleted: false })} />
        </>
      ) : (
        <>
          <span class="grow"><Party card={one.card} number={one.number} /> {!one.read && <span class="chip">New</span>}</span>
          <small>{when(one.at)} · {span(one.duration_ms)}{one.cut_off && ' · its end is missing'}</small>
          <audio controls preload="none" src={opened(`/me/voicemails/${one.id}/sound`)} aria-label={`Voicemail of ${when(one.at)}`} onPlay={() => { if (!one.read) void change(one, { read: true }); }} />
          <a class="button" href={opened(`/me/voicemails/${one.id}/sound?download=true`)} download="voicemail.wav" data-testid="voicemail-download">Download<span class="hidden"> the voicemail of {when(one.at)}</span></a>
          <Do word={one.read ? 'Mark as new' : 'Mark as heard'} about={`the voicemail of ${when(one.at)}`} testid="voicemail-mark" run={() => change(one, { read: !one.read })} />
          <Do word="Delete" about={`the voicemail of ${when(one.at)}`} testid="voicemail-delete" run={() => change(one, { deleted: true })} />
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
          <small>{when(one.at)} · {span(one.duration_ms)}{one.cut_off && ' · its end is missing'}</small>
          {one.sound && <audio controls preload="none" src={opened(`/recordings/${one.id}/sound`)} aria-label={`Recording of ${when(one.at)}`} />}
        </>
      )} />
  );
}
