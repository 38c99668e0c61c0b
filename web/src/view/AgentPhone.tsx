/* The workspace's phone, with the messages that callers left for one's queues (SP-14): heard, done, called back. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { call, command, opened, type List } from '../api.ts';
import { now } from '../clock.ts';
import { words } from '../commands.ts';
import { readMessages } from '../messages.ts';
import { usePaged } from '../paged.ts';
import { callBy } from '../phone/lazy.ts';
import { PhoneDialog } from '../phone/part.ts';
import type { Id, Time } from '../types.ts';
import { clockTime, dayWord, phone, span } from '../words.ts';
import type { Card } from '../people/contacts.ts';
import { Party } from '../work/Party.tsx';
import { closeDialog } from './Dialog.tsx';

interface Message {
  id: Id; number: string | null; at: Time; duration_ms: number; read: boolean; deleted: boolean; cut_off: boolean;
  queue: { name: string } | null; read_by: { name: string | null } | null; card: Card | null;
}

export function AgentPhone() {
  return <PhoneDialog><Messages /></PhoneDialog>;
}

function Messages() {
  const pages = usePaged<Message>((query) => call<List<Message>>('GET', `/me/voicemails?${query}`), []);
  const [problem, setProblem] = useState<string | null>(null);
  const change = (one: Message, what: { read?: boolean; deleted?: boolean }): void =>
    void command<Message>('PATCH', `/me/voicemails/${one.id}`, what).then((row) => { pages.put(one.id, row); setProblem(null); void readMessages(); }, (error: unknown) => setProblem(words(error)));
  const wrong = problem ?? pages.problem;
  if (!wrong && !pages.items?.length) return null;
  return (
    <section aria-labelledby="messages-title" class="queue-mail" data-testid="queue-mail">
      <div class="row"><h3 id="messages-title" class="grow">Messages for you and your queues</h3><button type="button" onClick={pages.again} data-testid="queue-mail-again">Read again</button></div>
      {wrong && <p class="error" role="alert">{wrong}</p>}
      <ul>{pages.items?.map((one) => <li key={one.id} data-testid="queue-mail-row"><Row one={one} change={(what) => change(one, what)} /></li>)}</ul>
      {pages.more && <button type="button" onClick={pages.next} data-testid="queue-mail-more">Older ones</button>}
    </section>
  );
}

function Row({ one, change }: { one: Message; change(what: { read?: boolean; deleted?: boolean }): void }) {
  const { number } = one, name = one.card?.name ?? (number ? phone(number) : 'Number withheld'), at = `${dayWord(one.at, now.peek())} ${clockTime(one.at)}`;
  const button = (word: string, testid: string, press: () => void) =>
    <button type="button" onClick={press} data-testid={testid}>{word}<span class="hidden"> the message of {name}, {at}</span></button>;
  if (one.deleted) return <div class="row"><span class="grow soft"><Party card={one.card} number={number} /> Deleted</span><Undo about={`of the message of ${name}, ${at}`} press={() => change({ deleted: false })} /></div>;
  return (
    <>
      <p><Party card={one.card} number={number} /> {one.read ? <small>done{one.read_by?.name && <>, by <bdi>{one.read_by.name}</bdi></>}</small> : <span class="chip">New</span>}<br />
        <small>{one.queue?.name ?? 'For you'} · {at} · {span(one.duration_ms)}{one.cut_off && ' · its end is missing'}</small></p>
      <audio controls preload="none" src={opened(`/me/voicemails/${one.id}/sound`)} aria-label={`Message of ${name}, ${at}`} />
      <div class="row">
        {number && callBy.value && button('Call back', 'queue-mail-call', () => { callBy.value?.(number, one.card?.name ?? null); closeDialog(); })}
        {button(one.read ? 'Not done' : 'Done', 'queue-mail-done', () => change({ read: !one.read }))}
        {button('Delete', 'queue-mail-delete', () => change({ deleted: true }))}
      </div>
    </>
  );
}

/** In the place of what was pressed, and with its focus. */
function Undo({ about, press }: { about: string; press(): void }) {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => button.current?.focus(), []);
  return <button ref={button} type="button" onClick={press} data-testid="queue-mail-undo">Undo<span class="hidden"> the deletion {about}</span></button>;
}
