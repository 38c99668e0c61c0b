/*
 * The block lists of the contact center, and what the numbers on them write, which is offered to nobody (SMS-24). Reading that is written in the
 * audit log.
 */
import { useRef, useState } from 'preact/hooks';
import { Problem, call, command, whole, type List } from '../api.ts';
import { now } from '../clock.ts';
import { wordsOf } from '../field_words.ts';
import { usePaged } from '../paged.ts';
import { may } from '../session.ts';
import type { Id, Ref, Time, Version } from '../types.ts';
import { Dialog } from '../view/Dialog.tsx';
import { focusSoon } from '../view/focus.ts';
import { useReading } from '../view/useReading.ts';
import { clockTime, dayWord, phone } from '../words.ts';

/** number: null: its customer was erased; the block holds by the number's hash. channel_id: null: on all channels. */
interface Block { id: Id; number: string | null; channel_id: Id | null; reason: string; version: Version }
interface BlockedText {
  id: Id;
  at: Time;
  channel_name: string | null;
  number: string;
  customer: Ref | null;
  text: string;
  files: number;
  block: { id: Id; reason: string } | null;
}
interface Channel extends Ref { medium: string; user_id: Id | null }

/** Short codes and senders' names stand as they are. */
const numberWords = (number: string | null) => (number === null ? 'An erased number' : /^\+\d+$/.test(number) ? phone(number) : number);

export function BlockedDialog() {
  const [changes, setChanges] = useState(0), [done, setDone] = useState('');
  const { value: channels } = useReading(() => whole<Channel>((page) => call<List<Channel>>('GET', `/channels?${page}`)), []);
  const texting = (channels ?? []).filter((one) => one.medium === 'sms' && !one.user_id);
  const changed = (words: string) => {
    setDone(words);
    setChanges((n) => n + 1);
  };
  return (
    <Dialog title="Blocked numbers" testid="blocked-dialog" wide>
      <p class="soft">Texts from these numbers are kept here: they are offered to nobody and not answered. Agents are asked before they text one.</p>
      {may('numbers_block') && <Add channels={texting} done={changed} />}
      <p role="status" class="soft" data-testid="blocked-done">{done}</p>
      <Blocks channels={texting} changes={changes} done={changed} />
      <Texts changes={changes} />
    </Dialog>
  );
}

function Add({ channels, done }: { channels: Channel[]; done(words: string): void }) {
  const [number, setNumber] = useState(''), [reason, setReason] = useState(''), [channel, setChannel] = useState('');
  const [waits, setWaits] = useState(false), [problem, setProblem] = useState<string | null>(null);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (waits) return;
    setWaits(true);
    try {
      const made = await command<Block>('POST', '/blocked-numbers', { number: number.trim(), reason: reason.trim(), ...(channel && { channel_id: channel }) });
      setNumber('');
      setReason('');
      setProblem(null);
      done(`${numberWords(made.number)} is blocked.`);
      focusSoon('block-number');
    } catch (error) {
      setProblem(wordsOf(error));
    }
    setWaits(false);
  }

  return (
    <form class="block-form" onSubmit={(event) => void submit(event)} noValidate>
      <label>Number<input type="text" value={number} maxLength={40} autocomplete="off" data-testid="block-number" aria-describedby="block-problem"
        onInput={(event) => { setNumber(event.currentTarget.value); setProblem(null); }} /></label>
      <label>Channel
        <select value={channel} data-testid="block-channel" onChange={(event) => setChannel(event.currentTarget.value)}>
          <option value="">All channels</option>
          {channels.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
        </select>
      </label>
      <label class="grow">Reason<input type="text" value={reason} maxLength={500} autocomplete="off" data-testid="block-reason" aria-describedby="block-problem"
        onInput={(event) => { setReason(event.currentTarget.value); setProblem(null); }} /></label>
      <button class="primary" aria-disabled={waits} data-testid="block-add">Block</button>
      <p id="block-problem" class="error" role="alert" data-testid="block-problem">{problem}</p>
    </form>
  );
}

function Blocks({ channels, changes, done }: { channels: Channel[]; changes: number; done(words: string): void }) {
  const { items, more, problem, next, put } = usePaged<Block>((page) => call<List<Block>>('GET', `/blocked-numbers?${page}`), [], { changed: changes });
  const [failed, setFailed] = useState<string | null>(null), waits = useRef(false);
  const channelWords = ({ channel_id: id }: Block) => (id === null ? '' : ` on ${channels.find((one) => one.id === id)?.name ?? 'one channel'}`);

  async function unblock(block: Block): Promise<void> {
    if (waits.current) return;
    waits.current = true;
    setFailed(null);
    try {
      await command('DELETE', `/blocked-numbers/${block.id}`, undefined, { version: block.version }).catch((error: unknown) => {
        if (!(error instanceof Problem && error.status === 404)) throw error; // somebody else has unblocked it
      });
      put(block.id, null);
      done(`${numberWords(block.number)} is not blocked any more.`);
      focusSoon('blocked-list');
    } catch (error) {
      setFailed(wordsOf(error));
    }
    waits.current = false;
  }

  return (
    <section aria-labelledby="blocked-list">
      <h3 id="blocked-list" tabIndex={-1} data-testid="blocked-list">Blocked</h3>
      {(problem ?? failed) && <p class="error" role="alert">{problem ?? failed}</p>}
      {!items && !problem && <p role="status">Asking …</p>}
      {items?.length === 0 && <p class="none">No number is blocked.</p>}
      <ul class="blocked-rows" data-testid="blocks">
        {items?.map((block) => (
          <li key={block.id}>
            <span class="grow"><b><bdi>{numberWords(block.number)}</bdi></b>{channelWords(block)} <small><bdi>{block.reason}</bdi></small></span>
            {may('numbers_block') && <button type="button" data-testid="unblock" aria-label={`Unblock ${numberWords(block.number)}${channelWords(block)}`} onClick={() => void unblock(block)}>Unblock</button>}
          </li>
        ))}
      </ul>
      {more && <button type="button" onClick={next}>Load more</button>}
    </section>
  );
}

function Texts({ changes }: { changes: number }) {
  const { items, more, problem, next } = usePaged<BlockedText>((page) => call<List<BlockedText>>('GET', `/blocked-texts?${page}`), [], { changed: changes });
  return (
    <section aria-labelledby="blocked-texts">
      <h3 id="blocked-texts">What they have written</h3>
      {problem && <p class="error" role="alert">{problem}</p>}
      {!items && !problem && <p role="status">Asking …</p>}
      {items?.length === 0 && <p class="none">No blocked number has written.</p>}
      <ul class="blocked-rows" data-testid="blocked-texts">
        {items?.map((one) => (
          <li key={one.id}>
            <span class="grow">
              <b><bdi>{one.customer?.name ?? numberWords(one.number)}</bdi></b> <small>{dayWord(one.at, now.peek())} {clockTime(one.at)}{one.channel_name && <> · to <bdi>{one.channel_name}</bdi></>} · {one.block ? <bdi>{one.block.reason}</bdi> : 'not blocked any more'}</small>
              <span class="blocked-text" dir="auto">{one.text}</span>
              {one.files > 0 && <small>{one.files} file{one.files === 1 ? '' : 's'}</small>}
            </span>
          </li>
        ))}
      </ul>
      {more && <button type="button" data-testid="blocked-more" onClick={next}>Load older texts</button>}
    </section>
  );
}
