/* Messages: texts of one's own number. On the left with whom, the open one beside it; whom one has blocked; a new one. */
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import '../chat/Colleagues.css';
import '../chat/Editor.css';
import '../view/Composer.css';
import '../view/Side.css';
import '../view/Talk.css';
import './Texts.css';
import { call, type List } from '../api.ts';
import { Field, SEND_TITLE } from '../chat/Field.tsx';
import { now } from '../clock.ts';
import { store, words } from '../commands.ts';
import * as desk from '../desk.ts';
import { focusComposer } from '../view/focus.ts';
import { CardButton, showCard, whoseOf } from '../people/CardLater.tsx';
import { Face } from '../people/PersonCard.tsx';
import { changes, findContacts, type ContactLine } from '../people/contacts.ts';
import { segments } from '../segments.ts';
import { link } from '../session.ts';
import { sendText } from '../texts.ts';
import type { FrameOf, Message } from '../types.ts';
import { Count } from '../view/Count.tsx';
import { Icon } from '../view/Icon.tsx';
import { Log } from '../view/Log.tsx';
import { Failed } from '../view/Parts.tsx';
import { clockTime, dayWord, hasWords } from '../words.ts';
import { Blocks, More } from './More.tsx';
import { actionFor, begun, beginText, blockedTalks, blocksUnknown, chooseText, chosen, own, readBlocked, readMoreTexts, readTexts, setBlocksUnknown, startText, talkOf, textList, textName, textsMore, textsRead, type Confirmed, type TextEntry } from './texts.ts';

const whose = ({ card, state }: TextEntry) => (card ? whoseOf(card) : { number: state.number });

export function Texts() {
  const talk = talkOf(chosen.value);
  const turn = changes.value;
  useEffect(() => { if (turn > 0) void readTexts(); }, [turn]); // names and what a card offers
  useLayoutEffect(() => { if (chosen.value) focusComposer(); }, [chosen.value]);
  return (
    <main class="parts" aria-label="Messages" data-testid="messages">
      <Conversations />
      {begun.value !== null ? <Starting /> : talk ? <Talk key={talk.id} talk={talk} /> : <p class="loading">Open a conversation, or begin one.</p>}
    </main>
  );
}

function Conversations() {
  const [blocked, setBlocked] = useState(false);
  useEffect(() => { if (blocked) void readBlocked(); else blockedTalks.value = null; }, [blocked]);
  const shown = blocked ? blockedTalks.value ?? [] : textList.value, number = own.value?.number;
  return (
    <section class="side texts" aria-label="Conversations of your number">
      <h1 class="hidden">Messages</h1>
      <p class="own-number" data-testid="own-number">{number ? <>Texts to and from <bdi>{number}</bdi></> : 'You have no number to text from now. What came before stays here.'}</p>
      {!blocked && <Search />}
      {!blocked && number && <button type="button" class="begin" data-testid="text-new" onClick={() => beginText('')}><Icon name="plus" size={14} /> New text</button>}
      {blocked && <h2>Blocked senders</h2>}
      <ul class="list" aria-label={blocked ? 'Of blocked senders' : 'Conversations'} data-testid={blocked ? 'texts-blocked' : 'texts'}>
        {shown.map((one) => <Row key={one.id} talk={one} />)}
      </ul>
      {shown.length === 0 && (blocked ? blockedTalks.value : textsRead.value) && <p class="soft empty">{blocked ? 'Nothing from senders whom you have blocked.' : 'No texts yet.'}</p>}
      {!blocked && textsMore.value && <button type="button" onClick={() => void readMoreTexts()} data-testid="texts-more">Show more</button>}
      <div class="side-foot">
        <button type="button" class="quiet" aria-pressed={blocked} onClick={() => { chooseText(null); setBlocked(!blocked); }} data-testid="show-blocked">{blocked ? 'Back to messages' : 'Blocked senders'}</button>
        <Switch />
      </div>
    </section>
  );
}

/** Texts of whoever is in none of the contacts (CT-12). */
function Switch() {
  const [on, setOn] = useState<boolean | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => { void blocksUnknown().then(setOn, () => {}); }, []);
  const set = (wanted: boolean) => void setBlocksUnknown(wanted).then((is) => { setOn(is); setProblem(null); }, (error: unknown) => setProblem(words(error)));
  return (
    <>
      <label class="check switch"><input type="checkbox" checked={on ?? false} disabled={on === null} onChange={(event) => set(event.currentTarget.checked)} data-testid="block-unknown" /> Block texts from numbers that are not in my contacts</label>
      {problem && <p class="error" role="alert">{problem}</p>}
    </>
  );
}

const wordsOf = (message: Message) => (hasWords(message) ? message.text.replace(/\s+/g, ' ').trim() : 'A file');

function Row({ talk }: { talk: TextEntry }) {
  const last = talk.last?.state ?? null, name = textName(talk), { id, unread } = talk;
  return (
    <li>
      <button type="button" class="work" data-testid="text" data-number={talk.state.number} data-unread={unread} aria-current={chosen.value === id ? 'true' : undefined} onClick={() => chooseText(id)}>
        <Face of={talk.card ?? { id: null, kind: 'number', service: null, name, image: null }} />
        <span class="names">
          <b class="cut"><bdi>{name}</bdi></b>
          <span class="cut text">{last && <>{last.direction === 'out' && (last.author ? 'You: ' : 'Automatic: ')}<bdi>{wordsOf(last)}</bdi></>}</span>
          {(desk.drafts.value[id] || desk.outgoing.value.some((one) => one.conversation === id)) && <span class="cut queue">draft</span>}
        </span>
        <span class="meta">
          {last && <small>{clockTime(last.at)}</small>}
          {last && <Failed last={last} />}
          {unread > 0 && !talk.state.blocked && <span class="unread" data-testid="text-unread">{unread >= 100 ? '99+' : unread}<span class="hidden"> unread</span></span>}
        </span>
      </button>
      <CardButton {...whose(talk)} name={name} />
      <Acts talk={talk} />
    </li>
  );
}

/** More: the block as the card offers it (CT-12). */
function Acts({ talk }: { talk: TextEntry }) {
  const again = () => { void readTexts(); if (blockedTalks.value) void readBlocked(); };
  if (!actionFor(talk, 'block_sender') && !actionFor(talk, 'unblock_sender')) return null;
  return (
    <More about={textName(talk)} testid="text-acts">
      <Blocks card={talk.card} number={talk.state.number} list="sender" done={again} fail={(error) => desk.setSendProblem(talk.id, words(error))} />
    </More>
  );
}

function Talk({ talk }: { talk: TextEntry }) {
  const name = textName(talk), { number, blocked } = talk.state;
  return (
    <section class="talk" aria-label={`Texts with ${name}`} data-testid="text-talk" data-number={number}>
      <header class="head">
        <button type="button" class="quiet icon only-narrow" aria-label="Back to the list" data-testid="back" onClick={() => chooseText(null)}><Icon name="back" /></button>
        <div class="grow">
          <h1 class="cut" title={name} data-testid="text-name"><bdi>{name}</bdi></h1>
          <p class="about">{name !== number && <bdi>{number}</bdi>}{actionFor(talk, 'unblock_sender') && <span class="chip" data-testid="is-blocked">Blocked</span>}</p>
        </div>
        <button type="button" class="quiet icon" aria-label="Card" title="Card" data-testid="text-open-card" onClick={() => showCard(whose(talk))}><Icon name="person" /></button>
        <Acts talk={talk} />
      </header>
      <Log conversation={talk.id} name={name} again={!blocked} cancels />
      {blocked ? <p class="composer stop" role="status">You had blocked this sender: what they text comes here, and you are not told.</p> : <Composer talk={talk} name={name} />}
    </section>
  );
}

/** Why nothing can be sent now, or null. */
function hindrance(talk: TextEntry): string | null {
  if (store.conversations.value.get(talk.id)?.opted_out ?? talk.state.opted_out) return 'They have opted out (STOP): nothing can be sent from your number.';
  return own.value?.number ? null : 'You have no number to text from now.';
}

function Composer({ talk, name }: { talk: TextEntry; name: string }) {
  const draft = desk.drafts.value[talk.id] ?? '', stop = hindrance(talk), problem = desk.sendProblem.value[talk.id];
  const lost = link.value.state === 'lost', ready = draft.trim() !== '' && !stop && !lost && !segments(draft).tooLong;
  function send(): void {
    if (!ready) return;
    sendText(talk.id, draft, null, desk.asksBlocked.value[talk.id]);
    desk.setDraft(talk.id, '');
    focusComposer();
  }
  return (
    <form class="composer" onSubmit={(event) => { event.preventDefault(); send(); }} data-testid="composer">
      {stop && <p class="stop" role="status" data-testid="composer-stop">{stop}</p>}
      {problem && <p class="error" role="alert" data-testid="composer-problem">{problem}</p>}
      <Field draft={{ text: draft, html: null }} name={name} formats={false} disabled={stop !== null} onSend={send} onProblem={(why) => desk.setSendProblem(talk.id, why)} onInput={({ text }) => desk.setDraft(talk.id, text)} />
      <div class="tools">
        <Count id="composer-count" text={draft} price={talk.state.price_class} />
        {lost && <span class="tone-warn">no connection: your text is kept</span>}
        <button class="primary" disabled={!ready} data-testid="composer-send" title={SEND_TITLE()}>{desk.asksBlocked.value[talk.id] ? 'Send anyway' : 'Send'}</button>
      </div>
    </form>
  );
}

const TYPED_MS = 250;

/** A first text: to a number that is typed, or to somebody of the contacts. */
function Starting() {
  const to = begun.value ?? '';
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [asks, setAsks] = useState(false), [confirms, setConfirms] = useState<{ to: string; more: Confirmed } | null>(null);
  const ready = to.trim() !== '' && text.trim() !== '' && !segments(text).tooLong && !asks && link.value.state !== 'lost';
  async function send(more: Confirmed = {}): Promise<void> {
    if (!ready) return;
    setAsks(true);
    const wrong = await startText(to.trim(), text, more);
    setAsks(false);
    if (!wrong) return;
    setProblem(wrong.text);
    setConfirms(wrong.asks ? { to, more: { ...more, ...wrong.asks } } : null);
  }
  return (
    <section class="talk starting" aria-label="New text" data-testid="text-start">
      <header class="row"><button type="button" class="quiet icon only-narrow" aria-label="Back to the list" onClick={() => chooseText(null)}><Icon name="back" /></button><h1 class="grow">New text</h1>
        <button type="button" onClick={() => chooseText(null)}>Leave it</button></header>
      <label>To: a number, or the name of a contact<input type="text" value={to} autocomplete="off" maxLength={40} ref={(field) => { if (field && to === '' && document.activeElement === document.body) field.focus(); }}
        onInput={(event) => { begun.value = event.currentTarget.value; setProblem(null); }} data-testid="text-to" /></label>
      <Proposals typed={to} />
      <form class="composer" onSubmit={(event) => { event.preventDefault(); void send(); }} data-testid="composer">
        {problem && <p class="error" role="alert" data-testid="composer-problem">{problem}</p>}
        <Field draft={{ text, html: null }} name={to || 'a number'} formats={false} disabled={false} onSend={() => void send()} onProblem={setProblem} onInput={(draft) => setText(draft.text)} />
        <div class="tools"><Count id="composer-count" text={text} price={null} />{confirms?.to === to
          ? <button type="button" class="primary" disabled={!ready} data-testid="text-confirm" onClick={() => void send(confirms.more)}>Send anyway</button>
          : <button class="primary" disabled={!ready} data-testid="composer-send" title={SEND_TITLE()}>Send</button>}</div>
      </form>
    </section>
  );
}

/** Contacts with a number whose name begins so. */
function Proposals({ typed }: { typed: string }) {
  const [found, setFound] = useState<readonly ContactLine[]>([]);
  const named = typed.trim().length >= 2 && /\p{L}/u.test(typed);
  useEffect(() => {
    let there = true;
    if (!named) return setFound([]);
    const timer = setTimeout(() => findContacts(typed, 'all', 'limit=8').then(({ data }) => { if (there) setFound(data); }, () => {}), TYPED_MS);
    return () => { there = false; clearTimeout(timer); };
  }, [typed, named]);
  const numbers = found.flatMap((one) => one.numbers.filter(({ kind }) => kind === 'phone').map((number) => ({ one, number })));
  if (!named) return null;
  return (
    <ul class="proposals" aria-label="Contacts" data-testid="text-proposals">
      {numbers.map(({ one, number }) => (
        <li key={`${one.id}${number.number}`}><button type="button" class="quiet" onClick={() => beginText(number.number)}><b><bdi>{one.name}</bdi></b> <span class="soft">{number.label} <bdi>{number.shown}</bdi></span></button></li>
      ))}
      {numbers.length === 0 && <li class="soft">No contact with a number is called so.</li>}
    </ul>
  );
}

function Search() {
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Message[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let there = true;
    setProblem(null);
    if (typed.trim().length < 2) return setFound(null);
    const timer = setTimeout(() => call<List<FrameOf<'message'>>>('GET', `/messages?of=texts&q=${encodeURIComponent(typed.trim())}&limit=50`).then(
      ({ data }) => { if (there) setFound(data.flatMap(({ state }) => (state ? [state] : []))); }, (error: unknown) => { if (there) setProblem(words(error)); }), TYPED_MS);
    return () => { there = false; clearTimeout(timer); };
  }, [typed]);
  return (
    <search>
      <label class="hidden" for="search-texts">Find in texts</label>
      <input id="search-texts" type="text" value={typed} placeholder="Find in texts" autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} data-testid="search-texts" />
      {problem && <p class="error" role="alert">{problem}</p>}
      {found && (
        <ul class="found" aria-label="Found" data-testid="texts-found">
          {found.map((one) => <Found key={one.message} message={one} />)}
          {found.length === 0 && <li class="soft">Nothing.</li>}
        </ul>
      )}
    </search>
  );
}

function Found({ message }: { message: Message }) {
  const talk = talkOf(message.conversation);
  return (
    <li>
      <button type="button" class="quiet" disabled={!talk} onClick={() => chooseText(message.conversation)}>
        <b class="cut"><bdi>{talk ? textName(talk) : ''}</bdi></b> <small>{dayWord(message.at, now.peek())} {clockTime(message.at)}</small>
        <span class="text"><bdi>{message.text.slice(0, 140)}</bdi></span>
      </button>
    </li>
  );
}
