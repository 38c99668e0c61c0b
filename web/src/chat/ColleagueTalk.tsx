/* Middle: a chat with a colleague, or the place to begin one. What its buttons are is the matrix's to say. */
import '../view/Talk.css';
import '../view/Composer.css';
import { useState } from 'preact/hooks';
import * as desk from '../desk.ts';
import { focusComposer } from '../view/focus.ts';
import { NOTICE, isolated } from '../words.ts';
import { link } from '../session.ts';
import { Icon } from '../view/Icon.tsx';
import { Since, StatusMark } from '../view/Parts.tsx';
import { sayTyping, typing, typist } from '../typing.ts';
import { endChat, ended, entryOf, formats as formatsTo, isAway, listRead, may, mayWrite, nameOf, sendTo, talkWith, whyNot } from './colleagues.ts';
import { Given, Giving } from './Files.tsx';
import { Field, SEND_TITLE, hasText } from './Field.tsx';
import { allows } from './matrix.ts';
import { SaidLog } from './SaidLog.tsx';
import type { Talk } from './talks.ts';
import { drop, uploadsFor } from './uploads.ts';
import { AUDIT_NOTICE, occupancyWord, shownWord, sideWord } from './words.ts';
import type { RosterEntry, Side } from './types.ts';

/** As the server says. */
const TEXT_MAX = 4_000;

/** onAbout: shows who it is, or what the room is. */
export function ColleagueTalk({ account, onAbout }: { account: string; onAbout(): void }) {
  const name = nameOf(account), talk = talkWith(account);
  const over = !talk && ended.value.has(account), away = isAway(account);
  return (
    <main class="talk" aria-label={`Chat with ${name}`} data-testid="colleague" data-account={account} data-conversation={talk?.id}>
      <Head account={account} name={name} talk={talk} onAbout={onAbout} />
      <SaidLog key={talk?.id ?? 'none'} account={account} talk={talk} name={name}
        note={over ? 'This chat has ended. What was said is not kept on this page.' : away ? awayWords() : talk ? null : `No messages with ${isolated(name)} here yet.`} />
      {!away && <Writing account={account} name={name} talk={talk} />}
    </main>
  );
}

const awayWords = () => (listRead.value ? 'You are not part of this conversation any more.' : 'Reading …');

function Head({ account, name, talk, onAbout }: { account: string; name: string; talk: Talk | null; onAbout(): void }) {
  const entry = entryOf(account), room = talk?.chat.room, about = room ? 'Room' : 'Colleague';
  return (
    <header class="head">
      <button type="button" class="quiet icon only-narrow" aria-label="Back to the list" data-testid="back" onClick={() => (desk.view.value = 'list')}><Icon name="back" /></button>
      <div class="grow">
        <h1 class="cut" title={name} data-testid="colleague-name"><bdi>{name}</bdi></h1>
        <p class="about">
          <span class="chip">{room ? (room.public ? 'Public room' : 'Private room') : sideWord(entry?.side ?? account.split(':')[0] as Side)}</span>
          {room?.topic && <span class="cut" data-testid="room-topic"><bdi>{room.topic}</bdi></span>}
          {entry?.shown !== undefined && <Shown entry={entry as RosterEntry} />}
        </p>
      </div>
      {(talk || entry) && <button type="button" class="quiet icon" aria-label={about} title={about} data-testid="toggle-person" onClick={onAbout}><Icon name="person" /></button>}
      {talk && allows(may('end', account)) && (
        <button type="button" class="danger" data-testid="end-chat" onClick={() => void endChat(talk)}>End chat</button>
      )}
    </header>
  );
}

/** Status, time in it, what they are doing, and their own words. */
export function Shown({ entry }: { entry: RosterEntry }) {
  const { word, mark } = shownWord(entry), doing = occupancyWord(entry.occupancy);
  return (
    <span data-testid="shown">
      <StatusMark shown={mark} /> {word}{doing && `, ${doing}`}{entry.since && <> <Since at={entry.since} label="since" /></>}{entry.message && <> · <bdi>{entry.message}</bdi></>}
    </span>
  );
}

function Writing({ account, name, talk }: { account: string; name: string; talk: Talk | null }) {
  const [waits, setWaits] = useState(false);
  const draft = desk.drafts.value[account] ?? '', html = desk.formattedDrafts.value[account] ?? null;
  const problem = desk.sendProblem.value[account];
  const formats = formatsTo(account), word = mayWrite(account);
  const files = uploadsFor(account), takesFiles = allows(may('file', account)), types = talk && typing.value.has(talk.id);
  const lost = link.value.state === 'lost', tooLong = draft.length > TEXT_MAX;
  /* Who is logged out may be back in a moment: the server decides, and what it refuses stays here. */
  const closed = !allows(word) && word !== 'receiver_logged_out' && word !== 'forbidden';
  const hint = problem ? null : whyNot(word, account);
  const given = files.every((file) => file.state === 'stored'), something = hasText({ text: draft, html }) || files.length > 0;
  const ready = something && given && !waits && !closed && !lost && !tooLong;

  function send(): void {
    if (!ready) return;
    sendTo(account, hasText({ text: draft, html }) ? draft : '', html, files.flatMap(({ id, name, bytes }) => (id === null ? [] : [{ id, name, bytes }])));
    desk.setDraft(account, '');
    drop(account);
    focusComposer();
  }

  return (
    <form class="composer" onSubmit={(event) => { event.preventDefault(); send(); }} data-testid="composer">
      {talk?.chat.notice && <p class="soft" data-testid="notice">{NOTICE}</p>}
      {(entryOf(account)?.audit_notice || talk?.chat.audit_notice) && <p class="soft" data-testid="audit-notice">{AUDIT_NOTICE}</p>}
      {types && <p class="soft" role="status" data-testid="types"><bdi>{typist.get(talk.id)}</bdi> is typing …</p>}
      {hint && <p class="stop" role="status" data-testid="composer-stop">{hint}</p>}
      {problem && <p class="error" role="alert" data-testid="composer-problem">{problem}</p>}
      <Field draft={{ text: draft, html }} name={name} formats={formats} disabled={closed} onSend={send} onProblem={(text) => desk.setSendProblem(account, text)}
        onInput={(next, wait) => { desk.setDraft(account, next.text, next.html); setWaits(wait); if (talk && allows(may('typing', account))) sayTyping(talk.id); }} />
      <Given place={account} />
      <div class="tools">
        <span id="composer-count" class={tooLong ? 'tone-warn' : 'soft'}>{tooLong ? `${draft.length - TEXT_MAX} characters too many` : ''}</span>
        {takesFiles && <Giving place={account} disabled={closed} />}
        {lost && <span class="tone-warn">no connection: your text is kept</span>}
        <button class="primary" disabled={!ready} data-testid="composer-send" title={SEND_TITLE()}>Send</button>
      </div>
    </form>
  );
}
