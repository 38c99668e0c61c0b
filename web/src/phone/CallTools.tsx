/*
 * What an agent does with a customer's call besides talking: hold, mute, keys, somebody brought in (asked, all three, left with the customer, or given the
 * customer at once), the recording's pause. What is so stands in the interaction; what is refused is said here.
 */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { command } from '../api.ts';
import { busy, exclusive, store } from '../commands.ts';
import { wordsOf } from '../people/contacts.ts';
import { ariaKeys, keyWords } from '../keys.ts';
import { settings } from '../settings.ts';
import type { Interaction, QueueCall } from '../types.ts';
import { focusLost } from '../view/focus.ts';
import { phone } from '../words.ts';
import { DialSearch } from './DialSearch.tsx';
import { bringsInto } from './bring.ts';
import { Refused } from './Judged.tsx';
import { stageOf } from './pressing.ts';
import { dialled } from './shown.ts';
import { Tones } from './Tones.tsx';
import { consultWords, muteBy, ownCall } from './turns.ts';

type Consult = NonNullable<QueueCall['consult']>;

interface Way {
  word: string;
  /** Below …/call. */
  path: string;
  testid: string;
  about: string;
}

/** Each time they are asked for, somebody else rings. */
const ONCE = new Set(['consult', 'transfer']);

const END: Way = { word: 'Back to the customer', path: 'consult/end', testid: 'consult-end', about: 'Without whom you brought in' };
const ALL: Way = { word: 'All three', path: 'consult/conference', testid: 'consult-conference', about: 'Everybody hears everybody' };
const LEAVE: Way = { word: 'Leave them together', path: 'consult/complete', testid: 'consult-complete', about: 'Your part of the call ends' };
const WAYS: Record<Consult['state'], Way[]> = { ringing: [END], talking: [ALL, LEAVE, END], conference: [LEAVE, END] };

export function CallTools({ it, name }: { it: Interaction; name: string }) {
  const call = it.call!, consult = call.consult ?? null, { keys } = settings.value;
  const own = ownCall(it) !== undefined, mutes = call.muted || !own; // a page's own phone has its own mute and keys, and the hold in its card
  const [keypad, setKeypad] = useState(false);
  const pad = keypad && !own;
  /* A refusal is shown as long as the call stays as it was then. */
  const [problem, setProblem] = useState<{ text: string; stage: string } | null>(null);
  const asks = bringsInto.value === it.interaction, setAsks = (on: boolean): void => { bringsInto.value = on ? it.interaction : null; };
  const opener = useRef<HTMLButtonElement>(null);
  const waits = busy.value.has(`call:${it.interaction}`);

  const tries = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
      setProblem(null);
    } catch (error) {
      setProblem({ text: wordsOf(error), stage: stageOf(store.interactions.peek().get(it.interaction)?.call ?? call) });
    }
  };
  const order = (path: string, body: object = {}): Promise<void> => exclusive(`call:${it.interaction}`, () => tries(
    command('POST', `/interactions/${it.interaction}/call/${path}`, body, { once: ONCE.has(path) }).then(() => { if (ONCE.has(path)) setAsks(false); }),
  ));
  /* What had the focus goes, as the mute where the phone's own is the only one from now on: it stays at the call, and goes on with the work when that is over. */
  const box = useRef<HTMLElement>(null), holdButton = useRef<HTMLButtonElement>(null), keysButton = useRef<HTMLButtonElement>(null), focused = useRef(false);
  focused.current = box.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => { if (focused.current && !box.current?.contains(document.activeElement)) (holdButton.current ?? keysButton.current ?? opener.current ?? box.current)?.focus(); }, [mutes, own, pad]);
  useLayoutEffect(() => () => { if (box.current?.contains(document.activeElement)) focusLost('wrap-note', 'composer-text', 'status'); }, []);
  const close = (): void => { setAsks(false); opener.current?.focus(); };
  useLayoutEffect(() => { if (own) setKeypad(false); }, [own]); // else it would open by itself, and take what is typed elsewhere
  useLayoutEffect(() => { if (consult) setAsks(false); return () => { if (bringsInto.peek() === it.interaction) bringsInto.value = null; }; }, [consult !== null]); // likewise
  const leaveKeys = (): void => { setKeypad(false); keysButton.current?.focus(); };

  return (
    <section ref={box} tabIndex={-1} class="call-tools" aria-label={`The call with ${name}`} data-testid="call-tools" data-consult={consult?.state ?? 'none'} data-waits={waits}>
      <p class="hidden" role="status" data-testid="consult-words">{consult ? consultWords(consult) : ''}</p>
      {consult && <p class="consult-now" aria-hidden="true">{consultWords(consult)}</p>}
      {call.heard?.map((one) => <p key={one.id} class="soft" role="status" data-testid="call-heard">{one.name ?? 'A supervisor'} {one.mode === 'whisper' ? 'speaks to you; the customer does not hear it' : 'is on the call, heard by all'}</p>)}
      <div class="row">
        {!own && !consult && call.held_by === 'phone' && <span class="soft">On hold by your phone: take it back there</span>}
        {!own && !consult && call.held_by !== 'phone' && <button ref={holdButton} type="button" title={`${call.state === 'held' ? 'Talk with the customer again' : 'The customer hears music meanwhile'} (${keyWords(keys.hold)})`} aria-keyshortcuts={ariaKeys(keys.hold)} aria-disabled={waits} onClick={() => void order(call.state === 'held' ? 'resume' : 'hold')} data-testid="customer-hold">{call.state === 'held' ? 'Take the customer back' : 'Hold the customer'}</button>}
        {mutes && <button type="button" title={`${call.muted ? 'Be heard again' : 'Nobody hears you meanwhile'} (${keyWords(keys.mute)})`} aria-keyshortcuts={ariaKeys(keys.mute)} onClick={() => void tries(muteBy(it.interaction, !call.muted))} data-testid="customer-mute">{call.muted ? 'Unmute' : 'Mute'}</button>}
        {!own && <button ref={keysButton} type="button" aria-expanded={keypad} title="For a menu that asks for keys" onClick={() => setKeypad(!keypad)} data-testid="customer-keys">Keypad</button>}
        {!consult && <button ref={opener} type="button" aria-expanded={asks} aria-disabled={waits} onClick={() => setAsks(!asks)} data-testid="bring-in">Bring somebody in …</button>}
        {consult && WAYS[consult.state].map((way) => (
          <button key={way.path} type="button" title={way.about} aria-disabled={waits} onClick={() => void order(way.path)} data-testid={way.testid}>{way.word}</button>
        ))}
        {call.recording && <Recording state={call.recording} waits={waits} order={order} />}
        <span class="soft" data-testid="customer-muted">{call.muted ? 'You are muted: nobody hears you' : ''}</span>
      </div>
      {pad && <Tones key={call.id} it={it} leave={leaveKeys} />}
      {asks && !consult && <BringIn waits={waits} order={order} close={close} />}
      <p class="phone-problem" role="alert" data-testid="call-problem">{problem?.stage === stageOf(call) ? problem.text : null}</p>
    </section>
  );
}

type Order = (path: string, body?: object) => Promise<void>;

/** Card data are said while it pauses (SP-15). */
function Recording({ state, waits, order }: { state: 'on' | 'paused' | 'failed'; waits: boolean; order: Order }) {
  if (state === 'failed') return <span class="error" role="status" data-testid="call-recording" data-state={state}>Not recorded: it can't be done at the moment</span>;
  return (
    <>
      <span class="soft" role="status" data-testid="call-recording" data-state={state}>{state === 'on' ? '● Recorded' : 'Recording pauses'}</span>
      <button type="button" aria-disabled={waits} onClick={() => void order(state === 'on' ? 'recording/pause' : 'recording/resume')} data-testid="recording-turn">{state === 'on' ? 'Pause the recording' : 'Record again'}</button>
    </>
  );
}

/** By name, number or extension: asked first, or given the customer at once. */
function BringIn({ waits, order, close }: { waits: boolean; order: Order; close(): void }) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<{ number: string; name: string } | null>(null);
  const number = chosen?.number ?? dialled(text);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []); // autofocus is for the first of a page alone
  const go = (path: string) => (): void => { if (!waits && number !== null) void order(path, { number }); };
  const type = (value: string): void => { setText(value); setChosen(null); };
  return (
    <form class="bring-in" data-testid="bring-in-form" onSubmit={(event) => { event.preventDefault(); go('consult')(); }}
      onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); close(); } }}>
      <input type="text" aria-label="Whom: name, number or extension" placeholder="Name, number or extension" autoComplete="off" maxLength={60} ref={field}
        value={chosen ? `${chosen.name}, ${phone(chosen.number)}` : text} onInput={(event) => type(event.currentTarget.value)} data-testid="bring-in-who" />
      {number === null && <DialSearch text={text} word="Choose" onDial={(to, who) => setChosen({ number: to, name: who })} />}
      <Refused number={number} />
      <div class="row">
        <button type="submit" class="primary" title="The customer hears music meanwhile" aria-disabled={waits || number === null} data-testid="bring-in-ask">Ask first</button>
        <button type="button" title="They have the customer when they pick up; else the customer is back with you" aria-disabled={waits || number === null} onClick={go('transfer')} data-testid="bring-in-give">Give the customer at once</button>
        <button type="button" onClick={close}>Leave it</button>
      </div>
    </form>
  );
}
