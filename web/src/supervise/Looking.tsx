/* Middle: the conversation that is looked at, live, and what who leads can do in it (SV-2). */
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { now } from '../clock.ts';
import { busy, store } from '../commands.ts';
import { may } from '../session.ts';
import { join, leave, mayTakeOver, takeOver, writes } from '../transfers.ts';
import type { Interaction } from '../types.ts';
import { NOTICE, caller, clockTime, plain, span } from '../words.ts';
import { ReplyOrNote } from '../view/Asked.tsx';
import { Dialog } from '../view/Dialog.tsx';
import { focusSoon } from '../view/focus.ts';
import { Icon } from '../view/Icon.tsx';
import { Log } from '../view/Log.tsx';
import { Chip, Since } from '../view/Parts.tsx';
import { board } from '../live.ts';
import { partners } from './Floor.tsx';
import { interactionOf } from './floor.ts';
import { agentChat, customerChat, look, lookAgain, lookAt, lookAway, target, type Target } from './looking.ts';

/** What was pressed is gone then: the focus stays where its work goes on. */
async function changed(done: Promise<void>): Promise<void> {
  await done;
  await lookAgain();
  focusSoon('leave', 'join', 'look-away');
}

export function Looking() {
  const it = target.value;
  return it && (it.interaction === null ? <AgentChatTalk key={it.conversation} it={it} /> : <CustomerTalk key={it.conversation} it={it} interaction={it.interaction} />);
}

function close(): void {
  const before = target.value?.conversation;
  lookAway();
  requestAnimationFrame(() => {
    const row = document.querySelector<HTMLElement>(`[data-testid=floor] [data-conversation="${before}"]`);
    (row ?? document.querySelector<HTMLElement>('[data-testid=open-ended]'))?.focus();
  });
}

interface HeadProps {
  name: string;
  kind: string;
  notice: boolean;
  children: preact.ComponentChildren;
}

function Head({ name, kind, notice, children }: HeadProps) {
  return (
    <header class="head">
      <button type="button" class="quiet icon" aria-label="Look away" title="Look away" data-testid="look-away" onClick={close}><Icon name="back" /></button>
      <div class="grow">
        <h1 class="cut" title={name} data-testid="talk-name"><bdi>{name}</bdi></h1>
        <p class="about"><Chip kind={kind} />{children}{notice && <span data-testid="notice">{kind === 'agents' ? 'The two are' : 'The agent is'} told: “{NOTICE}”</span>}<LookTime /></p>
      </div>
    </header>
  );
}

/** Until when one looks; who takes part needs no look. */
function LookTime() {
  if (look.value.state !== 'open' || look.value.until === null) return null;
  return <span data-testid="look-time">You look: {span(look.value.until - now.value)} more, audited</span>;
}

/** What stands instead of the messages while there is no look. */
function Shut({ it }: { it: Target }) {
  const shut = look.value;
  switch (shut.state) {
    case 'open':
      return null;
    case 'asking':
      return <p class="shut" role="status">Asking …</p>;
    case 'refused':
      return (
        <div class="shut" data-testid="look-refused" data-off={shut.off}>
          <p role="alert">{shut.text}</p>
          {shut.off && <p class="soft">It is switched on or off for the queue, the agents' group or the organisation, by an administrator.</p>}
          {!shut.denied && <button type="button" data-testid="look-again" onClick={() => void lookAt(it)}>Look again</button>}
        </div>
      );
    case 'over':
      return (
        <div class="shut" data-testid="look-over">
          <p role="status">Your look is over: it ends after a quarter of an hour.</p>
          <button type="button" class="primary" data-testid="look-again" onClick={() => void lookAt(it)}>Look again</button>
        </div>
      );
  }
}

function AgentChatTalk({ it }: { it: Target }) {
  const chat = agentChat(it.conversation);
  const name = chat ? partners(chat) : 'Agent chat';
  const open = look.value.state === 'open';
  return (
    <section class="talk" aria-label={`Agent chat of ${name}`} data-testid="looking" data-conversation={it.conversation} data-look={look.value.state}>
      <Head name={name} kind="agents" notice={chat?.notice ?? false}>
        {chat && (chat.state === 'open' ? <span><Since at={chat.opened_at} /> in all</span> : <span data-testid="ended">Ended {clockTime(chat.last_at)}</span>)}
      </Head>
      {open && chat ? <Log conversation={it.conversation} name={name} /> : <Shut it={it} />}
      {open && <p class="foot-words soft">Agent chats can be read, nothing else.</p>}
    </section>
  );
}

const agentName = (it: Interaction): string | null => board.value?.agents.find((row) => row.agent.id === it.agent)?.agent.name ?? null;

function CustomerTalk({ it: at, interaction }: { it: Target; interaction: string }) {
  const it = interactionOf(interaction);
  const chat = customerChat(at.conversation);
  const name = it ? caller(it) : chat ? caller(chat) : 'Customer';
  const open = look.value.state === 'open';
  return (
    <section class="talk" aria-label={`Conversation with ${name}`} data-testid="looking" data-conversation={at.conversation} data-look={look.value.state}>
      <Head name={name} kind={it?.channel.kind ?? chat?.channel.kind ?? 'chat'} notice={chat?.notice ?? false}>
        {it && <span data-testid="talk-agent">{it.agent ? agentName(it) ?? 'another agent' : plain(it.state)}</span>}
        {it?.queue && <span>{it.queue.name}</span>}
        {it && <span><Since at={it.started_at} /> in all</span>}
        {(chat?.state === 'closed' || !it) && open && <span data-testid="ended">Ended</span>}
      </Head>
      {open && chat ? <Log conversation={at.conversation} name={name} /> : <Shut it={at} />}
      {it && chat?.state !== 'closed' && <Foot it={it} name={name} />}
    </section>
  );
}

function Foot({ it, name }: { it: Interaction; name: string }) {
  const mine = it.agent === store.user.value?.id;
  if (mine) return <p class="foot-words" data-testid="is-mine">It is yours: <a href=".">go on in the workspace</a>.</p>;
  const agent = agentName(it) ?? 'its agent';
  const waits = busy.value.has(`consult:${it.interaction}`);
  const assigned = it.state === 'assigned';
  const inside = writes(it), talks = it.call?.state === 'talking' || it.call?.state === 'held';
  return (
    <>
      {assigned && talks && may('calls_listen') && <Call it={it} agent={agent} />}
      <ReplyOrNote it={it} name={name} to={assigned ? agent : 'the agent who takes it'} replies={inside}>
        {inside && <button type="button" aria-disabled={waits} data-testid="leave" onClick={() => void changed(leave(it))}>Leave</button>}
        {assigned && !inside && it.medium !== 'voice' && may('chats_monitor') && <button type="button" aria-disabled={waits} data-testid="join" title="Write to the customer beside the agent, who sees that you are there"
          onClick={() => void changed(join(it))}>Join</button>}
        {assigned && mayTakeOver(it) && <TakeOver it={it} name={name} agent={agent} />}
      </ReplyOrNote>
    </>
  );
}

type Listens = FunctionComponent<{ it: Interaction; agent: string }>;
let listens: Listens | null = null;

/** Loaded with the first call that is looked at. */
function Call(props: { it: Interaction; agent: string }) {
  const [Part, setPart] = useState<Listens | null>(() => listens);
  useEffect(() => { if (!Part) import('./Listen.tsx').then((part) => setPart(() => listens = part.Listen), () => {}); }, []);
  return Part && <Part {...props} />;
}

function TakeOver({ it, name, agent }: { it: Interaction; name: string; agent: string }) {
  const [asked, setAsked] = useState(false);
  const waits = busy.value.has(`consult:${it.interaction}`);
  function go(): void {
    setAsked(false);
    void changed(takeOver(it));
  }
  return (
    <>
      <button type="button" aria-haspopup="dialog" aria-disabled={waits} data-testid="take-over" onClick={() => setAsked(true)}>Take over</button>
      {asked && (
        <Dialog title={<>Take over <bdi>{name}</bdi>?</>} testid="take-over-dialog" onClose={() => setAsked(false)}>
          <p>It leaves {agent} and becomes yours: you answer and end it in the workspace. {agent} sees that you have taken it.</p>
          <p class="row">
            <button type="button" class="primary" data-testid="take-over-confirm" onClick={go}>Take over</button>
            <button type="button" onClick={() => setAsked(false)}>Leave it with {agent}</button>
          </p>
        </Dialog>
      )}
    </>
  );
}
