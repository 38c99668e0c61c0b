/** The way to the server: requests with retries; the stream, and polling where no stream comes through. */
import type { Chat, Message, Problem, Settings, Shown } from './types.ts';

const WAIT_MS = 15000, UPLOAD_BYTES_MS = 16, BACK_OFF_MS = 1000, BACK_OFF_MAX_MS = 30000, POLL_MS = 5000, STREAM_TRIES = 3, TYPING_MS = 3000;

/** Gone for good: this chat is not there any more. */
const UNKNOWN = 4004;

/** Half of it at random, so that not all pages come back at once. */
const backOff = (tries: number) => Math.min(BACK_OFF_MS * 2 ** tries, BACK_OFF_MAX_MS) * (0.5 + Math.random() / 2);
export const later = (ms: number) => new Promise<void>((done) => { setTimeout(done, ms); });

export class Link {
  constructor(private readonly base: string) {}

  /** The answer; throws a Problem. Status 0: nothing came back. A Blob goes as its bytes and has the time that a slow line (16 bytes per ms) needs for it. */
  async ask<T>(method: string, path: string, token?: string, body?: unknown): Promise<T> {
    const [type, wait_ms] = body instanceof Blob ? ['application/octet-stream', WAIT_MS + body.size / UPLOAD_BYTES_MS] : ['application/json', WAIT_MS];
    let answer: Response;
    try {
      answer = await fetch(this.base + path, {
        method, mode: 'cors', credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(wait_ms),
        headers: { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(body === undefined ? {} : { 'Content-Type': type }) },
        ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
      });
    } catch { throw { status: 0, type: 'unreachable', after_ms: 0 } satisfies Problem; }
    if (answer.ok) return (answer.headers.get('content-type') ?? '').startsWith('application/json') ? await answer.json() as T : await answer.blob() as T;
    const told = await answer.json().catch(() => ({})) as Partial<Problem>;
    throw { type: 'failed', ...told, status: answer.status, after_ms: Number(answer.headers.get('retry-after') ?? 0) * 1000 } satisfies Problem;
  }

  /** Asks until it is answered: what was not taken (no connection, 429, 503) is tried again; `tell` hears of each that was in vain. */
  async insist<T>(method: string, path: string, token: string | undefined, body: unknown, tell: (problem: Problem) => void): Promise<T> {
    for (let tries = 0; ; tries++) {
      try { return await this.ask<T>(method, path, token, body); } catch (caught) {
        const problem = caught as Problem;
        if (problem.status !== 0 && problem.status !== 429 && problem.status < 500) throw problem;
        tell(problem);
        await later(Math.max(problem.after_ms, backOff(tries)));
      }
    }
  }

  settings() { return this.ask<Settings>('GET', ''); }
}

export interface Heard {
  shown(shown: Shown): void;
  typing(): void;
  up(up: boolean): void;
  gone(): void;
}

/** A chat that is followed: whatever is new comes once and in order, whichever way it comes. */
export class Follow {
  private socket: WebSocket | undefined;
  private stopped = false;
  private tries = 0;
  private told = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private polling = false;
  constructor(private readonly link: Link, private readonly base: string, private readonly token: string, private after: number, private readonly heard: Heard) { this.connect(); }

  private connect() {
    if (this.stopped) return;
    const socket = this.socket = new WebSocket(`${this.base.replace(/^http/, 'ws')}/stream`);
    let came = false;
    socket.onopen = () => socket.send(JSON.stringify({ token: this.token, after_seq: this.after }));
    socket.onmessage = (event) => {
      const frame = JSON.parse(event.data as string) as { type: string } & Shown;
      if (frame.type === 'typing') this.heard.typing();
      if (frame.type !== 'chat') return;
      if (!came) { came = true; this.tries = 0; this.heard.up(true); }
      this.take(frame);
    };
    socket.onclose = (event) => {
      if (this.stopped) return;
      if (event.code === UNKNOWN) { this.stop(); this.heard.gone(); return; }
      if (!this.polling) this.heard.up(false);
      if (++this.tries >= STREAM_TRIES) void this.poll();
      this.timer = setTimeout(() => this.connect(), backOff(this.tries));
    };
  }

  private take(shown: Shown) {
    const messages = shown.messages.filter((one: Message) => one.seq > this.after);
    this.after = Math.max(this.after, shown.next_seq);
    this.heard.shown({ ...shown, messages });
  }

  /** While no stream comes through; one round at a time, however often a stream is tried meanwhile. */
  private async poll() {
    if (this.polling) return;
    this.polling = true;
    try {
      while (!this.stopped && this.socket?.readyState !== WebSocket.OPEN) {
        const shown = await this.link.ask<Shown>('GET', `/chat?after_seq=${this.after}`, this.token);
        if (this.stopped) break;
        this.take(shown);
        this.heard.up(true);
        await later(POLL_MS);
      }
    } catch (problem) {
      if (!this.stopped) this.missed(problem as Problem);
    }
    this.polling = false;
  }

  private missed({ status }: Problem) {
    if (status !== 404) { this.heard.up(false); return; }
    this.stop();
    this.heard.gone();
  }

  typing() {
    if (this.socket?.readyState !== WebSocket.OPEN || Date.now() - this.told < TYPING_MS) return;
    this.told = Date.now();
    this.socket.send('{"type":"typing"}');
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }
}

export type { Chat };
