/* Left: my conversations, my queues, the team, the state of the link. */
import './Side.css';
import { channels } from '../channels.ts';
import { part } from '../chat/lazy.ts';
import { now } from '../clock.ts';
import { store } from '../commands.ts';
import * as desk from '../desk.ts';
import { select } from '../offers.ts';
import type { Interaction, Mate } from '../types.ts';
import { caller, callWords, clockSeconds, failure, preview, setWords, span, statusWord } from '../words.ts';
import { unreadOf } from '../texts.ts';
import { undone } from '../messages.ts';
import { phoneLink } from '../phone/state.ts';
import { administers, leads, link } from '../session.ts';
import { Icon } from './Icon.tsx';
import { Chip, Failed, Since, StatusMark } from './Parts.tsx';

/** After this long without an answer the time turns to the warning colour. */
const LATE_MS = 120_000;

/** Keeps the line's height until the last text is known. */
const NOT_YET = '\u00a0';

export function Side() {
  const work = store.work.value;
  return (
    <nav class="side" aria-label="My work" data-testid="side">
      <h2 id="side-work">Conversations <span>{work.length} of {store.me.value?.chats_limit ?? 6}</span></h2>
      {channels.value.length > 0 && (
        <button type="button" class="begin" data-testid="begin" onClick={() => (desk.dialog.value = { name: 'begin' })}><Icon name="plus" size={14} /> New text</button>
      )}
      {work.length === 0 && <p class="none">None open.</p>}
      <ul class="list" aria-labelledby="side-work" data-testid="conversations">
        {work.map((it) => <Row key={it.interaction} it={it} />)}
      </ul>
      {part.value && <part.value.Colleagues which="talks" />}
      <Queues />
      {part.value ? <part.value.Colleagues which="team" /> : <Team />}
      <Foot />
    </nav>
  );
}

function Row({ it }: { it: Interaction }) {
  const waitsSince = store.unansweredSince(it.conversation);
  const wroteAt = waitsSince ?? store.lastCustomerAt(it.conversation);
  const last = store.messages.value.get(it.conversation)?.at(-1);
  const unread = unreadOf(it.conversation);
  const written = last?.direction === 'out', answered = written && !waitsSince && !failure(last);
  const wrap = it.state === 'wrap_up';
  return (
    <li>
      <button type="button" class={wrap ? 'work wrap' : 'work'} data-testid="conversation" data-interaction={it.interaction} data-number={it.number}
        data-conversation={it.conversation} data-state={it.state} data-unread={unread}
        aria-current={it.interaction === desk.selected.value && desk.colleague.value === null ? 'true' : undefined} onClick={() => select(it.interaction)}>
        <Chip kind={it.channel.kind} />
        <span class="names">
          <b class="cut"><bdi>{caller(it)}</bdi></b>
          <span class="cut text">{wrap ? 'Wrap-up' : it.medium === 'voice' ? callWords(it) : <>{written ? last.author ? 'You: ' : 'Automatic: ' : last?.direction === 'system' && last.author ? 'Note: ' : ''}<bdi>{preview(last) || NOT_YET}</bdi></>}</span>
          <span class="cut queue">{it.queue?.name ?? it.channel.name}{desk.drafts.value[it.conversation] && ' · draft'}</span>
        </span>
        <span class="meta">
          {wrap && it.wrap_until ? (
            <WrapLeft until={it.wrap_until} />
          ) : it.call ? (
            <Since at={it.call.since} label={callWords(it)} />
          ) : wroteAt ? (
            <Since at={wroteAt} {...(waitsSince ? { label: 'waits for an answer', late: LATE_MS } : { label: 'since the customer wrote' })} />
          ) : null}
          {unread > 0 && <span class="unread" data-testid="unread">{unread}<span class="hidden"> unread</span></span>}
          {last && <Failed last={last} />}
          {unread === 0 && answered && <span class="soft" title="answered"><Icon name="check" size={12} /><span class="hidden">answered</span></span>}
        </span>
      </button>
    </li>
  );
}

export function WrapLeft({ until }: { until: string }) {
  const left = Date.parse(until) - now.value;
  return <time class={left < 10_000 ? 'late' : undefined} data-testid="wrap-left">{span(left)}<span class="hidden"> left</span></time>;
}

function isOld(): boolean {
  return link.value.state === 'lost' || link.value.state === 'stale';
}

/** Queues and team come with the snapshot, which is taken again now and then: until then they are as old as this says. */
function AsOf() {
  return <span data-testid="as-of">{store.figuresAt.value && `as of ${clockSeconds(store.figuresAt.value)}`}</span>;
}

function Queues() {
  if (store.queues.value.length === 0) return null;
  return (
    <section class={isOld() ? 'old' : undefined} aria-labelledby="side-queues">
      <h2 id="side-queues">Waiting <AsOf /></h2>
      <ul class="figures" data-testid="queues">
        {store.queues.value.map((queue) => (
          <li key={queue.id}>
            <span class="grow cut">{queue.name}</span>
            {queue.oldest_since && queue.waiting > 0 && <Since at={queue.oldest_since} label="longest wait" />}
            <b class={queue.waiting > 0 ? '' : 'soft'}>{queue.waiting}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Who set it, when and until when; the short line has no room for it. */
const setBy = (mate: Mate) => (mate.set_by ? setWords({ ...mate, shown_until: mate.until ?? null, set_by: mate.set_by }) : undefined);

function Team() {
  const team = store.team.value.filter((mate) => mate.id !== store.user.value?.id);
  if (team.length === 0) return null;
  return (
    <section class={isOld() ? 'old' : undefined} aria-labelledby="side-team">
      <h2 id="side-team">Team <AsOf /></h2>
      <ul class="figures" data-testid="team">
        {team.map((mate) => (
          <li key={mate.id}>
            <StatusMark shown={mate.shown} />
            <span class="grow cut">{mate.name}</span>
            <small title={setBy(mate)}>{statusWord(mate.shown).word}<span class="hidden"> {setBy(mate)}</span></small>
            {mate.shown_since && <Since at={mate.shown_since} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

const LINKS = { connecting: 'Connecting …', live: 'Connected', stale: 'Catching up …', lost: 'No connection', closed: 'Closed' };

function Foot() {
  const state = link.value.state;
  const messages = undone.value > 0 ? `, ${undone.value} new ${undone.value === 1 ? 'voicemail' : 'voicemails'}` : '';
  return (
    <footer class="foot">
      <span class="grow" data-testid="link">
        <StatusMark shown={state === 'live' ? 'available' : 'disconnected'} /> {LINKS[state]}
      </span>
      <button type="button" class="quiet" data-testid="open-past" onClick={() => (desk.dialog.value = { name: 'past' })}>Search</button>
      {leads.value && (
        <button type="button" class="quiet" data-testid="open-live" onClick={() => (desk.dialog.value = { name: 'live' })}>Live view</button>
      )}
      {leads.value && <a class="button" href="supervise" data-testid="open-supervise">Supervise</a>}
      {administers.value && (
        <button type="button" class="quiet" data-testid="open-gateway" onClick={() => (desk.dialog.value = { name: 'gateway' })}>SMS</button>
      )}
      <button type="button" class="quiet icon" aria-label={`Phone${messages}`} title={`Phone${messages}`} data-state={phoneLink.value.state} data-messages={undone.value}
        data-testid="open-phone" onClick={() => (desk.dialog.value = { name: 'phone' })}><Icon name="call" />{undone.value > 0 && <span class="unread">{undone.value > 99 ? '99+' : undone.value}</span>}</button>
      <button type="button" class="quiet icon" aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)"
        data-testid="open-keys" onClick={() => (desk.dialog.value = { name: 'keys' })}><Icon name="keyboard" /></button>
      <button type="button" class="quiet icon" aria-label="Settings" title="Settings"
        data-testid="open-settings" onClick={() => (desk.dialog.value = { name: 'settings' })}><Icon name="gear" /></button>
    </footer>
  );
}
