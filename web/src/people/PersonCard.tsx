/* A contact's card: who it is, whether they are there, how they are reached, and what one may do: just what the server offers. */
import './people.css';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../view/Icon.tsx';
import { Avatar, StatusMark } from '../view/Parts.tsx';
import { Sure } from '../view/Sure.tsx';
import { shownWord } from '../chat/words.ts';
import { beginFax } from '../work/fax.ts';
import { callBy } from '../phone/lazy.ts';
import type { Id } from '../types.ts';
import { clockTime, mailTo, phone } from '../words.ts';
import { block, cardOfNumber, changes, keepApart, meet, mergeOwn, onChat, onText, readCard, removeOwn, restoreOwn, setFavourite, unmergeOwn, wordsOf, type Card, type ContactNumber, type Target } from './contacts.ts';
import { leaveCard } from './CardLater.tsx';
import { PersonalDialog } from './PersonalDialog.tsx';

const KINDS: Record<string, string> = { user: 'Colleague', external: 'External contact', personal: 'Your own contact', number: 'No contact has this number' };
const SERVICES: Record<string, string> = { auto_attendant: 'Auto attendant', call_group: 'Call group', call_queue: 'Call queue' };
const SHAPES: Record<string, string> = { auto_attendant: '⌂', call_group: '⁂', call_queue: '≡', external: '↗', personal: '★' };

/** The contact's image, else the design of its kind, else initials (CT-11). */
export function Face({ of: { id, kind, service, name, image }, big = false }: { of: Pick<Card, 'id' | 'kind' | 'service' | 'name' | 'image'>; big?: boolean }) {
  const shape = SHAPES[service ?? kind];
  if (!shape) return <Avatar name={name} image={image} big={big} {...(kind === 'user' && id ? { user: id.slice('user:'.length) } : {})} />;
  return <span class={`avatar kind-${service ?? kind}${big ? ' big' : ''}`} aria-hidden="true">{shape}</span>;
}

/** One call (CT-9). contact: "user:12"; or a number of whoever has it. */
export function PersonCard({ contact: asked, number }: { contact?: string; number?: string }) {
  const [gone, setGone] = useState<{ contact: string; into: string } | null>(null); // merged into another one, which is shown then
  const contact = gone && gone.contact === asked ? gone.into : asked;
  const [removed, setRemoved] = useState<{ whose: string | undefined; id: Id; name: string } | null>(null), isRemoved = removed?.whose === (contact ?? number);
  const [card, setCard] = useState<Card | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const turn = changes.value;
  const title = useRef<HTMLHeadingElement>(null), moves = useRef(false);
  // The button that was pressed may be gone: the card's title has the focus then.
  useLayoutEffect(() => {
    if (!card) return; // it is being read
    if (moves.current) title.current?.focus();
    moves.current = false;
  }, [card]);
  useEffect(() => {
    let there = true;
    if (!isRemoved) (contact ? readCard(contact) : cardOfNumber(number!)).then((read) => { if (there) { setCard(read); setProblem(null); } }, (error: unknown) => { if (there) setProblem(wordsOf(error)); });
    return () => { there = false; };
  }, [contact, number, turn, isRemoved]);
  if (removed && isRemoved) return <Removed {...removed} onRestored={() => { moves.current = true; setCard(null); setRemoved(null); }} />;
  if (problem) return <p class="error" role="alert" data-testid="card-problem">{problem}</p>;
  if (!card) return <p class="soft" role="status">Reading …</p>;
  return <Shown card={card} title={title} onRemoved={(id) => { setRemoved({ whose: contact ?? number, id, name: card.name }); changes.value += 1; }} onMerge={(into) => { moves.current = true; if (into !== undefined) setGone(asked && into ? { contact: asked, into } : null); }} />;
}

/** In place of a card that its owner has deleted: they can have it back. */
function Removed({ id, name, onRestored }: { id: Id; name: string; onRestored(): void }) {
  const [problem, setProblem] = useState<string | null>(null);
  const undo = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => undo.current?.focus(), []);
  return (
    <>
      <p data-testid="contact-removed"><span id="contact-removed"><bdi>{name}</bdi> has been deleted.</span> <button ref={undo} type="button" aria-describedby="contact-removed" onClick={() => void restoreOwn(id).then(onRestored, (error: unknown) => setProblem(wordsOf(error)))} data-testid="act-restore">Undo</button></p>
      {problem && <p class="error" role="alert" data-testid="restore-problem">{problem}</p>}
    </>
  );
}

/** A merge, its undoing or a decision against it has been done. into: the contact to show instead; null: the one that was asked for; undefined: the same. */
type OnMerge = (into?: string | null) => void;

function Shown({ card, title, onRemoved, onMerge }: { card: Card; title: preact.RefObject<HTMLHeadingElement | null>; onRemoved(id: Id): void; onMerge: OnMerge }) {
  const about = [card.title, card.department, card.company, card.site].filter(Boolean).join(' · ');
  return (
    <article class="card stack" data-testid="card" data-kind={card.kind} aria-label={card.name}>
      <header class="row"><Face of={card} big /><div class="grow"><h3 ref={title} tabIndex={-1} data-testid="card-title"><bdi>{phone(card.name)}</bdi></h3><small>{card.service ? SERVICES[card.service] : KINDS[card.kind]}</small></div></header>
      {about && <p class="soft"><bdi>{about}</bdi></p>}
      {card.presence && <Presence of={card.presence} />}
      <dl>
        {card.accounts.map((one) => one.extension && <Line key={one.side} label={one.label} value={one.extension} />)}
        {card.extension && <Line label="Extension" value={card.extension} />}
        {card.numbers.map((one) => one.kind === 'fax' ? <FaxLine key={`${one.number}fax`} card={card} fax={one} /> : <Line key={one.number + one.shown} label={one.label} value={phone(one.shown)} />)}
        {card.emails.map((one) => <Line key={one.email} label={one.label} value={one.email} />)}
      </dl>
      {card.possible_duplicate_of && <p role="note" data-testid="possible-duplicate">Possible duplicate of <bdi>{card.possible_duplicate_of.name}</bdi></p>}
      {card.notes && <p class="notes"><bdi>{card.notes}</bdi></p>}
      {card.merged && <p class="soft" data-testid="merged">Merged with <bdi>{card.merged.name}</bdi></p>}
      <Actions card={card} onRemoved={onRemoved} onMerge={onMerge} />
    </article>
  );
}

const Line = ({ label, value }: { label: string; value: string }) => <div><dt>{label}</dt><dd><bdi>{value}</bdi></dd></div>;

/** On the number, on hover and focus: a new draft to it, where the server offers that (CT-13). */
function FaxLine({ card, fax: { label, number, shown } }: { card: Card; fax: ContactNumber }) {
  const offered = card.actions.some((one) => one.action === 'fax' && one.targets.some((target) => target.number === number));
  if (!offered) return <Line label={`${label} (fax)`} value={phone(shown)} />;
  return (
    <div data-testid="fax-number"><dt>{label} (fax)</dt><dd class="reach">
      <button type="button" class="quiet" onClick={() => beginFax({ card, number })} data-testid="act-fax"><bdi>{phone(shown)}</bdi><span class="act"><Icon name="pencil" size={14} /> New fax</span></button>
    </dd></div>
  );
}

/** An entry an account (CT-15). */
function Presence({ of: { work, agent } }: { of: NonNullable<Card['presence']> }) {
  return (
    <p data-testid="card-presence">
      {work && <span class="there"><StatusMark shown={shownWord({ shown: work.shown, side: 'work' }).mark} /> Work: {shownWord({ shown: work.shown, side: 'work' }).word}
        {work.message && <> · <bdi>{work.message}</bdi></>}{work.until && ` until ${clockTime(work.until)}`}</span>}
      {agent && <span class="there"><StatusMark shown={agent.online ? 'available' : 'logged_out'} /> Contact center: {agent.online ? 'Online' : 'Offline'}</span>}
    </p>
  );
}

const valueOf = (target: Target) => phone(target.shown ?? target.number ?? target.extension ?? target.email ?? '');

/** By action: what one button for a target is. Each is one activation from here (CT-10). */
function Actions({ card, onRemoved, onMerge }: { card: Card; onRemoved(id: Id): void; onMerge: OnMerge }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const [edits, setEdits] = useState(false);
  const [waits, setWaits] = useState(false);
  const id = card.id ?? '', own = id.startsWith('personal:') ? id.split(':')[1]! : null;
  const run = (act: Promise<unknown>) => void act.then(() => setProblem(null), (error: unknown) => setProblem(wordsOf(error)));
  /** One at a time. */
  const change = (act: () => Promise<unknown>) => {
    if (waits) return;
    setWaits(true);
    run(act().finally(() => setWaits(false)));
  };
  const to = (target: Target) => `${target.label} ${valueOf(target)}`.trim();
  const WAYS: Record<string, (targets: Target[]) => preact.ComponentChildren> = {
    call: (targets) => targets.map((one, i) => callBy.value ? <button key={to(one)} type="button" class={i === 0 ? 'primary' : undefined} onClick={() => { leaveCard(); callBy.value?.(one.number ?? one.extension!, card.name); }} data-testid="act-call">Call {to(one)}</button>
      : <a key={to(one)} class={i === 0 ? 'button primary' : 'button'} href={`tel:${one.number ?? one.extension}`} data-testid="act-call">Call {to(one)}</a>),
    chat: (targets) => targets.map((one) => <button key={to(one)} type="button" onClick={() => onChat.call(`${one.side}:${one.user}`)} data-testid="act-chat" data-side={one.side}>Chat{targets.length > 1 && ` (${one.label})`}</button>),
    text: (targets) => targets.map((one) => <button key={to(one)} type="button" onClick={() => onText.call(one.number!)} data-testid="act-text">Text {to(one)}</button>),
    meet: () => <button type="button" onClick={() => run(meet(card.id).then(setLink))} data-testid="act-meet">Meet</button>,
    email: (targets) => targets.map((one) => <a key={one.email} class="button" href={mailTo(one.email)} data-testid="act-email">E-mail {one.label}</a>),
    favourite: () => <button type="button" onClick={() => run(setFavourite(id, true))} data-testid="act-favourite">Add to favourites</button>,
    unfavourite: () => <button type="button" onClick={() => run(setFavourite(id, false))} data-testid="act-unfavourite">Remove from favourites</button>,
    block_caller: (targets) => blocks(targets, 'caller', true), unblock_caller: (targets) => blocks(targets, 'caller', false),
    block_sender: (targets) => blocks(targets, 'sender', true), unblock_sender: (targets) => blocks(targets, 'sender', false),
    merge: () => <Sure word="Merge" question={`Merge with ${card.possible_duplicate_of!.name}?`} testid="act-merge" waits={waits} run={() => {
      const first = card.possible_duplicate_of!.id;
      change(() => mergeOwn(first.split(':')[1]!, own!).then(() => { onMerge(first); changes.value += 1; }));
    }} />,
    keep_apart: () => <button type="button" aria-disabled={waits} onClick={() => change(() => keepApart(own!).then(() => onMerge()))} data-testid="act-keep-apart">Keep separate</button>,
    unmerge: () => <button type="button" aria-disabled={waits} onClick={() => change(() => unmergeOwn(own!, card.merged!.id.split(':')[1]!).then(() => onMerge(null)))} data-testid="act-unmerge">Undo merge</button>,
    edit: () => <button type="button" onClick={() => setEdits(true)} data-testid="act-edit">Edit</button>,
    delete: () => <Sure word="Delete" question="Delete this contact?" look="danger" testid="act-delete" run={() => run(removeOwn(own!, card.version!).then(() => onRemoved(own!)))} />,
  };
  const blocks = (targets: Target[], list: 'caller' | 'sender', on: boolean) => targets.map((one) => (
    <button key={`${list}${one.number}`} type="button" onClick={() => run(block(list, one.number!, on))} data-testid={`act-${on ? '' : 'un'}block-${list}`}>
      {on ? 'Block' : 'Unblock'} {list}{targets.length > 1 && ` ${valueOf(one)}`}</button>));
  return (
    <>
      <div class="acts" data-testid="card-actions">{card.actions.map(({ action, targets }) => <span key={action} class="act">{WAYS[action]?.(targets)}</span>)}</div>
      {link && <p role="status">Meeting: <a href={link} target="_blank" rel="noopener" data-testid="meeting">{link}</a></p>}
      {problem && <p class="error" role="alert" data-testid="act-problem">{problem}</p>}
      {edits && own && <PersonalDialog id={own} onClose={() => setEdits(false)} />}
    </>
  );
}
