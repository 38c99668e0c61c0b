/* The order of stream and snapshot, pings, stale, bye, and coming back. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { BACKOFF_FIRST_MS, BACKOFF_MAX_MS, SILENCE_MS, backoff, createStream, type Socket } from '../src/stream.ts';
import type { Snapshot } from '../src/types.ts';

const AT = '2026-11-20T09:00:00.000Z';

function setup() {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: 1_000_000 });
  const log: string[] = [];
  const sockets: (Socket & { sent: string[]; closed: boolean })[] = [];
  const reads: { resolve(live?: boolean): void; reject(error: unknown): void }[] = [];
  const at = { alive: true as boolean | 'silent', owed: false };
  const stream = createStream({
    open() {
      const sent: string[] = [];
      const socket = { sent, closed: false, send: (text: string) => void sent.push(text), close() { this.closed = true; }, onmessage: null, onclose: null };
      sockets.push(socket);
      log.push('open');
      return socket;
    },
    readSnapshot: () => new Promise<Snapshot>((resolve, reject) => {
      log.push('read');
      reads.push({ resolve: (live = true) => resolve({ at: AT, live } as Snapshot), reject });
    }),
    async sessionAlive() {
      if (at.alive === 'silent') throw new Error('nobody answers');
      return at.alive;
    },
    store: {
      startSnapshot: () => void log.push('hold'),
      cancelSnapshot: () => void log.push('cancel'),
      fromStream: (frame) => void log.push(`frame ${frame.id}`),
      applySnapshot(_, unbroken) {
        log.push(unbroken ? 'snapshot of an unbroken stream' : 'snapshot');
        return at.owed;
      },
    },
    onLive: () => void log.push('live'),
    onLoggedOut: () => void log.push('logged out'),
    now: () => Date.now(),
    random: () => 0,
  });
  const hear = (frame: object, socket = sockets.at(-1)!) => socket.onmessage?.({ data: JSON.stringify(frame) });
  return { stream, log, sockets, reads, at, hear, end: () => { stream.stop(); mock.timers.reset(); } };
}

const settle = async () => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

test('the stream opens first and holds its frames, then the snapshot is read', async () => {
  const t = setup();
  t.stream.start();
  assert.deepEqual(t.log, ['open', 'hold']);
  t.hear({ n: 1, type: 'hello', session: '1', at: AT });
  assert.equal(t.log.at(-1), 'read');
  t.reads[0]!.resolve();
  await settle();
  assert.deepEqual(t.log.slice(-2), ['snapshot', 'live']);
  assert.equal(t.stream.link.value.state, 'live');
  t.end();
});

test('a ping is answered with the same time', () => {
  const t = setup();
  t.stream.start();
  t.hear({ type: 'ping', at: 123456789 });
  assert.deepEqual(JSON.parse(t.sockets[0]!.sent[0]!), { type: 'pong', at: 123456789 });
  t.end();
});

async function live() {
  const t = setup();
  t.stream.start();
  t.hear({ n: 1, type: 'hello', session: '1', at: AT });
  t.reads[0]!.resolve();
  await settle();
  t.log.length = 0;
  return t;
}

test('stale says since when and takes a new snapshot', async () => {
  const t = await live();
  t.hear({ type: 'stale' });
  assert.deepEqual(t.stream.link.value, { state: 'stale', since: 1_000_000 });
  assert.deepEqual(t.log, ['hold', 'read']);
  t.reads[1]!.resolve();
  await settle();
  assert.equal(t.stream.link.value.state, 'live');
  t.end();
});

test('of two readings only the later one counts', async () => {
  const t = await live();
  t.hear({ type: 'stale' });
  t.hear({ type: 'stale' });
  t.reads[1]!.resolve();
  await settle();
  assert.equal(t.stream.link.value.state, 'stale');
  t.reads[2]!.resolve();
  await settle();
  assert.equal(t.stream.link.value.state, 'live');
  t.end();
});

test('a snapshot of a server that is behind is read again', async () => {
  const t = await live();
  t.hear({ type: 'stale' });
  t.reads[1]!.resolve(false);
  await settle();
  assert.equal(t.stream.link.value.state, 'stale');
  mock.timers.tick(2_000);
  assert.equal(t.reads.length, 3);
  t.end();
});

test('a snapshot tells an unbroken stream from one that may have missed something', async () => {
  const t = await live();
  t.stream.refresh();
  t.reads[1]!.resolve();
  await settle();
  assert.deepEqual(t.log.splice(0), ['hold', 'read', 'snapshot of an unbroken stream', 'live']);
  for (const live of [false, true]) {
    t.hear({ type: 'stale' });
    t.reads.at(-1)!.resolve(live);
    await settle();
    assert.ok(t.log.splice(0).includes('snapshot'));
  }
  t.stream.refresh();
  t.reads.at(-1)!.resolve(false);
  await settle();
  assert.ok(t.log.includes('snapshot'), 'its server is behind');
  t.end();
});

test('what the stream has yet to explain is looked for in another snapshot, while the page stays live', async () => {
  const t = await live();
  t.at.owed = true;
  t.stream.refresh();
  t.reads[1]!.resolve();
  await settle();
  assert.equal(t.stream.link.value.state, 'live');
  assert.equal(t.reads.length, 2);
  t.at.owed = false;
  mock.timers.tick(2_000);
  assert.equal(t.reads.length, 3);
  t.reads[2]!.resolve();
  await settle();
  mock.timers.tick(2_000);
  assert.equal(t.reads.length, 3);
  t.end();
});

test('silence is a lost connection, counted from the last word', async () => {
  const t = await live();
  mock.timers.tick(SILENCE_MS + 1_000);
  assert.equal(t.stream.link.value.state, 'lost');
  assert.equal((t.stream.link.value as { since: number }).since, 1_000_000);
  assert.equal(t.sockets[0]!.closed, true);
  t.end();
});

test('it comes back by itself with a new stream before the snapshot', async () => {
  const t = await live();
  t.sockets[0]!.onclose?.();
  assert.equal(t.stream.link.value.state, 'lost');
  mock.timers.tick(BACKOFF_FIRST_MS);
  await settle();
  assert.deepEqual(t.log, ['cancel', 'open', 'hold']);
  t.hear({ n: 1, type: 'hello', session: '2', at: AT });
  t.reads[1]!.resolve();
  await settle();
  assert.equal(t.stream.link.value.state, 'live');
  t.end();
});

test('frames of the old stream are no longer heard', async () => {
  const t = await live();
  const [old] = t.sockets;
  const handler = old!.onmessage;
  old!.onclose?.();
  handler?.({ data: JSON.stringify({ kind: 'offer', id: '1', version: '1', state: null }) });
  assert.ok(!t.log.includes('frame 1'));
  t.end();
});

test('the hint of a bye decides when to come back', async () => {
  const t = await live();
  t.hear({ type: 'bye', reason: 'drain', retry_ms: 3_000 });
  t.sockets[0]!.onclose?.();
  mock.timers.tick(2_999);
  await settle();
  assert.equal(t.sockets.length, 1);
  mock.timers.tick(1);
  await settle();
  assert.equal(t.sockets.length, 2);
  t.end();
});

test('a logout elsewhere ends it without a new try', async () => {
  const t = await live();
  t.hear({ type: 'bye', reason: 'logged_out' });
  mock.timers.tick(60_000);
  await settle();
  assert.equal(t.log.at(-1), 'logged out');
  assert.equal(t.sockets.length, 1);
  t.end();
});

test('a session that ended while the line was down leads to the login', async () => {
  const t = await live();
  t.at.alive = false;
  t.sockets[0]!.onclose?.();
  mock.timers.tick(BACKOFF_FIRST_MS);
  await settle();
  assert.equal(t.log.at(-1), 'logged out');
  t.end();
});

test('while nobody answers it keeps trying, ever more slowly, and since stays', async () => {
  const t = await live();
  t.at.alive = 'silent';
  t.sockets[0]!.onclose?.();
  for (let i = 0; i < 5; i++) {
    mock.timers.tick(BACKOFF_MAX_MS);
    await settle();
  }
  assert.equal(t.stream.link.value.state, 'lost');
  assert.equal((t.stream.link.value as { since: number }).since, 1_000_000);
  assert.equal(t.sockets.length, 1);
  t.end();
});

test('the pause grows and has an end', () => {
  assert.equal(backoff(0, 0), BACKOFF_FIRST_MS / 2);
  assert.equal(backoff(0, 1), BACKOFF_FIRST_MS);
  assert.ok(backoff(3, 0) > backoff(0, 1));
  assert.equal(backoff(50, 1), BACKOFF_MAX_MS);
});
