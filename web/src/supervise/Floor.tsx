/* Left: the agents whom one leads with their work, what waits, agent chats that go on. Each conversation can be opened. */
import type { ComponentChildren } from 'preact';
import { board } from '../live.ts';
import { store } from '../commands.ts';
import { link } from '../session.ts';
import type { Chat } from '../chat/types.ts';
import type { BoardAgent, Id, Interaction } from '../types.ts';
import { figureWords } from '../live_words.ts';
import { caller, plain, setWords, sinceWords, statusWord } from '../words.ts';
import { Chip, Since, StatusMark } from '../view/Parts.tsx';
import { chats, more, openTalks } from './floor.ts';
import { focusSoon } from '../view/focus.ts';
import { lookAt, target, type Target } from './looking.ts';

export function Floor() {
  const talks = openTalks();
  const old = link.value.state === 'lost' || link.value.state === 'stale';
  const agents = board.value?.agents ?? [];
  const held = new Set(agents.map((row) => row.agent.id));
  const others = talks?.filter((it) => it.agent === null || !held.has(it.agent)) ?? [];
  return (
    <nav class={old ? 'side old' : 'side'} aria-label="Agents and conversations" data-testid="floor">
      <section aria-labelledby="floor-agents">
        <h2 id="floor-agents">Agents <span>{agents.length}</span></h2>
        {!board.value && <p class="none">Asking …</p>}
        {board.value && agents.length === 0 && <p class="none">None of those whom you lead is logged in.</p>}
        <ul class="agents" data-testid="agents">
          {agents.map((row) => <AgentRow key={row.agent.id} row={row} talks={talks?.filter((it) => it.agent === row.agent.id) ?? []} />)}
        </ul>
      </section>
      <section aria-labelledby="floor-waiting">
        <h2 id="floor-waiting">With nobody yet <span>{others.length}</span></h2>
        {talks && others.length === 0 && <p class="none">Nobody waits.</p>}
        {more.value && <p class="none" data-testid="floor-more">Only the newest {talks?.length} open conversations are shown on this page.</p>}
        <ul class="talks" data-testid="waiting">{others.map((it) => <TalkRow key={it.interaction} it={it} />)}</ul>
      </section>
      <section aria-labelledby="floor-chats">
        <h2 id="floor-chats">Agent chats <span>{chats.value?.length ?? 0}</span></h2>
        {chats.value?.length === 0 && <p class="none">No agent chat that can be monitored goes on.</p>}
        <ul class="talks" data-testid="agent-chats">{chats.value?.map((chat) => <ChatRow key={chat.conversation} chat={chat} />)}</ul>
      </section>
    </nav>
  );
}

function AgentRow({ row, talks }: { row: BoardAgent; talks: Interaction[] }) {
  const name = row.agent.id === store.user.value?.id ? `${row.agent.name} (you)` : row.agent.name;
  const rest = row.work.filter((it) => !talks.some((talk) => talk.interaction === it.interaction));
  return (
    <li data-agent={row.agent.id} data-shown={row.shown}>
      <h3 title={setWords(row)}>
        <StatusMark shown={row.shown} />
        <span class="grow cut">{name}</span>
        <small data-cell="occupancy" title="Occupancy today">{figureWords(row.figures.occupancy, 'percent')}<span class="hidden"> occupancy today</span></small>
      </h3>
      <p class="about" data-cell="status">{statusWord(row.shown).word}{row.code_name && `: ${row.code_name}`} {row.shown_since && <Since at={row.shown_since} label={sinceWords(row)} />}<span class="hidden"> {setWords(row)}</span></p>
      <ul class="talks">
        {talks.map((it) => <TalkRow key={it.interaction} it={it} />)}
        {rest.map((it) => <li key={it.interaction} class="rest"><small>{plain(it.state)} · {it.queue?.name ?? 'own'}</small>{it.since && <Since at={it.since} />}</li>)}
      </ul>
    </li>
  );
}

interface OpenProps {
  conversation: Id;
  interaction: Id | null;
  testid: string;
  state: string;
  children: ComponentChildren;
}

/** A narrow window shows the conversation instead of the list: what had the focus is not seen any more. */
function open(at: Target, row: HTMLElement): void {
  void lookAt(at);
  requestAnimationFrame(() => row.checkVisibility() || focusSoon('look-away'));
}

function Open({ conversation, interaction, testid, state, children }: OpenProps) {
  return (
    <li>
      <button type="button" class="work" data-testid={testid} data-conversation={conversation} data-state={state}
        aria-current={target.value?.conversation === conversation ? 'true' : undefined} onClick={(event) => open({ conversation, interaction }, event.currentTarget)}>{children}</button>
    </li>
  );
}

const WAITS = new Set(['arrived', 'waiting', 'offered']);

function TalkRow({ it }: { it: Interaction }) {
  const more = WAITS.has(it.state) || it.state === 'wrap_up' ? ` · ${plain(it.state).toLowerCase()}` : '';
  return (
    <Open conversation={it.conversation} interaction={it.interaction} testid="talk-row" state={it.state}>
      <Chip kind={it.channel.kind} />
      <span class="names"><b class="cut"><bdi>{caller(it)}</bdi></b><small class="cut">{it.queue?.name ?? it.channel.name}{more}</small></span>
      <Since at={it.assigned_at ?? it.started_at} label={it.assigned_at ? 'handled for' : 'waits for'} />
    </Open>
  );
}

export const partners = (chat: Chat): string => chat.parties.map((one) => one.name ?? 'somebody').join(' and ');

function ChatRow({ chat }: { chat: Chat }) {
  return (
    <Open conversation={chat.conversation} interaction={null} testid="chat-row" state={chat.state}>
      <Chip kind="agents" />
      <span class="names"><b class="cut"><bdi>{partners(chat)}</bdi></b></span>
      <Since at={chat.opened_at} label="since" />
    </Open>
  );
}
