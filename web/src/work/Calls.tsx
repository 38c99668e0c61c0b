/* Voicemails, played here; recordings (CT-14). */
import { useEffect, useRef } from 'preact/hooks';
import { command, opened } from '../api.ts';
import { may } from '../session.ts';
import { span } from '../words.ts';
import type { Id } from '../types.ts';
import { usePages, type Voicemail } from './calls.ts';
import { Greeting } from './Greeting.tsx';
import { mailboxVersion } from './mailbox.ts';
import type { Tape } from '../tapes.ts';
import { Party } from './Party.tsx';
import { Do, Rows, when } from './Rows.tsx';

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
  const pages = usePages<Tape>('/recordings');
  return (
    <Rows title="Recordings" testid="recordings" pages={pages} empty="No recordings that you may know of." above={!may('recordings_listen') && <p class="soft">You don't have permission to listen to recordings.</p>}
      row={(one) => (
        <>
          <span class="grow"><Party card={one.card} number={one.number} /> <small>with <bdi>{one.agent.name}</bdi></small></span>
          <small>{when(one.at)} · {span(one.duration_ms)}{one.cut_off && ' · its end is missing'}</small>
          {one.sound && may('recordings_listen') && <audio controls preload="none" src={opened(`/recordings/${one.id}/sound`)} aria-label={`Recording of ${when(one.at)}`} />}
        </>
      )} />
  );
}
