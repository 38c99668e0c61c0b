/*
 * A list of things of the configuration and a form for each, from a table of fields: what is refused stands at its field, what somebody else
 * saved meanwhile is told. Must not know: what is kept.
 */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { say } from '../alerts.ts';
import { Icon } from '../view/Icon.tsx';
import { Sure } from '../view/Sure.tsx';
import { useReading } from '../view/useReading.ts';
import { Field, Tick } from './Field.tsx';
import { Overtaken, all, change, make, refusalOf, remove, wordsOf, type Thing, type Warning } from './things.ts';

export type Options = readonly (readonly [string, string])[];
type Typed = Readonly<Record<string, string | boolean | readonly string[]>>;

/**
 * word: null when empty; words: the same, of several lines; count: a number, null when empty; minutes: the same, milliseconds in the API; secret: sent when
 * it is typed; lines: a list, one a line; phone, phones: a word, a list of telephone numbers, which may be typed in groups; picks: some of the options, in
 * the order in which they were ticked; set: without an order.
 */
export interface FieldRow {
  name: string;
  word: string;
  kind: 'text' | 'word' | 'words' | 'number' | 'count' | 'minutes' | 'secret' | 'flag' | 'lines' | 'phone' | 'phones' | 'picks' | 'set';
  hint?: string;
  required?: boolean;
  max?: number;
  /** Chosen of these; none: what stands for nothing. */
  options?: Options;
  none?: string;
  /** Of a new one. */
  begins?: string | boolean;
  upper?: boolean;
}

export interface Kind<T> {
  /** In the API's path, and in the hooks for tests. */
  noun: string;
  one: string;
  title: string;
  about?: ComponentChildren;
  empty: string;
  fields: readonly FieldRow[];
  /** Of one of them, other fields. */
  fieldsOf?(thing: T): readonly FieldRow[] | undefined;
  name(thing: T): string;
  head(thing: T): ComponentChildren;
  lines(thing: T): string[];
  /** Their number is given: none is made or deleted. */
  fixed?: boolean;
  /** This one is not deleted. */
  stays?(thing: T): boolean;
  /** Of all that there are, these. */
  filter?: Readonly<Record<string, string>>;
}

const MINUTE_MS = 60_000;
const isList = (kind: FieldRow['kind']) => kind === 'lines' || kind === 'phones';
const isNumber = (kind: FieldRow['kind']) => kind === 'number' || kind === 'count' || kind === 'minutes';

function typedOf(fields: readonly FieldRow[], thing: Thing | null): Typed {
  return Object.fromEntries(fields.map(({ name, kind, begins }) => {
    const value = (thing as unknown as Record<string, unknown> | null)?.[name];
    if (kind === 'picks' || kind === 'set') return [name, (value as string[] | undefined) ?? []];
    if (isList(kind)) return [name, ((value as string[] | undefined) ?? []).join('\n')];
    if (kind === 'minutes') return [name, typeof value === 'number' ? String(value / MINUTE_MS) : ''];
    if (kind === 'flag') return [name, (value as boolean | undefined) ?? begins ?? false];
    return [name, String(value ?? (thing ? '' : begins ?? ''))];
  }));
}

const numbered = (text: string, factor = 1): number | string => (/^-?\d{1,9}$/.test(text) ? Number(text) * factor : text);
/** Without what separates groups. Anything else stays for the server to refuse: "(0)" and "/57" are no part of a number that is given in full. */
const digits = (text: string): string => text.replace(/[\s.\-\u2010\u2011]/g, '');
/** The server's limits of a field of minutes are in milliseconds. */
const refusedIn = ({ kind }: FieldRow, words: string | undefined) => (kind === 'minutes' ? words?.replace(/\d{5,}/g, (ms) => String(Number(ms) / MINUTE_MS)) : words);

function sent({ kind }: FieldRow, value: Typed[string]): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  switch (kind) {
    case 'word': case 'words': return text || null;
    case 'number': return numbered(text);
    case 'count': return text ? numbered(text) : null;
    case 'minutes': return text ? numbered(text, MINUTE_MS) : null;
    case 'lines': return text.split(/\s+/).filter(Boolean);
    case 'phone': return digits(text) || null;
    case 'phones': return text.split(/[\n,;]/).map(digits).filter(Boolean);
    default: return text;
  }
}

const bodyOf = (fields: readonly FieldRow[], typed: Typed, base: Typed | null) => Object.fromEntries(fields
  .filter(({ name, kind }) => (base ? JSON.stringify(typed[name]) !== JSON.stringify(base[name]) : typed[name] !== '' || (kind !== 'secret' && kind !== 'number')))
  .map((row) => [row.name, sent(row, typed[row.name]!)]));

/** top: it is the page's only part. changed: read again with another one. */
export function Things<T extends Thing>({ of, top = false, changed = 0, onChanged }: { of: Kind<T>; top?: boolean; changed?: number; onChanged?(): void }) {
  const { value, problem, again } = useReading(() => all<T>(of.noun, of.filter), [changed], wordsOf);
  const [open, setOpen] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [warnings, setWarnings] = useState<readonly Warning[]>([]);
  const title = useRef<HTMLHeadingElement>(null);
  const done = (found: readonly Warning[]) => { setWrong(null); setWarnings(found); again(); onChanged?.(); title.current?.focus(); };
  const close = (saved: T | null) => { setOpen(null); if (saved) done(saved.warnings ?? []); else title.current?.focus(); };
  const id = `${of.noun}-title`, Title = top ? 'h1' : 'h2';
  return (
    <section class="kind" aria-labelledby={id} data-testid={of.noun}>
      <header class="row"><Title id={id} ref={title} tabIndex={-1} class="grow">{of.title}</Title>
        {!of.fixed && <button type="button" class={top ? 'primary' : undefined} onClick={() => setOpen('new')} data-testid={`${of.noun}-new`}><Icon name="plus" size={14} /> New {of.one}</button>}</header>
      {of.about && <p class="soft">{of.about}</p>}
      {(wrong ?? problem) && <p class="error" role="alert" data-testid={`${of.noun}-problem`}>{wrong ?? problem}</p>}
      <div role="status" class="told" data-testid={`${of.noun}-warnings`}>{warnings.length > 0 && <ul class="note">{warnings.map((one) => <li key={one.kind + one.id}>{one.words}</li>)}</ul>}</div>
      {open === 'new' && <Form of={of} thing={null} onClose={close} />}
      {value?.length === 0 && open !== 'new' && <p class="soft">{of.empty}</p>}
      <ul class="things">
        {value?.map((one) => (
          <li key={one.id} data-testid={`${of.noun}-row`} data-id={one.id}>
            <div class="grow">{of.head(one)}{of.lines(one).map((line, n) => <small key={n}><bdi>{line}</bdi></small>)}</div>
            {open !== one.id && <button type="button" onClick={() => setOpen(one.id)} data-testid={`${of.noun}-edit`}>Change<span class="hidden"> {of.name(one)}</span></button>}
            {!of.fixed && !of.stays?.(one) && <Sure word="Delete" about={of.name(one)} look="danger" question={`Delete ${of.name(one)}?`} testid={`${of.noun}-delete`}
              run={() => remove(of.noun, one.id, one.version).then(() => done([]), (error: unknown) => setWrong(wordsOf(error)))} />}
            {open === one.id && <Form of={of} thing={one} onClose={close} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** As the form shows it. */
const shownIn = ({ options }: FieldRow, value: Typed[string]) => [value].flat().map((one) => options?.find(([id]) => id === one)?.[1] ?? String(one)).join(', ');

function Form<T extends Thing>({ of, thing, onClose }: { of: Kind<T>; thing: T | null; onClose(saved: T | null): void }) {
  const [read, setRead] = useState(thing);
  const fields = (thing && of.fieldsOf?.(thing)) ?? of.fields;
  const [typed, setTyped] = useState<Typed>(() => typedOf(fields, thing));
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>('input, select, textarea')?.focus(), []);
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [wrong]);
  const set = (name: string, value: Typed[string]) => setTyped((before) => ({ ...before, [name]: value }));

  function overtaken(now: T | null): void {
    if (!now) return setProblem('Somebody else has deleted it meanwhile. What you typed is still here.');
    const [before, after] = [typedOf(fields, read), typedOf(fields, now)];
    const theirs = fields.filter(({ name }) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
    setProblem(`Somebody else has changed it meanwhile. It stands now: ${theirs.map((row) => `${row.word} ${shownIn(row, after[row.name]!) || 'nothing'}`).join(', ')}. Save again to have it as you typed it.`);
    // What only they changed is taken in.
    setTyped((mine) => ({ ...mine, ...Object.fromEntries(theirs.filter(({ name }) => JSON.stringify(mine[name]) === JSON.stringify(before[name])).map(({ name }) => [name, after[name]!])) }));
    setRead(now);
  }
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      const body = bodyOf(of.fields, typed, read && typedOf(fields, read));
      const saved = await (read ? change<T>(of.noun, read.id, read.version, body) : make<T>(of.noun, body));
      say('Saved');
      onClose(saved);
    } catch (error) {
      if (error instanceof Overtaken) overtaken(error.now as T | null);
      else {
        const { fields, text } = refusalOf(error);
        setWrong(fields);
        setProblem(Object.keys(fields).some((name) => name in typed) ? 'Nothing was saved.' : text);
      }
    }
    setBusy(false);
  }
  return (
    <form ref={form} class="inline-form" noValidate onSubmit={(event) => void submit(event)} data-testid={`${of.noun}-form`}>
      {fields.map((row) => <One key={row.name} row={row} value={typed[row.name]!} wrong={refusedIn(row, wrong[row.name])} onValue={(value) => set(row.name, value)} />)}
      {problem && <p class="error" role="alert" data-testid={`${of.noun}-refused`}>{problem}</p>}
      <div class="row"><button class="primary" aria-disabled={busy} data-testid={`${of.noun}-save`}>Save</button><button type="button" onClick={() => onClose(null)} data-testid={`${of.noun}-cancel`}>Cancel</button></div>
    </form>
  );
}

function One({ row: { name, word, kind, hint, required, max = 200, options, none, upper }, value, wrong, onValue }: { row: FieldRow; value: Typed[string]; wrong: string | undefined; onValue(value: Typed[string]): void }) {
  if (kind === 'flag') return <Tick name={name} word={word} hint={hint} wrong={wrong} checked={value as boolean} onTick={onValue} />;
  if (kind === 'picks' || kind === 'set') return <Picks ordered={kind === 'picks'} name={name} word={word} hint={hint} wrong={wrong} options={options!} value={value as readonly string[]} onValue={onValue} />;
  return (
    <Field name={name} word={word} hint={hint} wrong={wrong} required={required}>
      {(told) => options ? (
        <select {...told} value={value as string} onChange={(event) => onValue(event.currentTarget.value)}>
          {none !== undefined && <option value="">{none}</option>}
          {options.map(([id, text]) => <option key={id} value={id}>{text}</option>)}
        </select>
      ) : isList(kind) || kind === 'words' ? <textarea {...told} rows={2} value={value as string} {...(kind === 'words' ? { maxLength: max } : {})} onInput={(event) => onValue(event.currentTarget.value)} />
        : <input {...told} {...(kind === 'secret' ? { type: 'password' as const } : { type: 'text' as const })} value={value as string} maxLength={max} autocomplete={kind === 'secret' ? 'new-password' : 'off'} spellcheck={false} {...(isNumber(kind) ? { inputmode: 'numeric' as const } : kind === 'phone' ? { inputmode: 'tel' as const } : {})}
            onInput={(event) => onValue(upper ? event.currentTarget.value.toUpperCase() : event.currentTarget.value)} />}
    </Field>
  );
}

/** ordered: ticked in the order in which they are used. */
function Picks({ ordered, name, word, hint, wrong, options, value, onValue }: { ordered: boolean; name: string; word: string; hint: string | undefined; wrong: string | undefined; options: Options; value: readonly string[]; onValue(value: readonly string[]): void }) {
  const ticked = (id: string, on: boolean) => (ordered ? (on ? [...value, id] : value.filter((one) => one !== id)) : options.map(([one]) => one).filter((one) => (one === id ? on : value.includes(one))));
  return (
    <div class={`field${wrong ? ' wrong' : ''}${ordered ? '' : ' wide'}`} role="group" aria-label={word}>
      <span class="word">{word}</span>
      {options.length === 0 && <small>There is none yet.</small>}
      {options.map(([id, text]) => <label key={id} class="check"><input type="checkbox" checked={value.includes(id)} aria-invalid={!!wrong} aria-describedby={`picks-${name}`} data-testid={`field-${name}`}
        onChange={(event) => onValue(ticked(id, event.currentTarget.checked))} /><bdi>{text}</bdi>{ordered && value.includes(id) && value.length > 1 && <small>{value.indexOf(id) + 1}.</small>}</label>)}
      <p id={`picks-${name}`} class="error" data-testid={`wrong-${name}`}>{wrong}</p>
      {hint && <small>{hint}</small>}
    </div>
  );
}
