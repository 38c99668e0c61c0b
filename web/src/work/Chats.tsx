/* Chats: one's conversations on the left, the open one beside it; whom to write to; what was said anywhere, found again. */
import { useLayoutEffect, useState } from 'preact/hooks';
import { call } from '../api.ts';
import { isMine, list, openWith, outgoingTo, showSaid } from '../chat/colleagues.ts';
import { ColleagueTalk } from '../chat/ColleagueTalk.tsx';
import '../chat/Colleagues.css';
import '../chat/Editor.css';
import '../chat/Formatted.css';
import '../view/Side.css';
import { FindDialog } from '../chat/FindDialog.tsx';
import type { Talk } from '../chat/talks.ts';
import type { FrameOfChat, Said } from '../chat/types.ts';
import { sideWord } from '../chat/words.ts';
import * as desk from '../desk.ts';
import { CardButton } from '../people/CardLater.tsx';
import { focusComposer } from '../view/focus.ts';
import { usePaged } from '../paged.ts';
import { Icon } from '../view/Icon.tsx';
import { Avatar } from '../view/Parts.tsx';
import { clockTime, dayWord } from '../words.ts';
import { now } from '../clock.ts';
import { About } from './About.tsx';

export function Chats() {
  const account = desk.colleague.value;
  useLayoutEffect(() => { if (account) focusComposer(); }, [account]); // opened from a card, this part was not there yet
  return (
    <>
      <aside class="side" aria-label="Chats">
        <h1 class="hidden">Chats</h1>
        <Search />
        <button type="button" class="begin" data-testid="find-colleague" onClick={() => (desk.dialog.value = { name: 'find' })}><Icon name="plus" size={14} /> New chat</button>
        <ul class="list" aria-label="Conversations" data-testid="chats">{list.value.map((talk) => <Row key={talk.id} talk={talk} />)}</ul>
        {list.value.length === 0 && <p class="soft empty">No chats yet. “New chat” finds a colleague; rooms stand under “Rooms”.</p>}
      </aside>
      {account ? <ColleagueTalk key={account} account={account} onAbout={() => (desk.dialog.value = { name: 'about' })} /> : <main class="loading"><p>Open a chat, or begin one.</p></main>}
      {desk.dialog.value?.name === 'find' && <FindDialog />}
      {account && desk.dialog.value?.name === 'about' && <About account={account} />}
    </>
  );
}

/** Whom it is with; as one's agent account, that is said. */
const nameOf = (talk: Talk) => talk.chat.room?.name ?? talk.other?.name ?? 'A colleague';

function Row({ talk }: { talk: Talk }) {
  const { last, unread, key } = talk, deleted = last?.deleted_at != null;
  return (
    <li class={talk.other ? 'with-card' : undefined}>
      <button type="button" class="work" data-testid="chat" data-account={key} data-conversation={talk.id} data-unread={unread} aria-current={desk.colleague.value === key ? 'true' : undefined} onClick={() => openWith(key)}>
        {talk.chat.room ? <span class="avatar kind-room" aria-hidden="true"><Icon name="bullets" size={16} /></span> : <Avatar name={nameOf(talk)} user={talk.other?.user} image={talk.other?.image} />}
        <span class="names">
          <b class="cut"><bdi>{nameOf(talk)}</bdi></b>
          <small>{talk.chat.room ? 'Room' : sideWord(talk.other?.side ?? 'work')}</small>
          <span class="cut text">{last && <>{isMine(last) && 'You: '}<bdi>{deleted ? 'deleted' : last.text.replace(/\s+/g, ' ').trim()}</bdi></>}</span>
          {talk.as === 'agent' && <span class="cut queue">your agent account</span>}
          {(desk.drafts.value[key] || outgoingTo(key).length > 0) && <span class="cut queue">draft</span>}
        </span>
        <span class="meta">
          {last && <small>{clockTime(last.at)}</small>}
          {unread > 0 && <span class="unread" data-testid="chat-unread">{unread >= 100 ? '99+' : unread}<span class="hidden"> unread</span></span>}
        </span>
      </button>
      {talk.other && <CardButton contact={`user:${talk.other.user}`} name={nameOf(talk)} />}
    </li>
  );
}

/** From the second letter on, a moment after the last one typed. */
const TYPED_MS = 250;

function Search() {
  const [typed, setTyped] = useState('');
  const q = typed.trim(), asks = q.length >= 2;
  const { items: found, more, problem, next } = usePaged<FrameOfChat<'message'>>(asks ? (query) => call('GET', `/messages?q=${encodeURIComponent(q)}&${query}`) : null, [q], { waitMs: TYPED_MS, keeps: true });
  return (
    <search>
      <label class="hidden" for="search-said">Find in what was said</label>
      <input id="search-said" type="text" value={typed} placeholder="Find in what was said" autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} data-testid="search-said" />
      {problem && <p class="error" role="alert">{problem}</p>}
      {found && (
        <ul class="found" aria-label="Found" data-testid="found">
          {found.map(({ id, state }) => state && <Found key={id} said={state} />)}
          {found.length === 0 && <li class="soft">Nothing.</li>}
          {more && <li><button type="button" class="quiet" onClick={next} data-testid="found-more">Show more</button></li>}
        </ul>
      )}
    </search>
  );
}

function Found({ said }: { said: Said }) {
  const talk = list.value.find((one) => one.id === said.conversation);
  return (
    <li>
      <button type="button" class="quiet" disabled={!talk} onClick={() => talk && void showSaid(talk, said.seq)} data-testid="found-one">
        <b class="cut"><bdi>{talk ? nameOf(talk) : ''}</bdi></b> <small>{dayWord(said.at, now.peek())} {clockTime(said.at)}</small>
        <span class="text"><bdi>{said.author.name}: {said.text.slice(0, 140)}</bdi></span>
      </button>
    </li>
  );
}
