/* Where an agent writes. The draft belongs to the conversation, not to this field. */
import './Composer.css';
import { useEffect, useState } from 'preact/hooks';
import { Field, SEND_TITLE, hasText } from '../chat/Field.tsx';
import { fail, store } from '../commands.ts';
import * as desk from '../desk.ts';
import { segments } from '../segments.ts';
import { focusComposer } from './focus.ts';
import { sendText } from '../texts.ts';
import type { Id, Interaction } from '../types.ts';
import { sayTyping, typing } from '../typing.ts';
import { NOTICE } from '../words.ts';
import { link } from '../session.ts';
import type { CannedList } from './CannedList.tsx';
import { Count } from './Count.tsx';

/** Of a web chat, which has no segments. */
const CHAT_MAX = 1600;

/** Why nothing can be sent now, or null. */
function hindrance(it: Interaction): string | null {
  const conversation = store.conversations.value.get(it.conversation);
  if (conversation?.opted_out) return 'The customer has opted out (STOP): nothing can be sent from this number.';
  if (conversation?.state === 'closed') return 'This conversation is closed.';
  return null;
}

export function Composer({ it, name }: { it: Interaction; name: string }) {
  const draft = desk.drafts.value[it.conversation] ?? '';
  const stop = hindrance(it);
  const lost = link.value.state === 'lost';
  const problem = desk.sendProblem.value[it.conversation];
  const text = it.channel.kind === 'sms';
  const shownTyping = !text && it.agent === store.user.value?.id; // the customer sees only their agent type, not a supervisor who has joined
  const tooLong = text ? segments(draft).tooLong : draft.length > CHAT_MAX;
  const conversation = store.conversations.value.get(it.conversation);
  const formatted = conversation?.formatted === true;
  const html = desk.formattedDrafts.value[it.conversation] ?? null;
  const [waits, setWaits] = useState(false);
  const visitor = conversation?.visitor;
  /* What follows a slash is looked for, and goes to nobody: until Escape. */
  const slash = draft[0] === '/' && !draft.includes('\n') && !stop;
  const [Canned, setCanned] = useState<typeof CannedList | null>(null);
  const [left, setLeft] = useState<Id | null>(null); // where it was closed
  useEffect(() => {
    if (!slash) setLeft(null);
    if (slash && !Canned) import('./CannedList.tsx').then((part) => setCanned(() => part.CannedList), (error: unknown) => { setLeft(it.conversation); fail('Canned messages could not be loaded', error); });
  }, [slash]);
  const searches = slash && left !== it.conversation;
  const ready = hasText({ text: draft, html }) && !waits && !stop && !lost && !tooLong && !searches;

  function send(): void {
    if (!ready) return;
    sendText(it.conversation, draft, html, desk.asksBlocked.value[it.conversation]);
    desk.setDraft(it.conversation, '');
    focusComposer();
  }

  return (
    <form class="composer" onSubmit={(event) => { event.preventDefault(); send(); }} data-testid="composer">
      {stop && <p class="stop" role="status" data-testid="composer-stop">{stop}</p>}
      {visitor?.left_at && <p class="stop" role="status" data-testid="visitor-left">{visitor.ended ? 'The customer has ended the chat. End it when you are done.' : 'The customer has left: their page is gone. They read your answer if they come back.'}</p>}
      {typing.value.has(it.conversation) && <p class="soft" role="status" data-testid="customer-types">The customer is typing …</p>}
      {problem && <p class="error" role="alert" data-testid="composer-problem">{problem}</p>}
      {conversation?.notice && <p class="soft" data-testid="notice">{NOTICE}</p>}
      {Canned && searches && <Canned key={it.conversation} it={it} words={draft.slice(1)} pick={(picked) => { desk.setDraft(it.conversation, picked); focusComposer(); }} close={() => { setLeft(it.conversation); focusComposer(); }} />}
      <Field draft={{ text: draft, html }} name={name} formats={formatted} disabled={stop !== null} onSend={send} onProblem={(why) => desk.setSendProblem(it.conversation, why)}
        onInput={(now, wait) => { desk.setDraft(it.conversation, now.text, now.html); setWaits(wait); if (shownTyping) sayTyping(it.conversation); }} />
      <div class="tools">
        {text ? <Count id="composer-count" text={draft} price={store.conversations.value.get(it.conversation)?.price_class ?? null} />
          : <span id="composer-count" class={tooLong ? 'tone-warn' : 'soft'}>{tooLong ? `${draft.length - CHAT_MAX} characters too many` : ''}</span>}
        {lost && <span class="tone-warn">no connection: your text is kept</span>}
        <button class="primary" disabled={!ready} data-testid="composer-send" title={SEND_TITLE()}>{desk.asksBlocked.value[it.conversation] ? 'Send anyway' : 'Send'}</button>
      </div>
    </form>
  );
}
