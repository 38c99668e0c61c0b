/** What a visitor sees: the form, the conversation, its end. Owns nodes; what they do is said by `Acts`. */
import { imagesIn, readFormatted } from '../src/chat/formatted.ts';
import { formatted, icon, linked, node } from './dom.ts';
import { fill, type Texts } from './texts.ts';
import type { Chat, Field, File_, Message, Pending, Problem, Settings } from './types.ts';

export interface Acts {
  begin(form: Record<string, string>, text: string): Promise<void>;
  send(text: string): void;
  /** Takes back what was refused: the text, to be edited. */
  edit(id: string): string;
  attach(file: File): void;
  typing(): void;
  end(): void;
  again(): void;
  picture(file: File_): Promise<string>;
  /** An image of a formatted text, by its signed path. */
  image(path: string): Promise<string>;
  save(file: File_): void;
  transcript(email: string): Promise<{ url: string; mailed: boolean }>;
}

/** The files that a visitor may send, by type, with their names in every language. Of pictures the visitor sees the picture itself; all others are saved. */
const KINDS: Record<string, string> = {
  'image/png': 'PNG', 'image/jpeg': 'JPEG', 'image/gif': 'GIF', 'image/webp': 'WebP', 'application/pdf': 'PDF', 'video/mp4': 'MP4', 'audio/mpeg': 'MP3', 'audio/ogg': 'Ogg',
};
const ACCEPTED = Object.keys(KINDS).join(',');
const isPicture = (type: string) => type in KINDS && type.startsWith('image/');

export const words = (texts: Texts, problem: Problem) => problem.status === 429 ? texts.tooMuch : problem.type === 'forbidden' ? texts.refused : texts.failed;

export const fileWords = (texts: Texts, problem: Problem) => problem.type === 'too_many_files' ? texts.filesRefused : problem.status === 422 || problem.status === 415 ? fill(texts.fileRefused, Object.values(KINDS).join(', ')) : words(texts, problem);

function input(field: Field, texts: Texts) {
  const about = { name: field.name, 'data-testid': `widget-field-${field.name}`, ...(field.required ? { 'aria-required': 'true' } : {}) };
  if (field.type !== 'choice') return node('input', { ...about, type: field.type, maxlength: '200', ...(field.name === 'name' || field.type === 'email' ? { autocomplete: field.type === 'email' ? 'email' : 'name' } : {}) });
  return node('select', about, node('option', { value: '' }, texts.choose), ...(field.options ?? []).map((one) => node('option', { value: one }, one)));
}

/** The form before a chat: each field's problem stands under it. `text`: what the first message begins with. */
export function formView(settings: Settings, texts: Texts, acts: Acts, text: string): HTMLElement {
  const fields: Field[] = settings.form;
  const places = new Map<string, { input: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement; bad: HTMLElement }>();
  const row = (name: string, label: string, made: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement, required: boolean) => {
    const bad = node('span', { class: 'bad', id: `bad-${name}`, 'data-testid': `widget-problem-${name}` });
    made.setAttribute('aria-describedby', bad.id);
    places.set(name, { input: made, bad });
    return node('label', {}, node('span', {}, label, required ? '' : node('span', { class: 'soft' }, ` (${texts.optional})`)), made, bad);
  };
  const first = node('textarea', { rows: '3', maxlength: String(settings.text_max), 'aria-required': 'true', 'data-testid': 'widget-first' });
  first.value = text.slice(0, settings.text_max);
  const whole = node('p', { class: 'bad', role: 'alert', 'data-testid': 'widget-problem' });
  const submit = node('button', { class: 'main', type: 'submit', 'data-testid': 'widget-begin' }, texts.begin);
  const say = (name: string, text: string) => {
    for (const [one, { input: made, bad }] of places) { bad.textContent = one === name ? text : ''; made.toggleAttribute('aria-invalid', one === name); }
    whole.textContent = places.has(name) ? '' : text;
    places.get(name)?.input.focus();
  };
  const form = node('form', { novalidate: true, 'data-testid': 'widget-form', submit: (event) => {
    event.preventDefault();
    const missing = [...fields.filter((one) => one.required).map((one) => one.name), 'text'].find((name) => !places.get(name)?.input.value.trim());
    if (missing) { say(missing, texts.missing); return; }
    submit.disabled = true;
    submit.textContent = texts.connecting;
    const given = Object.fromEntries(fields.map((one) => [one.name, places.get(one.name)?.input.value.trim() ?? '']).filter(([, value]) => value !== ''));
    acts.begin(given, first.value.trim()).catch((caught: unknown) => {
      const problem = caught as Problem, wrong = problem.errors?.[0];
      say(wrong ? wrong.pointer.replace(/^\/(form\/)?/, '') : '', wrong?.detail ?? words(texts, problem));
    }).finally(() => { submit.disabled = false; submit.textContent = texts.begin; });
  } },
  ...(settings.greeting ? [node('p', { style: 'margin:0' }, settings.greeting)] : []),
  ...fields.map((one) => row(one.name, one.label, input(one, texts), one.required ?? false)), row('text', texts.first, first, true), whole, submit);
  return node('div', { class: 'body' }, form);
}

function fileView(file: File_, texts: Texts, acts: Acts): Node {
  const save = node('button', { type: 'button', 'data-testid': 'widget-file', 'data-type': file.type, click: () => acts.save(file) }, `${texts.file} (${Math.max(1, Math.round(file.bytes / 1024))} kB)`);
  if (!isPicture(file.type)) return save;
  const picture = node('img', { alt: texts.file, 'data-testid': 'widget-picture' });
  acts.picture(file).then((url) => { picture.src = url; }, () => picture.replaceWith(save));
  return picture;
}

/** The conversation: messages once each and in order, then what is not sent yet. */
export class TalkView {
  readonly root: HTMLElement;
  private readonly state = node('div', { class: 'state', role: 'status', 'data-testid': 'widget-state' });
  private readonly log = node('div', { class: 'body', role: 'log', tabindex: '0', 'data-testid': 'widget-log' });
  private readonly waiting = node('div', {});
  private readonly note = node('p', { class: 'bad', role: 'alert', style: 'margin:0', hidden: true, 'data-testid': 'widget-note' });
  private readonly typingLine = node('p', { class: 'soft', style: 'margin:0', hidden: true, 'data-testid': 'widget-typing' });
  private readonly box: HTMLTextAreaElement;
  private readonly write: HTMLElement;
  private readonly foot: HTMLElement;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private last = 0;
  private chat: Chat | undefined;
  private up = true;
  private over = false;

  constructor(private readonly settings: Settings, private readonly texts: Texts, private readonly acts: Acts) {
    this.log.setAttribute('aria-label', settings.title);
    this.box = node('textarea', { rows: '1', 'aria-label': texts.message, placeholder: texts.message, maxlength: String(settings.text_max), 'data-testid': 'widget-text',
      input: () => { this.box.style.height = 'auto'; this.box.style.height = `${this.box.scrollHeight + 2}px`; acts.typing(); },
      keydown: (event) => {
        const key = event as KeyboardEvent;
        if (key.key === 'Enter' && !key.shiftKey && !key.isComposing) { event.preventDefault(); this.send(); }
      } });
    const choose = node('input', { type: 'file', hidden: true, accept: ACCEPTED, 'data-testid': 'widget-choose', change: () => { const file = choose.files?.[0]; if (file) acts.attach(file); choose.value = ''; } });
    this.write = node('div', { class: 'write' }, settings.file_max_bytes > 0 && node('button', { type: 'button', class: 'bare', 'aria-label': texts.attach, 'data-testid': 'widget-attach', click: () => choose.click() }, icon('M21 12l-9 9a6 6 0 0 1-8-8l9-9a4 4 0 0 1 6 6l-9 9a2 2 0 0 1-3-3l8-8')), choose,
      this.box, node('button', { type: 'button', class: 'main', 'data-testid': 'widget-send', click: () => this.send() }, texts.send));
    this.foot = node('div', { class: 'foot' });
    this.log.append(this.waiting);
    this.root = node('div', { style: 'display:contents' }, this.state, this.log, node('div', { style: 'padding:0 16px' }, this.typingLine, this.note), this.write, this.foot);
    this.askEnd(false);
  }

  focus() { this.box.focus(); }

  private send() {
    const text = this.box.value.trim();
    if (text === '') return;
    this.box.value = '';
    this.box.style.height = 'auto';
    this.acts.send(text);
  }

  /** The button, or the question whether it is meant. */
  private askEnd(asked: boolean) {
    this.foot.replaceChildren(...(asked ? [node('span', { class: 'grow' }, this.texts.endAsk), node('button', { type: 'button', 'data-testid': 'widget-end-yes', click: () => this.acts.end() }, this.texts.yes),
      node('button', { type: 'button', click: () => { this.askEnd(false); } }, this.texts.no)]
      : [node('span', { class: 'grow' }), node('button', { type: 'button', 'data-testid': 'widget-end', click: () => this.askEnd(true) }, this.texts.end)]));
    if (asked) this.foot.querySelector('button')?.focus();
  }

  private scroll() { this.log.scrollTop = this.log.scrollHeight; }

  add(message: Message) {
    if (message.seq <= this.last) return;
    this.last = message.seq;
    const mine = message.from === 'visitor';
    const who = mine ? this.texts.you : message.name ?? this.texts.automatic;
    this.waiting.before(node('div', { class: mine ? 'message mine' : 'message', 'data-testid': 'widget-message', 'data-from': message.from, 'data-seq': String(message.seq) },
      node('div', { class: 'soft' }, `${who}, ${new Date(message.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}`),
      this.bubble(message)));
    if (!mine) this.typing(false);
    this.scroll();
  }

  /** Formatted text where all of it is of the server's form; else its plain form. */
  private bubble(message: Message): HTMLElement {
    const files = message.files.map((one) => fileView(one, this.texts, this.acts));
    const pieces = message.html === undefined ? null : readFormatted(message.html);
    if (!pieces || imagesIn(pieces).some((id) => !this.pathOf(message, id))) return node('div', { class: 'bubble' }, ...linked(message.text), ...files);
    return node('div', { class: 'bubble formatted', 'data-testid': 'widget-formatted' }, ...formatted(pieces, (id, made) => {
      this.acts.image(this.pathOf(message, id) ?? '').then((url) => { made.src = url; made.onload = () => this.grown(); }, () => made.replaceWith(node('em', {}, made.alt || this.texts.image)));
    }), ...files);
  }

  private pathOf(message: Message, id: string) { return message.images?.find((one) => one.id === id)?.path; }

  /** An image has its height now: who read the end stays there. */
  private grown() { if (this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 320) this.scroll(); }

  pending(list: Pending[]) {
    this.waiting.replaceChildren(...list.map((one) => node('div', { class: 'message mine', style: 'margin-left:auto', 'data-testid': 'widget-unsent' },
      node('div', { class: 'bubble' }, one.text), one.refused ? this.refusedFoot(one) : node('div', { class: 'soft' }, this.texts.unsent))));
    this.waiting.style.display = list.length > 0 ? 'contents' : 'none';
    this.scroll();
  }

  private refusedFoot(one: Pending): HTMLElement {
    return node('div', { class: 'bad', 'data-testid': 'widget-refused' }, `${this.texts.notSent} `,
      !this.over && node('button', { type: 'button', class: 'bare', 'data-testid': 'widget-edit', click: () => {
        this.box.value = [this.box.value, this.acts.edit(one.id)].filter(Boolean).join('\n');
        this.focus();
      } }, this.texts.edit));
  }

  say(text: string) { this.note.textContent = text; this.note.hidden = text === ''; }

  typing(on: boolean) {
    clearTimeout(this.typingTimer);
    this.typingLine.textContent = fill(this.texts.typing, this.chat?.agent ?? '');
    this.typingLine.hidden = !on;
    if (on) this.typingTimer = setTimeout(() => this.typing(false), 6000);
  }

  connection(up: boolean) { this.up = up; if (this.chat) this.show(this.chat); }

  private stateWords(chat: Chat): string {
    const { texts } = this;
    if (chat.state === 'ended') return texts.ended;
    if (!this.up) return texts.lost;
    if (chat.state === 'talking') return fill(texts.talking, chat.agent ?? '');
    return [texts.waiting, chat.position !== null && fill(texts.place, chat.position), chat.estimate_ms !== null && fill(texts.estimate, Math.max(1, Math.round(chat.estimate_ms / 60000)))].filter(Boolean).join(' ');
  }

  show(chat: Chat) {
    this.chat = chat;
    const now = this.stateWords(chat);
    if (this.state.textContent !== now) this.state.textContent = now;
    this.state.dataset['state'] = chat.state;
    if (chat.state !== 'ended' || this.over) return;
    this.over = true;
    this.write.remove();
    this.typing(false);
    this.foot.replaceChildren(this.endView());
  }

  private endView(): HTMLElement {
    const { texts, settings } = this;
    const email = node('input', { type: 'email', 'aria-label': texts.email, placeholder: texts.email, autocomplete: 'email', style: 'flex:1;min-width:0', 'data-testid': 'widget-transcript-email' });
    const done = node('p', { style: 'margin:0', role: 'status', 'data-testid': 'widget-transcript-done' });
    const form = node('form', { style: 'flex-direction:row', submit: (event) => {
      event.preventDefault();
      this.acts.transcript(email.value.trim()).then(({ url, mailed }) => {
        done.replaceChildren(`${texts.transcriptDone} `, node('a', { href: url, target: '_blank', rel: 'noopener noreferrer', 'data-testid': 'widget-transcript-link' }, texts.transcriptLink), mailed ? ` ${fill(texts.transcriptMailed, email.value.trim())}` : '');
      }, (problem: Problem) => { done.textContent = problem.errors?.[0]?.detail ?? words(texts, problem); });
    } }, email, node('button', { type: 'submit', 'data-testid': 'widget-transcript' }, texts.transcript));
    return node('div', { style: 'display:flex;flex-direction:column;gap:8px;flex:1;padding:8px' }, settings.closing_text && node('p', { style: 'margin:0', 'data-testid': 'widget-closing' }, settings.closing_text), form, done,
      node('button', { type: 'button', class: 'main', 'data-testid': 'widget-again', click: () => this.acts.again() }, texts.again));
  }
}
