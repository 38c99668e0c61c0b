/*
 * A text of the agent's own: from which channel, to whom, what. A canned message's placeholders are filled in from what is known;
 * what is missing is asked for before it can be sent.
 */
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { beginText, type Refusal } from '../begin.ts';
import { canned, cannedOf, loadCanned, valuesOf } from '../canned.ts';
import { channels, loadChannels } from '../channels.ts';
import { busy, store } from '../commands.ts';
import * as desk from '../desk.ts';
import { select } from '../offers.ts';
import { filled, PLACEHOLDERS, unfilled, type Placeholder, type Values } from '../placeholders.ts';
import { segments } from '../segments.ts';
import type { Canned, Id, TypedNumber } from '../types.ts';
import { caller, phone } from '../words.ts';
import { Count } from './Count.tsx';
import { closeDialog, Dialog } from './Dialog.tsx';

/** So long after the last key the number is looked at. */
const JUDGE_AFTER_MS = 300;

export function BeginDialog({ from }: { from: desk.BeginFrom }) {
  const [channel, setChannel] = useState('');
  const [number, setNumber] = useState(from.numbers?.[0] ?? '');
  const [text, setText] = useState('');
  const [typed, setTyped] = useState<Values>({});
  const [linked, setLinked] = useState(true);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const chosen = channels.value.find((one) => one.id === channel) ?? channels.value[0];
  const judged = useJudged(number, chosen?.id);
  const it = from.interaction ? store.interactions.value.get(from.interaction) : undefined;
  const known: Values = {
    ...valuesOf(it),
    'customer.name': from.customer?.name,
    'customer.number': judged?.number,
    'case.number': from.case?.number ?? it?.case?.number,
  };
  const values: Values = { ...known, ...Object.fromEntries(Object.entries(typed).filter(([name]) => !known[name as Placeholder])) };
  const whole = filled(text, values);
  const asked = unfilled(text, known);
  const own = refusal?.open ?? null;
  const waits = busy.value.has('begin');
    const ready = chosen !== undefined && judged?.may_send === true && whole.trim() !== '' && unfilled(text, values).length === 0 && !segments(whole).tooLong && !waits;

  useEffect(() => {
    void loadChannels();
    loadCanned().catch(() => {}); // a text can be typed
  }, []);

  async function send(more: Refusal['more'] = null): Promise<void> {
    if (!ready || !chosen) return;
    const result = await beginText({
      channel_id: chosen.id, number, text: whole, ...more,
      ...(it && linked ? { interaction_id: it.interaction } : {}), ...(from.case ? { case_id: from.case.id } : {}),
      ...(from.customer && from.numbers?.includes(judged?.number ?? '') ? { customer_id: from.customer.id } : {}),
    });
    if (typeof result === 'string') goTo(result);
    else setRefusal({ ...result, more: more ?? result.more ? { ...more, ...result.more } : null }); // what was confirmed before holds
  }

  return (
    <Dialog title={from.customer ? <>New text to <bdi>{from.customer.name}</bdi></> : 'New text'} testid="begin-dialog">
      <form onSubmit={(event) => { event.preventDefault(); void send(); }}>
        <label>From
          <select value={chosen?.id ?? ''} data-testid="begin-channel" onChange={(event) => { setChannel(event.currentTarget.value); setRefusal(null); }}>
            {channels.value.map((one) => <option key={one.id} value={one.id}>{one.name}{one.number && ` · ${phone(one.number)}`}</option>)}
          </select>
        </label>
        <label>To
          <input type="text" inputmode="tel" value={number} maxLength={40} list="begin-numbers" autocomplete="off" aria-invalid={judged?.may_send === false}
            aria-describedby="begin-judged" data-testid="begin-number" onInput={(event) => { setNumber(event.currentTarget.value); setRefusal(null); }} />
        </label>
        <datalist id="begin-numbers">{from.numbers?.map((one) => <option key={one} value={one} />)}</datalist>
        <p id="begin-judged" class={judged?.problem ? 'error' : 'soft'} role="status" data-testid="begin-judged">{judgedWords(judged)}</p>
        {it && (
          <label class="check"><input type="checkbox" checked={linked} onChange={(event) => setLinked(event.currentTarget.checked)} data-testid="begin-linked" />
            <span class="grow">Belongs to the conversation with <bdi>{caller(it)}</bdi>, and ends with its wrap-up</span>
          </label>
        )}
        {from.case && <p class="soft">Belongs to case {from.case.number} <bdi>{from.case.title}</bdi>.</p>}
        <CannedChoice all={cannedOf(canned.value ?? [], it && linked ? it.queue?.id ?? null : undefined, '')} onPick={setText} />
        <label>Text
          <textarea rows={4} value={text} maxLength={1600} aria-describedby="begin-count" data-testid="begin-text"
            onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        {asked.map((name) => (
          <label key={name}>{PLACEHOLDERS[name]}, for {`{${name}}`}
            <input type="text" value={typed[name] ?? ''} maxLength={200} required data-testid={`begin-${name.replace('.', '-')}`}
              onInput={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })} />
          </label>
        ))}
        {asked.length > 0 && <p class="soft" data-testid="begin-preview" dir="auto">{whole}</p>}
        <p><Count id="begin-count" text={whole} price={judged?.price_class ?? null} /></p>
        <p class="error" role="alert" data-testid="begin-problem">{refusal?.text}</p>
        <div class="actions">
          <button type="button" onClick={closeDialog}>Leave it</button>
          {own && <button type="button" data-testid="begin-open" onClick={() => goTo(own)}>Open it</button>}
          {refusal?.more
            ? <button type="button" class="primary" aria-disabled={!ready} data-testid="begin-take" onClick={() => void send(refusal.more)}>{refusal.more.take ? 'Take it and send' : 'Send anyway'}</button>
            : <button class="primary" aria-disabled={!ready} data-testid="begin-send">Send</button>}
        </div>
      </form>
    </Dialog>
  );
}

function goTo(interaction: Id): void {
  closeDialog();
  select(interaction, true);
}

/** What the server says of the number as it stands; null: nothing yet. */
function useJudged(number: string, channel: string | undefined): TypedNumber | null {
  const [judged, setJudged] = useState<TypedNumber | null>(null);
  useEffect(() => {
    let gone = false;
    setJudged(null);
    if (number.trim() === '' || !channel) return undefined;
    const timer = setTimeout(() => {
      api.typedNumber(number, channel).then((it) => { if (!gone) setJudged(it); },
        (error: { body?: { errors?: { detail: string }[] }; message: string }) => {
          if (!gone) setJudged({ number: '', country_name: null, price_class: null, may_send: false, problem: error.body?.errors?.[0]?.detail ?? error.message });
        });
    }, JUDGE_AFTER_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [number, channel]);
  return judged;
}

function judgedWords(judged: TypedNumber | null): string {
  if (!judged) return 'With + and the country, or as it is dialled in the channel’s country.';
  return judged.problem ?? [phone(judged.number), judged.country_name].filter(Boolean).join(', ');
}

function CannedChoice({ all, onPick }: { all: Canned[]; onPick(text: string): void }) {
  if (all.length === 0) return null;
  const folders = [...new Set(all.map((one) => one.folder))];
  const inFolder = (folder: string) => all.filter((one) => one.folder === folder);
  const option = (one: Canned) => <option key={one.id} value={one.id}>{one.name}</option>;
  return (
    <label>Canned message
      <select data-testid="begin-canned" onChange={(event) => {
        const found = all.find((one) => one.id === event.currentTarget.value);
        if (found) onPick(found.text);
      }}>
        <option value="">None</option>
        {folders.map((folder) => (folder === '' ? inFolder('').map(option) : <optgroup key={folder} label={folder}>{inFolder(folder).map(option)}</optgroup>))}
      </select>
    </label>
  );
}
