/*
 * The live connection: opens the stream, then reads the snapshot, then lets the
 * frames through; answers pings; comes back by itself. Owns the state of the link.
 * Must not know: what frames mean.
 */
import { hearTyping } from './typing.ts';
import { signal } from '@preact/signals';
import type { Frame, Notice } from './types.ts';

/** The server pings every 4 s: this much silence is a dead line. */
export const SILENCE_MS = 10_000;
export const BACKOFF_FIRST_MS = 500;
export const BACKOFF_MAX_MS = 15_000;
/** A snapshot that came slowly, or lacks what the stream has not explained, is asked for again after this. */
const SNAPSHOT_AGAIN_MS = 2_000;

export type Link =
  | { state: 'connecting' }
  | { state: 'live' }
  | { state: 'stale'; since: number }
  | { state: 'lost'; since: number; retryAt: number | null }
  | { state: 'closed' };

export interface Socket {
  send(text: string): void;
  close(): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

/** S: what the page reads once, before the stream's frames. */
export interface StreamParts<S extends { live: boolean }> {
  open(): Socket;
  readSnapshot(): Promise<S>;
  /** False when the session is over; throws when nobody answers. */
  sessionAlive(): Promise<boolean>;
  store: {
    startSnapshot(): void;
    cancelSnapshot(): void;
    fromStream(frame: Frame): void;
    /** `unbroken`: the stream has missed nothing since the snapshot before. True: it has yet to explain what this one lacks. */
    applySnapshot(snapshot: S, unbroken: boolean): boolean | void;
  };
  onLive(): void;
  onLoggedOut(): void;
  now(): number;
  random?(): number;
}

/** Half fixed, half random, so that a thousand pages do not come back together. */
export function backoff(attempt: number, random: number): number {
  const top = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(top / 2 + (top / 2) * random);
}

export function createStream<S extends { live: boolean }>(parts: StreamParts<S>) {
  const link = signal<Link>({ state: 'connecting' });
  const random = parts.random ?? Math.random;
  let socket: Socket | null = null;
  let attempt = 0;
  let heard = 0;
  let reading = 0;
  let everLive = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let watch: ReturnType<typeof setInterval> | undefined;
  let hint: number | null = null;

  function isMine(candidate: Socket): boolean {
    return socket === candidate && link.value.state !== 'closed';
  }

  async function readSnapshot(): Promise<void> {
    const mine = socket;
    const turn = ++reading;
    const current = () => mine !== null && isMine(mine) && turn === reading;
    parts.store.startSnapshot();
    try {
      const snapshot = await parts.readSnapshot();
      if (!current()) return;
      const again = parts.store.applySnapshot(snapshot, snapshot.live && link.value.state === 'live');
      if (!snapshot.live) return readLater(turn);
      if (again) readAgain(turn);
      attempt = 0;
      everLive = true;
      link.value = { state: 'live' };
      parts.onLive();
    } catch (error) {
      if (!current()) return;
      if ((error as { status?: number }).status === 401) return loggedOut();
      readLater(turn);
    }
  }

  function readLater(turn: number): void {
    goStale();
    readAgain(turn);
  }

  function readAgain(turn: number): void {
    retry = setTimeout(() => turn === reading && socket && void readSnapshot(), SNAPSHOT_AGAIN_MS);
  }

  function goStale(): void {
    if (link.value.state === 'live') link.value = { state: 'stale', since: parts.now() };
  }

  function onFrame(data: unknown): void {
    heard = parts.now();
    let frame: Frame | Notice;
    try {
      frame = JSON.parse(String(data)) as Frame | Notice;
    } catch {
      return;
    }
    if ('kind' in frame) return (frame.kind as string) === 'typing' ? hearTyping(frame as never) : parts.store.fromStream(frame);
    switch (frame.type) {
      case 'hello':
        return void readSnapshot();
      case 'ping':
        return socket?.send(JSON.stringify({ type: 'pong', at: frame.at }));
      case 'stale':
        goStale();
        return void readSnapshot();
      case 'bye':
        if (frame.reason === 'logged_out') return loggedOut();
        hint = frame.retry_ms ?? null;
        return;
    }
  }

  function lose(): void {
    if (link.value.state === 'closed') return;
    const old = socket;
    socket = null;
    reading += 1;
    if (old) {
      old.onclose = null;
      old.onmessage = null;
      old.close();
    }
    parts.store.cancelSnapshot();
    const wait = hint ?? backoff(attempt, random());
    hint = null;
    attempt += 1;
    const before = link.value;
    const since = before.state === 'lost' || before.state === 'stale' ? before.since : heard || parts.now();
    link.value = { state: 'lost', since, retryAt: parts.now() + wait };
    clearTimeout(retry);
    retry = setTimeout(() => void comeBack(), wait);
  }

  /** A refused upgrade says nothing to a page, so the session is asked first. */
  async function comeBack(): Promise<void> {
    clearTimeout(retry);
    if (link.value.state === 'lost') link.value = { ...link.value, retryAt: null };
    try {
      const alive = await parts.sessionAlive();
      if (link.value.state === 'closed' || socket) return;
      if (!alive) return loggedOut();
    } catch {
      if (!socket) lose();
      return;
    }
    connect();
  }

  function connect(): void {
    const mine = parts.open();
    socket = mine;
    heard = parts.now();
    parts.store.startSnapshot();
    mine.onmessage = (event) => isMine(mine) && onFrame(event.data);
    mine.onclose = () => isMine(mine) && lose();
  }

  function loggedOut(): void {
    stop();
    parts.onLoggedOut();
  }

  function stop(): void {
    link.value = { state: 'closed' };
    clearTimeout(retry);
    clearInterval(watch);
    const old = socket;
    socket = null;
    old?.close();
  }

  return {
    link,
    /** Has this page ever shown live data? */
    everLive: () => everLive,

    start(): void {
      connect();
      watch = setInterval(() => {
        if (socket && parts.now() - heard > SILENCE_MS) lose();
      }, 1000);
    },

    stop,

    /** The person presses "Try now", or the machine says it is online again. */
    tryNow(): void {
      if (link.value.state === 'lost' && !socket) void comeBack();
    },

    /** Says something to the server, if it can be said now. */
    say(what: unknown): void {
      if (link.value.state === 'live') socket?.send(JSON.stringify(what));
    },

    /** Reads the figures again that come with a snapshot only. */
    refresh(): void {
      if (link.value.state === 'live') void readSnapshot();
    },
  };
}

export type Stream = ReturnType<typeof createStream>;
