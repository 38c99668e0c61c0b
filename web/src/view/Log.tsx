/* The messages of one conversation (useEnd: where its reader is). */
import './Log.css';
import { now } from '../clock.ts';
import { Formatted } from '../chat/Formatted.tsx';
import { busy, store } from '../commands.ts';
import * as desk from '../desk.ts';
import { cancelText, drain, loadEarlier, sendText, takeBack } from '../texts.ts';
import type { Id, Message } from '../types.ts';
import { clockTime, dayWord, deliveryWord, hasWords } from '../words.ts';
import { Attachments } from './Attachments.tsx';
import { Bubble } from './Bubble.tsx';
import { Earlier } from './Earlier.tsx';
import { Icon, type IconName } from './Icon.tsx';
import { useEnd } from './useEnd.ts';

const NONE: readonly Message[] = [];

interface LogProps {
  conversation: Id;
  name: string;
  /** What the carrier did not take may be sent again. */
  again?: boolean;
  /** What is held may be cancelled. */
  cancels?: boolean;
}

export function Log({ conversation, name, again = false, cancels = false }: LogProps) {
  const list = store.messages.value.get(conversation) ?? NONE;
  const out = desk.outgoing.value.filter((text) => text.conversation === conversation);
  const last = list.at(-1)?.seq ?? 0;

  const { box, below, onScroll, onGrow, toEnd } = useEnd(last, out.length, () => desk.markRead(conversation, last));

  return (
    <div class="log-frame">
      <div ref={box} class="log" role="log" aria-label={`Messages with ${name}`} tabIndex={0} onScroll={onScroll} data-testid="log">
        <Earlier list={list} busy={busy.value.has(`earlier:${conversation}`)} onAsk={() => void loadEarlier(conversation)} />
        <ol>
          {list.map((message, i) => <Entry key={message.message} message={message} before={list[i - 1]} name={name} again={again} cancels={cancels} onShow={onScroll} onGrow={onGrow} />)}
          {out.map((text) => <Unsent key={text.clientId} text={text} onShow={onScroll} />)}
        </ol>
      </div>
      {below && <button type="button" class="primary below" onClick={toEnd} data-testid="log-below">New below <Icon name="down" size={14} /></button>}
    </div>
  );
}

interface EntryProps {
  message: Message;
  before: Message | undefined;
  name: string;
  again: boolean;
  cancels: boolean;
  onShow(): void;
  onGrow(): void;
}

/** So close together they read as one. */
export const GROUP_MS = 120_000;

function Entry({ message, before, name, again, cancels, onShow, onGrow }: EntryProps) {
  const day = dayWord(message.at, now.peek());
  const newDay = !before || dayWord(before.at, now.peek()) !== day;
  const follows = !newDay && before.direction === message.direction && (message.direction !== 'said' || before.author?.id === message.author?.id) &&
    Date.parse(message.at) - Date.parse(before.at) < GROUP_MS;
  const own = message.author?.id === store.user.value?.id;
  const who = message.direction === 'in' ? name : message.direction === 'out' ? (own ? 'You' : message.author?.name ?? 'Automatic') : message.author?.name ?? '';
  return (
    <>
      {newDay && <li class="day">{day}</li>}
      <li class={`entry ${message.direction}${follows ? ' follows' : ''}`} data-testid="message" data-seq={message.seq}
        data-direction={message.direction} data-delivery={message.delivery?.state}>
        <span class="hidden"><bdi>{who}</bdi>: </span>
        {hasWords(message) && (message.html ? <Formatted html={message.html} text={message.text} onGrow={onGrow} /> : <Bubble text={message.text} onShow={onShow} />)}
        <Attachments list={message.attachments} onGrow={onGrow} />
        <span class="under">
          {message.direction !== 'in' && !own && who && <span>{who}</span>}
          <time dateTime={message.at}>{clockTime(message.at)}</time>
          <DeliveryState message={message} again={again} cancels={cancels} />
        </span>
      </li>
    </>
  );
}

const DELIVERY_ICONS: Record<string, IconName> = {
  held: 'clock', queued: 'clock', sending: 'clock', sent: 'check', delivered: 'checks', unknown: 'question', cancelled: 'close',
};

function DeliveryState({ message, again, cancels }: { message: Message; again: boolean; cancels: boolean }) {
  if (!message.delivery) return null;
  const { word, tone, again: fits } = deliveryWord(message.delivery);
  const may = fits && again && !store.conversations.value.get(message.conversation)?.opted_out;
  return (
    <>
      <span class={`delivery tone-${tone}`} data-testid="delivery">
        <Icon name={DELIVERY_ICONS[message.delivery.state] ?? 'warning'} size={13} />{word}
      </span>
      {may && (
        <button type="button" class="link" data-testid="send-again"
          title={message.delivery.state === 'unknown' ? 'It may reach the customer twice' : undefined}
          onClick={() => sendText(message.conversation, message.text)}>Send again</button>
      )}
      {cancels && message.delivery.state === 'held' && (
        <button type="button" class="link" data-testid="cancel-text" onClick={() => void cancelText(message.message)}>Cancel</button>
      )}
    </>
  );
}

interface UnsentProps {
  text: desk.Outgoing;
  onShow(): void;
  onRetry?(): void;
  onDrop?(): void;
}

/** A text whose answer has not come: it is never lost and never sent twice. */
export function Unsent({ text, onShow, onRetry = () => void drain(text.conversation), onDrop = () => takeBack(text) }: UnsentProps) {
  return (
    <li class="entry out unsent" data-testid="unsent" data-state={text.state}>
      <span class="hidden">You: </span>
      <Bubble text={text.text} onShow={onShow} />
      <span class="under">
        {text.state === 'sending' ? (
          <span class="delivery soft"><Icon name="clock" size={13} />handing over …</span>
        ) : (
          <>
            <span class="delivery tone-warn"><Icon name="unplugged" size={13} />not confirmed: the server did not answer</span>
            <button type="button" class="link" data-testid="unsent-retry" onClick={onRetry}>Try again</button>
            <button type="button" class="link" data-testid="unsent-drop" onClick={onDrop}>Take back</button>
          </>
        )}
      </span>
    </li>
  );
}
