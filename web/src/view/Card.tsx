/* The customer's record: details, open cases, earlier interactions, notes that can be changed. */
import './Card.css';
import { useState } from 'preact/hooks';
import { channels } from '../channels.ts';
import { now } from '../clock.ts';
import { store } from '../commands.ts';
import { chooseCustomer, lookUp, saveCustomer } from '../customers.ts';
import * as desk from '../desk.ts';
import { may } from '../session.ts';
import type { Case, CaseRef, CustomerCard, Earlier } from '../types.ts';
import { channelWord, dayInText, dayWord, phone, plain, span, textable } from '../words.ts';
import { focusSoon } from './focus.ts';
import { Icon } from './Icon.tsx';
import { Avatar } from './Parts.tsx';

interface Props {
  card: CustomerCard;
  number: string;
  several: boolean;
  linkedCase: CaseRef | null;
}

export function Card({ card, number, several, linkedCase }: Props) {
  const customer = { id: card.id, name: card.state.name };
  const numbers = card.state.numbers.length ? card.state.numbers : [number];
  /** A text that is begun here belongs to the conversation that is open with them, or to a case of theirs. */
  function begin(one?: Case): void {
    const it = store.work.value.find((work) => work.number === number && work.agent === store.user.value?.id);
    desk.dialog.value = {
      name: 'begin',
      from: {
        customer, numbers: textable(numbers),
        ...(it ? { interaction: it.interaction } : {}), ...(one ? { case: one } : {}),
      },
    };
  }
  const mayBegin = channels.value.length > 0;
  return (
    <div data-testid="customer-card" data-customer={card.id}>
      <header class="card-head">
        <Avatar name={card.state.name} big />
        <div class="grow">
          <h2 tabIndex={-1} data-testid="customer-name"><bdi>{card.state.name}</bdi></h2>
          {several && (
            <button type="button" class="link" onClick={() => void chooseCustomer(number, '')} data-testid="choose-other">
              Another record with this number
            </button>
          )}
        </div>
        {mayBegin && <button type="button" data-testid="begin-person" onClick={() => begin()}>New text</button>}
      </header>
      <dl>
        <dt>Number</dt>
        <dd>{numbers.filter((one) => !one.startsWith('web:')).map((one) => <div key={one}>{phone(one)}</div>)}</dd>
        {card.state.language && <><dt>Language</dt><dd>{languageName(card.state.language)}</dd></>}
      </dl>
      <Cases list={card.cases} linked={linkedCase} {...(mayBegin ? { onText: begin } : {})} />
      <button type="button" class="link" data-testid="cases-all" onClick={() => (desk.dialog.value = { name: 'cases', from: { customer, numbers } })}>All cases</button>{' '}
      {may('customers_merge') && may('records_search') && <button type="button" class="link" data-testid="merge-with" onClick={() => (desk.dialog.value = { name: 'past', from: { customer } })}>Merge with…</button>}
      <History list={card.interactions} />
      <Notes card={card} number={number} />
    </div>
  );
}

function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

export function Cases({ list, linked, onText }: { list: Case[]; linked: CaseRef | null; onText?: (one: Case) => void }) {
  const open = list.filter((one) => one.state !== 'closed');
  return (
    <section aria-labelledby="card-cases">
      <h3 id="card-cases">Open cases <span>{open.length}</span></h3>
      {open.length === 0 && <p class="soft">None.</p>}
      <ul class="cards" data-testid="cases">
        {open.map((one) => (
          <li key={one.id}>
            <div class={one.id === linked?.id ? 'linked' : undefined}>
              <b>{one.number} <bdi>{one.title}</bdi></b>
              <small>
                opened {dayInText(one.created_at, now.peek())}
                {one.id === linked?.id && ' · linked'}
              </small>
              {onText && (
                <button type="button" class="link" data-testid={`begin-case-${one.id}`} onClick={() => onText(one)}>New text<span class="hidden"> in {one.number}</span></button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What this agent has now, or is offered, is not earlier. */
export function History({ list: all }: { list: Earlier[] }) {
  const list = all.filter(({ id }) => ![...store.work.value, ...store.openOffers.value].some((it) => it.interaction === id));
  return (
    <section aria-labelledby="card-earlier">
      <h3 id="card-earlier">Earlier <span>{list.length || ''}</span></h3>
      {list.length === 0 && <p class="soft">First contact.</p>}
      <ul class="past" data-testid="earlier-interactions">
        {list.map((one) => <Past key={one.id} one={one} />)}
      </ul>
    </section>
  );
}

function Past({ one }: { one: Earlier }) {
  const length = one.ended_at ? span(Date.parse(one.ended_at) - Date.parse(one.started_at)) : 'open';
  const about = [one.case?.title, one.disposition, one.note].filter(Boolean).join(': ') || (one.outcome && plain(one.outcome));
  const words = (
    <>
      <time dateTime={one.started_at}>{dayWord(one.started_at, now.peek())}</time>
      <span class="what">
        {channelWord(one.channel?.kind ?? one.medium)}, {length}{one.agent && `, ${one.agent.name}`}
        {about && <small dir="auto">{about}</small>}
      </span>
    </>
  );
  const id = one.transcript;
  return (
    <li>
      {id ? (
        <button type="button" class="quiet" title="Read it" onClick={() => (desk.dialog.value = { name: 'transcript', id })}
          data-testid={`transcript-${id}`}>{words}</button>
      ) : (
        <div>{words}</div>
      )}
    </li>
  );
}

function Notes({ card, number }: { card: CustomerCard; number: string }) {
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  function close(): void {
    setText(null);
    setProblem(null);
    focusSoon('notes-edit');
  }

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const failed = await saveCustomer(card, card.state.name, text ?? '');
    setProblem(failed);
    if (failed === null) close();
  }

  if (text === null) {
    return (
      <section aria-labelledby="card-notes">
        <h3 id="card-notes">Notes
          <button type="button" class="quiet icon" aria-label="Change the notes" onClick={() => { setText(card.state.notes ?? ''); focusSoon('notes-text'); }} data-testid="notes-edit">
            <Icon name="pencil" size={14} />
          </button>
        </h3>
        <p class={card.state.notes ? 'notes' : 'soft'} dir="auto" data-testid="notes">{card.state.notes || 'None.'}</p>
      </section>
    );
  }
  return (
    <form class="notes-form" onSubmit={(event) => void save(event)}>
      <label><h3>Notes</h3>
        <textarea rows={5} value={text} maxLength={8000} onInput={(event) => setText(event.currentTarget.value)} data-testid="notes-text" />
      </label>
      {problem && (
        <p class="error" role="alert">{problem}{' '}
          <button type="button" class="link" onClick={() => void lookUp(number, true).then(() => setProblem(null))}>Read it again</button>
        </p>
      )}
      <div class="row">
        <button class="primary" data-testid="notes-save">Save</button>
        <button type="button" onClick={close}>Leave it</button>
      </div>
    </form>
  );
}
