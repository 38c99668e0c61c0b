/* Left: chats with colleagues beside customers' conversations, and the team: its status, time in it, what it is doing. */
import '../view/Side.css';
import * as desk from '../desk.ts';
import { clockSeconds, clockTime } from '../words.ts';
import { link } from '../session.ts';
import { CardButton } from '../people/CardLater.tsx';
import { Callbacks } from '../view/Callbacks.tsx';
import { Icon } from '../view/Icon.tsx';
import { Since, StatusMark } from '../view/Parts.tsx';
import { WATCH_MAX, agents, agentsAt, isMine, list, mayOpen, may, openWith, outgoingTo, whyNot } from './colleagues.ts';
import { missed } from '../work/missed.ts';
import { keyOf, type Talk } from './talks.ts';
import type { RosterEntry } from './types.ts';
import { occupancyWord, shownWord, sideWord } from './words.ts';

/** So many stand in the list; all are found by name. */
const TEAM_MAX = 30;

export function Colleagues({ which }: { which: 'talks' | 'team' }) {
  return which === 'talks' ? <><Callbacks /><CallsEntry /><TalkList /></> : <Team />;
}

/** Opens the call log: how many calls were missed since it was looked at (SP-13). */
function CallsEntry() {
  const n = missed.value;
  return (
    <button type="button" class="begin" onClick={() => (desk.dialog.value = { name: 'calls' })} data-testid="open-calls" data-missed={n}>
      <Icon name="call" size={14} /> Calls {n > 0 && <span class="unread">{n > 99 ? '99+' : n}<span class="hidden"> missed</span></span>}
    </button>
  );
}

function TalkList() {
  return (
    <section class="colleagues" aria-labelledby="side-chats">
      <h2 id="side-chats">Colleagues</h2>
      <button type="button" class="begin" data-testid="find-colleague" onClick={() => (desk.dialog.value = { name: 'find' })}><Icon name="plus" size={14} /> New chat</button>
      <ul class="list" aria-labelledby="side-chats" data-testid="chats">
        {list.value.filter((talk) => talk.other).map((talk) => <Row key={talk.id} talk={talk} account={talk.key} />)}
      </ul>
    </section>
  );
}

function Row({ talk, account }: { talk: Talk; account: string }) {
  const { other, last, unread } = talk, name = other?.name ?? 'A colleague';
  return (
    <li class="with-card">
      <button type="button" class="work" data-testid="chat" data-account={account} data-conversation={talk.id} data-unread={unread}
        aria-current={desk.colleague.value === account ? 'true' : undefined} onClick={() => openWith(account)}>
        <span class="chip"><Icon name="person" size={13} />{sideWord(other!.side)}</span>
        <span class="names">
          <b class="cut"><bdi>{name}</bdi></b>
          <span class="cut text">{last && <>{isMine(last) && 'You: '}<bdi>{last.text.replace(/\s+/g, ' ').trim()}</bdi></>}</span>
          {(desk.drafts.value[account] || outgoingTo(account).length > 0) && <span class="cut queue">draft</span>}
        </span>
        <span class="meta">
          {last && <small>{clockTime(last.at)}</small>}
          {unread > 0 && <span class="unread" data-testid="chat-unread">{unread >= 100 ? '99+' : unread}<span class="hidden"> unread</span></span>}
        </span>
      </button>
      <CardButton contact={`user:${other!.user}`} name={name} />
    </li>
  );
}

function Team() {
  const all = agents.value, old = link.value.state === 'lost' || link.value.state === 'stale';
  if (all.length === 0) return null;
  return (
    <section class={old ? 'old' : undefined} aria-labelledby="side-team">
      <h2 id="side-team">Team <span data-testid="team-as-of">{agentsAt.value && (old || all.length > WATCH_MAX) && `as of ${clockSeconds(agentsAt.value)}`}</span></h2>
      <ul class="figures mates" data-testid="team">
        {all.slice(0, TEAM_MAX).map((mate) => <li key={keyOf(mate)}><Mate mate={mate} /><CardButton contact={`user:${mate.user}`} name={mate.name} /></li>)}
      </ul>
      {all.length > TEAM_MAX && <button type="button" class="link" onClick={() => (desk.dialog.value = { name: 'find' })}>All {all.length}</button>}
    </section>
  );
}

/** One of a roster: a button where the matrix lets one write; else it says why not. */
export function Mate({ mate }: { mate: RosterEntry }) {
  const account = keyOf(mate), open = mayOpen(account), why = open ? null : whyNot(may('start', account), account);
  const { word, mark } = shownWord(mate), doing = occupancyWord(mate.occupancy);
  return (
    <button type="button" class="mate" aria-disabled={!open} title={why ?? `Write to ${mate.name ?? ''}`} data-testid="mate" data-account={account} data-shown={mate.shown}
      onClick={() => { if (open) { desk.dialog.value = null; openWith(account); } }}>
      <StatusMark shown={mark} />
      <span class="grow cut"><bdi>{mate.name}</bdi></span>
      <span class="state">
        <small>{word}{doing && <span class="doing"> · {doing}</span>}{mate.message && <> · <bdi>{mate.message}</bdi></>}{why && <span class="hidden"> {why}</span>}</small>
        {mate.since && <Since at={mate.since} label="in this status" />}
      </span>
    </button>
  );
}
