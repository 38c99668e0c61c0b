/*
 * The block lists of the contact center, and what the numbers on them have written, which is offered to nobody (SMS-24). Reading that is written
 * in the audit log.
 */
import { useState } from 'preact/hooks';
import { Problem, call, command, type List } from '../api.ts';
import { now } from '../clock.ts';
import { words } from '../commands.ts';
import { usePaged } from '../paged.ts';
import { fieldWords } from '../people/field_words.ts';
import type { Id, Time, Version } from '../types.ts';
import { Dialog } from '../view/Dialog.tsx';
import { clockTime, dayWord, phone } from '../words.ts';

/** number: null: its customer was erased; the block holds by the number's hash. */
interface Block { id: Id; number: string | null; channel_id: Id | null; reason: string; version: Version }
interface BlockedText {
  id: Id;
  at: Time;
  channel_name: string | null;
  number: string | null;
  customer: { id: Id; name: string } | null;
  text: string;
  files: number;
  block: { id: Id; reason: string } | null;
}

const told = (error: unknown) => (error instanceof Problem && error.body.errors?.length ? fieldWords(error.body.errors) : words(error));
const shown = (number: string | null) => (number === null ? 'a number that was erased' : /^\+\d+$/.test(number) ? phone(number) : number);

export function BlockedDialog() {
  const [changes, setChanges] = useState(0);
  const changed = () => setChanges((n) => n + 1);
  return (
    <Dialog title="Blocked numbers" testid="blocked-dialog" wide>
      <p class="soft">Texts from these numbers are kept here: they are offered to nobody and not answered. Agents are asked before they text one.</p>
      <Add done={changed} />
      <Blocks changes={changes} changed={changed} />
      <Texts changes={changes} />
    </Dialog>
  );
}

function Add({ done }: { done(): void }) {
  const [number, setNumber] = useState(''), [reason, setReason] = useState('');
  const [waits, setWaits] = useState(false), [problem, setProblem] = useState<string | null>(null);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (waits) return;
    setWaits(true);
    try {
      await command<Block>('POST', '/blocked-numbers', { number: number.trim(), reason: reason.trim() });
      setNumber('');
      setReason('');
      setProblem(null);
      done();
    } catch (error) {
      setProblem(told(error));
    }
    setWaits(false);
  }

  return (
    <form class="block-form" onSubmit={(event) => void submit(event)} noValidate>
      <label>Number<input type="text" value={number} maxLength={40} autocomplete="off" placeholder="+46 70 174 06 05" data-testid="block-number" aria-describedby="block-problem"
        onInput={(event) => { setNumber(event.currentTarget.value); setProblem(null); }} /></label>
      <label class="grow">Reason<input type="text" value={reason} maxLength={500} autocomplete="off" data-testid="block-reason" aria-describedby="block-problem"
        onInput={(event) => { setReason(event.currentTarget.value); setProblem(null); }} /></label>
      <button class="primary" aria-disabled={waits} data-testid="block-add">Block</button>
      <p id="block-problem" class="error" role="alert" data-testid="block-problem">{problem}</p>
    </form>
  );
}

function Blocks({ changes, changed }: { changes: number; changed(): void }) {
  const { items, more, problem, next } = usePaged<Block>((page) => call<List<Block>>('GET', `/blocked-numbers?${page}`), [], { changed: changes });
  const [failed, setFailed] = useState<string | null>(null);

  async function unblock({ id, version }: Block): Promise<void> {
    setFailed(null);
    try {
      await command('DELETE', `/blocked-numbers/${id}`, undefined, { version });
    } catch (error) {
      setFailed(told(error));
    }
    changed();
  }

  return (
    <section aria-labelledby="blocked-list">
      <h3 id="blocked-list">On the list</h3>
      {(problem ?? failed) && <p class="error" role="alert">{problem ?? failed}</p>}
      {!items && !problem && <p role="status">Asking …</p>}
      {items?.length === 0 && <p class="none">No number is blocked.</p>}
      <ul class="blocked-rows" data-testid="blocks">
        {items?.map((block) => (
          <li key={block.id}>
            <span class="grow"><b><bdi>{shown(block.number)}</bdi></b>{block.channel_id !== null && ' on one channel'} <small><bdi>{block.reason}</bdi></small></span>
            <button type="button" data-testid="unblock" aria-label={`Unblock ${shown(block.number)}`} onClick={() => void unblock(block)}>Unblock</button>
          </li>
        ))}
      </ul>
      {more && <button type="button" onClick={next}>More</button>}
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
      {items?.length === 0 && <p class="none">Nothing.</p>}
      <ul class="blocked-rows" data-testid="blocked-texts">
        {items?.map((one) => (
          <li key={one.id}>
            <span class="grow">
              <b><bdi>{one.customer?.name ?? shown(one.number)}</bdi></b> <small>{dayWord(one.at, now.peek())} {clockTime(one.at)}{one.channel_name && <> · to <bdi>{one.channel_name}</bdi></>} · {one.block ? <bdi>{one.block.reason}</bdi> : 'not blocked any more'}</small>
              <span class="blocked-text" dir="auto">{one.text}</span>
              {one.files > 0 && <small>{one.files} file{one.files === 1 ? '' : 's'}</small>}
            </span>
          </li>
        ))}
      </ul>
      {more && <button type="button" data-testid="blocked-more" onClick={next}>Older ones</button>}
    </section>
  );
}
