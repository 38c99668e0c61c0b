/* Middle: the open conversation, or what is so when none is open. */
import './Talk.css';
import { useEffect } from 'preact/hooks';
import { store } from '../commands.ts';
import { chosenCard } from '../customers.ts';
import * as desk from '../desk.ts';
import { ariaKeys, keyWords } from '../keys.ts';
import { screenPop } from '../screenpop.ts';
import { settings } from '../settings.ts';
import type { Interaction } from '../types.ts';
import { caller, emptyWords, phone } from '../words.ts';
import { togglePerson } from '../shortcuts.ts';
import { asking, writes } from '../transfers.ts';
import { link } from '../session.ts';
import { AskedLine, ConsultFoot } from './Asked.tsx';
import { CallFoot } from './CallFoot.tsx';
import { Composer } from './Composer.tsx';
import { Gone } from './Gone.tsx';
import { Icon } from './Icon.tsx';
import { Log } from './Log.tsx';
import { Chip, Since, StatusMark } from './Parts.tsx';
import { WrapUp } from './WrapUp.tsx';

export function Talk() {
  const it = store.work.value.find((work) => work.interaction === desk.selected.value);
  if (it) return <Open key={it.interaction} it={it} />;
  const gone = desk.gone.value;
  return gone?.interaction === desk.selected.value ? <Gone key={gone.interaction} gone={gone} /> : <Empty />;
}

function Open({ it }: { it: Interaction }) {
  const name = it.customer?.name ?? chosenCard(it.number)?.state.name ?? caller(it);
  return (
    <main class="talk" aria-label={`Conversation with ${name}`} data-testid="talk" data-conversation={it.conversation}>
      <Head it={it} name={name} />
      <Log conversation={it.conversation} name={name} again={it.state === 'assigned'} cancels={it.agent === store.user.value?.id} />
      <AskedLine it={it} />
      {it.agent !== store.user.value?.id ? <ConsultFoot it={it} name={name} replies={writes(it) && it.medium !== 'voice'} /> : it.state === 'wrap_up' ? <WrapUp it={it} /> : it.medium === 'voice' ? <CallFoot it={it} name={name} /> : <Composer it={it} name={name} />}
    </main>
  );
}

function Head({ it, name }: { it: Interaction; name: string }) {
  const last = store.messages.value.get(it.conversation)?.at(-1);
  const keys = settings.value.keys;
  return (
    <header class="head">
      <button type="button" class="quiet icon only-narrow" aria-label="Back to the list" data-testid="back"
        onClick={() => (desk.view.value = 'list')}><Icon name="back" /></button>
      <div class="grow">
        <h1 class="cut" title={name} data-testid="talk-customer"><bdi>{name}</bdi></h1>
        <p class="about">
          <Chip kind={it.channel.kind} />
          {it.channel.number && <span class="may-go">to {phone(it.channel.number)}</span>}
          {it.queue && <span>{it.queue.name}</span>}
          <span><Since at={it.started_at} /> in all</span>
          {last && <span><Since at={last.at} /> since the last<span class="may-go"> message</span></span>}
        </p>
      </div>
      <PopLink it={it} />
      <button type="button" class="quiet icon" aria-label="Customer" title="Customer"
        aria-keyshortcuts={ariaKeys(keys.customer)} data-testid="toggle-person" onClick={togglePerson}><Icon name="person" /></button>
      {it.state === 'assigned' && it.agent === store.user.value?.id && (
        <button type="button" disabled={asking(it) !== null} data-testid="transfer"
          onClick={() => (desk.dialog.value = { name: 'transfer', id: it.interaction })}>Transfer</button>
      )}
      {it.state === 'assigned' && it.agent === store.user.value?.id && (
        <button type="button" class="danger" aria-keyshortcuts={ariaKeys(keys.end)} title={keyWords(keys.end)}
          data-testid="end" onClick={() => (desk.dialog.value = { name: 'end', id: it.interaction })}>End</button>
      )}
    </header>
  );
}

/** The queue's page about the customer, for who closed it or whose browser did not open it. */
function PopLink({ it }: { it: Interaction }) {
  const me = store.user.value;
  const url = me && screenPop(it.screen_pop_url, it, me);
  if (!url) return null;
  const { host } = new URL(url);
  return (
    <a class="button" href={url} target="_blank" rel="noopener noreferrer" title={`Open ${host} in a new tab`} data-testid="screen-pop">
      <Icon name="out" size={14} /><span class="may-go cut">{host}</span><span class="hidden"> in a new tab</span>
    </a>
  );
}

function Empty() {
  const agent = store.me.value!;
  const work = store.work.value.length;
  const state = link.value.state;
  const old = state === 'lost' || state === 'stale';
  useEffect(() => {
    if (desk.view.value === 'talk') desk.view.value = 'list';
  }, []);
  return (
    <main class="talk empty" aria-label="No conversation open" data-testid="empty">
      <div class={old ? 'old' : undefined}>
        <span class="big-mark"><StatusMark shown={agent.shown} /></span>
        <p data-testid="empty-words">{emptyWords(agent, store.queues.value)}</p>
        {work > 0 && <p class="soft">Choose a conversation on the left.</p>}
        {work === 0 && agent.status === 'available' && (
          <p class="soft">An offer shows at the top left{settings.value.offerSound ? ', with a sound' : ''}.</p>
        )}
        {work === 0 && (
          <button type="button" class="link" data-testid="open-why" onClick={() => (desk.dialog.value = { name: 'why' })}>Why do I get nothing?</button>
        )}
      </div>
    </main>
  );
}
