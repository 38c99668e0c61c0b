/**
 * <trunkline-chat key="…">: the element that a page embeds. It joins store, link and view; where the script's own tag says
 * data-key, the element is made by itself.
 */
import { icon, node } from './dom.ts';
import { Follow, Link } from './link.ts';
import { solve } from './proof.ts';
import { Store, newId, newToken } from './store.ts';
import { readable, style } from './style.ts';
import { fill, textsOf, type Texts } from './texts.ts';
import type { Challenge, File_, Message, Problem, Settings, Shown } from './types.ts';
import { fileWords, formView, TalkView, words, type Acts } from './view.ts';

const script = document.currentScript as HTMLScriptElement | null;
const home = script ? new URL('.', script.src).href.replace(/\/widget\/v1\/$/, '') : location.origin;

/** How many proofs of one beginning the server may refuse. */
const PROOFS = 3;

class TrunklineChat extends HTMLElement {
  private readonly root = this.attachShadow({ mode: 'open' });
  private texts!: Texts;
  private link!: Link;
  private store!: Store;
  private base = '';
  private settings: Settings | undefined;
  private follow: Follow | undefined;
  private talk: TalkView | undefined;
  private unread = 0;
  private sending = false;
  /** A chat whose beginning was not answered: it may have begun, so the same token asks again. */
  private begun: { token: string; id: string; text: string; proof?: string | undefined } | undefined;
  /** What the chat before did not take, for the first message of the next. */
  private refused = '';
  private urls: string[] = [];
  private forget: (() => void) | undefined;
  private launch!: HTMLButtonElement;
  private panel: HTMLElement | undefined;

  async connectedCallback() {
    if (this.base !== '') return;
    const key = this.getAttribute('key') ?? '';
    this.base = `${(this.getAttribute('server') ?? home).replace(/\/$/, '')}/widget/v1/channels/${encodeURIComponent(key)}`;
    let own: Partial<Texts> = {};
    try { own = JSON.parse(this.getAttribute('texts') ?? '{}') as Partial<Texts>; } catch { /* then the usual words */ }
    this.texts = textsOf(this.language, own);
    this.link = new Link(this.base);
    this.store = new Store(key);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    this.root.adoptedStyleSheets = [sheet];
    try { this.settings = await this.link.settings(); } catch (problem) {
      console.warn('trunkline-chat:', words(this.texts, problem as Problem), (problem as Problem).detail ?? '');
      this.base = '';
      return;
    }
    this.style.setProperty('--accent', this.settings.colour);
    this.style.setProperty('--on', readable(this.settings.colour));
    this.launch = node('button', { class: 'main launch', type: 'button', 'aria-label': this.texts.open, 'aria-expanded': 'false', 'data-testid': 'widget-open', click: () => this.open() }, icon('M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5z'));
    this.root.append(this.launch);
    this.forget = this.store.onChange(() => this.resume());
    this.resume();
  }

  disconnectedCallback() { this.follow?.stop(); this.follow = undefined; this.forget?.(); }

  private get language() { return this.getAttribute('lang') ?? (document.documentElement.lang || navigator.language || 'en'); }

  /** A chat that began in this browser, here or in another tab, goes on. */
  private resume() {
    const kept = this.store.kept;
    if (kept && !this.follow) this.join(kept.token);
    if (!kept && this.follow) this.reset();
    void this.flush();
  }

  private join(token: string) {
    if (!this.settings) return;
    this.talk = new TalkView(this.settings, this.texts, this.acts);
    this.talk.pending(this.store.kept?.pending ?? []);
    this.follow = new Follow(this.link, this.base, token, 0, {
      shown: (shown) => this.shown(shown),
      typing: () => this.talk?.typing(true),
      up: (up) => { this.talk?.connection(up); },
      gone: () => { this.store.kept = null; this.reset(); },
    });
    if (this.panel) this.fillPanel();
  }

  private reset() {
    this.follow?.stop();
    this.follow = undefined;
    this.talk = undefined;
    for (const url of this.urls.splice(0)) URL.revokeObjectURL(url);
    if (this.panel) this.fillPanel();
  }

  private shown({ chat, messages }: Shown) {
    for (const message of messages) {
      if (message.client_id) this.store.drop(message.client_id);
      this.talk?.add(message);
      this.note(message);
    }
    this.talk?.show(chat);
    this.talk?.pending(this.store.kept?.pending ?? []);
  }

  /** A closed panel says how much is unread. */
  private note(message: Message) {
    if (this.panel || message.from === 'visitor') return;
    this.count(this.unread + 1);
    this.launch.setAttribute('aria-label', `${this.texts.open}. ${fill(this.texts.newMessages, message.name ?? this.texts.automatic)}`);
  }

  private count(unread: number) {
    this.unread = unread;
    this.launch.querySelector('.count')?.remove();
    if (unread > 0) this.launch.append(node('span', { class: 'count', 'data-testid': 'widget-unread' }, String(unread)));
    else this.launch.setAttribute('aria-label', this.texts.open);
  }

  private open() {
    if (!this.settings || this.panel) return;
    this.count(0);
    this.panel = node('div', { class: 'panel', role: 'dialog', 'aria-label': this.settings.title, 'data-testid': 'widget-panel', keydown: (event) => { if ((event as KeyboardEvent).key === 'Escape') this.close(); } });
    this.root.append(this.panel);
    this.launch.hidden = true;
    this.launch.setAttribute('aria-expanded', 'true');
    this.fillPanel();
  }

  close() {
    this.panel?.remove();
    this.panel = undefined;
    this.launch.hidden = false;
    this.launch.setAttribute('aria-expanded', 'false');
    this.launch.focus();
  }

  private fillPanel() {
    if (!this.settings || !this.panel) return;
    const header = node('header', {}, node('h2', {}, this.settings.title), node('button', { class: 'bare', type: 'button', 'aria-label': this.texts.close, 'data-testid': 'widget-close', click: () => this.close() }, icon('M6 6l12 12M18 6L6 18')));
    this.panel.replaceChildren(header, this.talk ? this.talk.root : formView(this.settings, this.texts, this.acts, this.refused));
    if (this.talk) this.talk.focus();
    else this.panel.querySelector<HTMLElement>('input,select,textarea')?.focus();
  }

  private unsent(refused: boolean) { return (this.store.kept?.pending ?? []).filter((one) => Boolean(one.refused) === refused); }

  /** What is not taken yet goes in order, one at a time; the same id twice is stored once. What is refused stays to be edited. */
  private async flush() {
    if (this.sending) return;
    this.sending = true;
    for (let next = this.unsent(false)[0]; next && this.talk; next = this.unsent(false)[0]) {
      const { id, text } = next;
      try {
        await this.link.insist('POST', '/chat/messages', this.store.kept?.token, { text, client_id: id }, (problem) => this.talk?.say(problem.status === 429 ? this.texts.tooMuch : ''));
        this.store.drop(id);
        this.talk?.say('');
      } catch (problem) {
        this.store.refuse(id);
        this.talk?.pending(this.store.kept?.pending ?? []);
        this.talk?.say(words(this.texts, problem as Problem));
      }
      if (!this.follow) break;
    }
    this.sending = false;
  }

  private fetchFile(file: File_) { return this.link.ask<Blob>('GET', `/chat/files/${file.id}`, this.store.kept?.token); }

  /** A proof is kept for the same token until the chat has begun; one that is refused comes back with a new challenge. */
  private async start(begun: NonNullable<typeof this.begun>, body: object): Promise<Shown> {
    if (this.settings?.proof_of_work && !begun.proof) begun.proof = await this.link.ask<Challenge>('GET', '/challenge', begun.token).then(solve, () => undefined); // a refused start brings one, too
    for (let tries = 1; ; tries++) {
      try { return await this.link.ask<Shown>('POST', '/chats', begun.token, { ...body, ...(begun.proof ? { proof: begun.proof } : {}) }); } catch (caught) {
        const { challenge, bits } = caught as Problem;
        if (!challenge || !bits || tries === PROOFS) throw caught;
        begun.proof = await solve({ challenge, bits });
      }
    }
  }

  private readonly acts: Acts = {
    begin: async (form, text) => {
      const before = this.begun;
      const { token, id } = this.begun = { token: before?.token ?? newToken(), id: before?.text === text ? before.id : newId(), text, proof: before?.proof };
      const { messages } = await this.start(this.begun, { form, text, client_id: id, page_url: location.href.slice(0, 2000), language: this.language.slice(0, 35) });
      this.begun = undefined;
      this.refused = '';
      this.store.kept = { token, pending: messages.some((one) => one.client_id === id) ? [] : [{ id, text }] }; // it had begun with other words
      this.join(token);
      void this.flush();
    },
    send: (text) => {
      this.store.add({ id: newId(), text });
      this.talk?.pending(this.store.kept?.pending ?? []);
      void this.flush();
    },
    attach: (file) => {
      const most = this.settings?.file_max_bytes ?? 0;
      if (file.size > most) { this.talk?.say(fill(this.texts.fileTooLarge, Math.floor(most / 1048576))); return; }
      this.talk?.say(this.texts.sending);
      this.link.insist('POST', `/chat/files?client_id=${newId()}`, this.store.kept?.token, file, () => this.talk?.say(this.texts.sending))
        .then(() => this.talk?.say(''), (problem: Problem) => this.talk?.say(fileWords(this.texts, problem)));
    },
    typing: () => this.follow?.typing(),
    end: () => {
      this.link.ask<Shown>('POST', '/chat/end', this.store.kept?.token).then(({ chat }) => this.talk?.show(chat), (problem: Problem) => this.talk?.say(words(this.texts, problem)));
    },
    edit: (id) => {
      const one = this.store.kept?.pending.find((kept) => kept.id === id);
      this.store.drop(id);
      this.talk?.pending(this.store.kept?.pending ?? []);
      return one?.text ?? '';
    },
    again: () => {
      this.refused = this.unsent(true).map((one) => one.text).join('\n');
      this.store.kept = null;
      this.reset();
    },
    picture: async (file) => {
      const url = URL.createObjectURL(await this.fetchFile(file));
      this.urls.push(url);
      return url;
    },
    image: async (path) => {
      const url = URL.createObjectURL(await this.link.ask<Blob>('GET', path));
      this.urls.push(url);
      return url;
    },
    save: (file) => {
      this.fetchFile(file).then((bytes) => {
        const url = URL.createObjectURL(bytes);
        this.urls.push(url);
        node('a', { href: url, download: `file-${file.id}` }).click();
      }, (problem: Problem) => this.talk?.say(words(this.texts, problem)));
    },
    transcript: (email) => this.link.ask('POST', '/chat/transcript', this.store.kept?.token, email === '' ? {} : { email }),
  };
}

if (!customElements.get('trunkline-chat')) customElements.define('trunkline-chat', TrunklineChat);

const key = script?.dataset['key'];
if (key) {
  const add = () => {
    const made = document.createElement('trunkline-chat');
    made.setAttribute('key', key);
    document.body.append(made);
  };
  if (document.body) add();
  else addEventListener('DOMContentLoaded', add);
}
