/*
 * The phone's socket (decisions 0051, 0080): opened by a token that is asked for each time, renewed within the hour. JsSIP's Socket.
 * Owns: tokens and their renewal, and the way back to its connection when it breaks, of which JsSIP learns nothing: it would end
 * whatever is dialled or rings. Must not know: SIP.
 */
import { Problem, command, newKey, opened } from '../api.ts';
import type { Id } from '../types.ts';

/** Of the hour that a token is good for. */
const RENEW_MS = 45 * 60 * 1000;
const RENEW_AGAIN_MS = 60 * 1000;

export interface PhoneToken {
  id: Id;
  token: string | null;
  username: string;
  name: string;
  phone_mode: 'workspace' | 'forward' | 'sip_uri';
  path: string;
  ice_servers: RTCIceServer[];
}

/** Where the socket is, for one use. page: who comes back to their calls. */
export const socketAt = (token: PhoneToken, page?: string): string =>
  `${location.origin.replace(/^http/, 'ws')}${opened(`/phone/socket?token=${encodeURIComponent(token.token ?? '')}${page ? `&page=${page}` : ''}`)}`;

export const askToken = () => command<PhoneToken>('POST', '/phone/token');

/** Codes after which another try would end the same way. */
const FINAL: Record<number, string> = {
  4001: 'Your login has ended.',
  4011: 'This phone is open in another tab by now.',
  4008: 'You have as many phones open as there may be: close one, then turn this one on again.',
};
const LOADED_AGAIN = 4010;
/** Without a word: voiced keeps the connection for 30 s. Coming back takes a part of that. */
const BROKEN = 1006;
const KEPT_MS = 25_000;
const BACK_FIRST_MS = 500;
const BACK_MAX_MS = 4000;
/** What JsSIP says meanwhile waits: so many messages, and no more. */
const WAITING_MAX = 100;
const REFUSED: Record<string, string> = {
  no_licence: 'You have no licence for a phone here.',
  too_many: 'Too many phones were opened at once. Turn it on again in a minute.',
};

/** Why there is no token, and will be none; null: another try may find it. */
export const finalWords = (error: unknown): string | null =>
  error instanceof Problem && [401, 403, 409].includes(error.status) ? REFUSED[error.type] ?? error.message : null;

export interface SocketEvents {
  /** Of each token. */
  learn(token: PhoneToken): void;
  /** There is no use in going on. */
  refuse(why: string): void;
  /** It broke, and is on its way back: nothing is lost yet, and nobody is rung. */
  away(): void;
  /** It is at its connection again. */
  back(): void;
  /** The page was loaded again, and the connection of before is gone. */
  gone(): void;
}

/** On the way back: what is to be said then, how long the next try waits. */
interface Away {
  waiting: string[];
  wait_ms: number;
  end: ReturnType<typeof setTimeout>;
  next?: ReturnType<typeof setTimeout>;
}

export class PhoneSocket {
  readonly via_transport = location.protocol === 'https:' ? 'WSS' : 'WS';
  readonly url = 'wss://trunkline.invalid';
  readonly sip_uri = 'sip:trunkline.invalid;transport=ws';
  onconnect = (): void => {};
  ondisconnect = (_error: boolean, _code?: number, _reason?: string): void => {};
  ondata: <T>(data: T) => void = () => {};

  readonly page: string;
  private first: PhoneToken | null;
  private socket: WebSocket | null = null;
  private tries = 0;
  private renewal: ReturnType<typeof setTimeout> | undefined;
  private away: Away | null = null;
  private returns: boolean;
  private tell: SocketEvents;

  /** first: a token that was asked for already. page: who it was before. */
  constructor(first: PhoneToken, tell: SocketEvents, page?: string) {
    this.first = first;
    this.page = page ?? newKey();
    this.returns = page !== undefined;
    this.tell = tell;
  }

  isConnected(): boolean {
    return this.away !== null || this.socket?.readyState === WebSocket.OPEN;
  }

  isConnecting(): boolean {
    return this.socket?.readyState === WebSocket.CONNECTING;
  }

  connect(): void {
    const mine = ++this.tries;
    void this.take().then(
      (token) => mine === this.tries && this.open(token),
      (error: unknown) => {
        if (mine !== this.tries) return;
        const why = finalWords(error);
        if (why !== null) this.tell.refuse(why);
        else if (this.away) this.tryLater(this.away);
        else this.ondisconnect(true);
      },
    );
  }

  disconnect(): void {
    this.tries++;
    this.isBack();
    this.drop();
  }

  /** The page goes, and says that it comes back: its connection is kept for that. */
  loadedAgain(): void {
    this.socket?.close(LOADED_AGAIN);
  }

  send(message: string): boolean {
    if (this.away) return this.away.waiting.length < WAITING_MAX && this.away.waiting.push(message) > 0;
    if (!this.isConnected()) return false;
    this.socket?.send(message);
    return true;
  }

  /* ---- on the way back ---- */

  private goBack(): void {
    this.away = { waiting: [], wait_ms: BACK_FIRST_MS * Math.random(), end: setTimeout(() => this.giveUp(), KEPT_MS) }; // not all pages at once
    this.tell.away();
    this.tryLater(this.away);
  }

  private tryLater(away: Away): void {
    away.next = setTimeout(() => this.connect(), away.wait_ms);
    away.wait_ms = Math.min(2 * away.wait_ms + BACK_FIRST_MS, BACK_MAX_MS);
  }

  /** It is where it was, or will not be; what waited. */
  private isBack(): string[] {
    const { away } = this;
    this.away = null;
    clearTimeout(away?.end);
    clearTimeout(away?.next);
    return away?.waiting ?? [];
  }

  private giveUp(): void {
    this.disconnect();
    this.ondisconnect(true);
  }

  /** What voiced says first to a page that has a name. Without its connection no call of before is there. */
  private hearKept(text: string): void {
    const { kept, renewed } = JSON.parse(text) as { kept?: boolean; renewed?: boolean };
    if (renewed === false && this.socket) this.renewIn(RENEW_AGAIN_MS, this.socket);
    if (kept === undefined) return;
    const { returns } = this;
    this.returns = false;
    if (!this.away) return void (returns && !kept && this.tell.gone());
    const waiting = this.isBack();
    if (kept) {
      for (const message of waiting) this.send(message);
      this.tell.back();
    } else {
      this.ondisconnect(true);
      this.onconnect();
    }
  }

  /* ---- one socket ---- */

  private async take(): Promise<PhoneToken> {
    const token = this.first ?? (await askToken());
    this.first = null;
    this.tell.learn(token);
    return token;
  }

  private drop(): void {
    clearTimeout(this.renewal);
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private open(token: PhoneToken): void {
    this.drop();
    const socket = new WebSocket(socketAt(token, this.page), 'sip');
    this.socket = socket;
    let open = false;
    socket.onopen = () => {
      open = true;
      this.renewIn(RENEW_MS, socket);
      if (!this.away) this.onconnect();
    };
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      if (data.startsWith('{')) this.hearKept(data); // or the answer to a new token
      else this.ondata(data);
    };
    socket.onclose = ({ wasClean, code, reason }) => {
      this.drop();
      const why = FINAL[code];
      if (why) this.tell.refuse(why);
      else if (this.away) this.tryLater(this.away);
      else if (open && code === BROKEN) this.goBack();
      else this.ondisconnect(!wasClean, code, reason);
    };
  }

  /** Of this socket: one that was dropped meanwhile asks for nothing more. */
  private renewIn(ms: number, socket: WebSocket): void {
    clearTimeout(this.renewal);
    this.renewal = setTimeout(() => {
      askToken().then((token) => {
        if (this.socket !== socket) return;
        this.tell.learn(token);
        this.send(JSON.stringify({ token: token.token }));
        this.renewIn(RENEW_MS, socket);
      }, () => { if (this.socket === socket) this.renewIn(RENEW_AGAIN_MS, socket); });
    }, ms);
  }
}
