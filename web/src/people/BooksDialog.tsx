/* Address books at Google and Microsoft: connect, what the last rounds did, read now, disconnect (CT-6). */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../api.ts';
import { now, serverNow } from '../clock.ts';
import { clockTime, dayWord } from '../words.ts';
import { Dialog } from '../view/Dialog.tsx';
import { connectBook, did, disconnectBook, ends, isMoving, readBooks, syncBook, type Book, type Round } from './books.ts';
import { changes, wordsOf } from './contacts.ts';

const AGAIN_MS = 1500;
const PROVIDERS = { google: 'Google', microsoft: 'Microsoft' };
const ACTIONS = { added: 'Added', changed: 'Changed', unchanged: 'As it was', removed: 'Removed', kept: 'Kept', skipped: 'Skipped' };
const when = (at: string) => `${dayWord(at, now.peek())} ${clockTime(at)}`;

export function BooksDialog({ told, onClose }: { told: string | null; onClose(): void }) {
  const { books, problem, again } = useBooks();
  return (
    <Dialog title="Address books" testid="books-dialog" wide onClose={onClose}>
      <div class="stack">
        {told && <p class="note" role="status" data-testid="books-told">{told}</p>}
        {problem && <p class="error" role="alert">{problem}</p>}
        {books?.length === 0 && <p class="soft">Your organisation has set up none.</p>}
        {books?.map((one) => <One key={one.id} one={one} again={again} />)}
        <p class="soft">What you write here stays, whatever the address book says. What you delete there is deleted here, unless you have changed it here.</p>
      </div>
    </Dialog>
  );
}

/** Read again while something moves; lists of contacts follow each round's end. */
function useBooks() {
  const [books, setBooks] = useState<Book[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const before = useRef('');
  function again(): Promise<void> {
    return readBooks().then((data) => {
      if (before.current && before.current !== ends(data)) changes.value += 1;
      before.current = ends(data);
      setBooks(data);
      setProblem(null);
    }, (error: unknown) => setProblem(wordsOf(error)));
  }
  useEffect(() => void again(), []);
  const moving = books?.some((one) => isMoving(one, serverNow()));
  useEffect(() => {
    const timer = setInterval(() => void again(), moving ? AGAIN_MS : 10 * AGAIN_MS);
    return () => clearInterval(timer);
  }, [moving]);
  return { books, problem, again };
}

function stateOf(one: Book): string {
  if (one.state === 'none') return 'Not connected.';
  const many = `${one.contacts} ${one.contacts === 1 ? 'contact' : 'contacts'}`;
  if (one.state === 'login_needed') return `${many}. It is read no more until you connect it again.`;
  if (one.disabled) return `${many}. Your administrator has switched it off.`;
  if (one.state === 'reading') return `Reading …${one.so_far ? ` ${one.so_far} so far.` : ''}`;
  return `Connected, ${many}.${one.next_at ? ` Next time: ${when(one.next_at)}.` : ''}`;
}

function One({ one, again }: { one: Book; again(): Promise<void> }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [leaving, setLeaving] = useState(false);
  async function run(what: () => Promise<unknown>) {
    setBusy(true);
    setProblem(null);
    try {
      await what();
      setLeaving(false);
      await again();
    } catch (error) {
      setProblem(error instanceof Problem && error.status === 429 ? 'It was read a moment ago, or asks us to wait: try again in a minute.' : wordsOf(error));
    }
    setBusy(false);
  }
  const leave = useRef<HTMLButtonElement>(null), kept = useRef(false);
  useLayoutEffect(() => {
    if (!leaving && kept.current) leave.current?.focus();
    kept.current = leaving;
  }, [leaving]);
  const connected = one.state !== 'none', lost = one.state === 'login_needed';
  return (
    <section class="book" aria-label={one.name} data-testid="book" data-id={one.id} data-state={one.state}>
      <header class="row"><h3 class="grow"><bdi>{one.name}</bdi> <small class="soft">{PROVIDERS[one.provider]}</small></h3>
        {(!connected || lost) && !one.disabled && <button type="button" class="primary" disabled={busy} onClick={() => void run(() => connectBook(one.id))} data-testid="book-connect">{lost ? 'Connect again' : 'Connect'}<span class="hidden"> {one.name}</span></button>}
        {connected && !lost && !one.disabled && <button type="button" disabled={busy || one.state === 'reading'} onClick={() => void run(() => syncBook(one.id))} data-testid="book-sync">Sync now<span class="hidden"> {one.name}</span></button>}
        {connected && !leaving && <button ref={leave} type="button" onClick={() => setLeaving(true)} data-testid="book-disconnect">Disconnect<span class="hidden"> {one.name}</span></button>}
      </header>
      <p class="soft" role="status" data-testid="book-state">{stateOf(one)}</p>
      {one.problem && <p class="error" data-testid="book-problem">{one.problem}</p>}
      {problem && <p class="error" role="alert">{problem}</p>}
      {leaving && <Leave one={one} busy={busy} onKeep={() => setLeaving(false)} onLeave={(contacts) => void run(() => disconnectBook(one.id, contacts))} />}
      {one.rounds[0] && one.rounds[0].problem !== (one.problem ?? '') && <Result round={one.rounds[0]} open />}
      {one.rounds.length > 1 && <details class="earlier"><summary>Earlier</summary>{one.rounds.slice(1).map((round) => <Result key={round.at} round={round} />)}</details>}
    </section>
  );
}

function Leave({ one, busy, onKeep, onLeave }: { one: Book; busy: boolean; onKeep(): void; onLeave(contacts: 'stay' | 'go'): void }) {
  const [contacts, setContacts] = useState<'stay' | 'go'>('stay');
  const first = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  return (
    <fieldset data-testid="book-leave">
      <legend>Disconnect {one.name}?</legend>
      <label class="check"><input ref={first} type="radio" name={`leave-${one.id}`} checked={contacts === 'stay'} onChange={() => setContacts('stay')} data-testid="book-stay" /> Its contacts stay here</label>
      <label class="check"><input type="radio" name={`leave-${one.id}`} checked={contacts === 'go'} onChange={() => setContacts('go')} data-testid="book-go" /> Its contacts are deleted here, but for those that I have changed</label>
      <div class="row"><button type="button" class="danger" disabled={busy} onClick={() => onLeave(contacts)} data-testid="book-leave-sure">Disconnect</button>
        <button type="button" onClick={onKeep} data-testid="book-leave-keep">Keep</button></div>
    </fieldset>
  );
}

function Result({ round, open }: { round: Round; open?: boolean }) {
  const line = <><time dateTime={round.at}>{when(round.at)}</time>{round.whole ? ', all' : ''}: {did(round)}</>;
  if (round.items.length === 0) return <p class="round" data-testid={open ? 'book-result' : undefined}>{line}</p>;
  return (
    <details class="round">
      <summary data-testid={open ? 'book-result' : undefined}>{line}</summary>
      <ul class="figures imported">
        {round.items.map((it, i) => <li key={i}><b>{ACTIONS[it.action]}</b> <bdi>{it.name}</bdi> <small>{[it.problem, it.left_out?.length ? `Left out: ${it.left_out.join(', ')}` : null].filter(Boolean).join(' ')}</small></li>)}
      </ul>
    </details>
  );
}
