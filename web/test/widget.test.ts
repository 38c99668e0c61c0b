/* The customers' chat where no stream comes through: it asks instead, one question at a time. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Follow, Link } from '../widget/link.ts';

const shown = { chat: { state: 'waiting', position: 1, estimate_ms: null, agent: null, last_seq: 0, by_visitor: false }, messages: [], next_seq: 0 };

/** A network that lets no WebSocket through; `answer`: of each question. */
function setup(answer: () => Response) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  const at = { asked: 0, tried: 0, up: [] as boolean[], gone: 0 };
  class Shut {
    static OPEN = 1;
    readyState = 3;
    onclose: ((event: { code: number }) => void) | null = null;
    constructor() { at.tried += 1; setTimeout(() => this.onclose?.({ code: 1006 }), 100); }
    send() {}
    close() {}
  }
  const before = { WebSocket: globalThis.WebSocket, fetch: globalThis.fetch };
  Object.assign(globalThis, { WebSocket: Shut, fetch: async () => { at.asked += 1; return answer(); } });
  const follow = new Follow(new Link('http://server'), 'http://server', 'tlv_x', 0, { shown() {}, typing() {}, up: (up) => at.up.push(up), gone: () => (at.gone += 1) });
  return { at, end: () => { follow.stop(); Object.assign(globalThis, before); mock.timers.reset(); } };
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

async function pass(ms: number) {
  for (let at = 0; at < ms; at += 100) {
    mock.timers.tick(100);
    for (let i = 0; i < 20; i++) await Promise.resolve();
    await new Promise((done) => setImmediate(done));
  }
}

test('streams that are tried in vain add no questions, and the page is told that all is well', async () => {
  const t = setup(() => json(shown));
  await pass(60_000);
  const before = { ...t.at }, up = t.at.up.length;
  await pass(300_000);
  assert.ok(t.at.tried > before.tried + 5, 'streams are tried on');
  const asked = t.at.asked - before.asked;
  assert.ok(asked >= 55 && asked <= 61, `${asked} questions in 300 s, one in 5 s`);
  assert.deepEqual([...new Set(t.at.up.slice(up))], [true]);
  t.end();
});

test('a question that fails is asked again after a stream was tried in vain', async () => {
  let good = false;
  const t = setup(() => (good ? json(shown) : json({}, 503)));
  await pass(60_000);
  assert.equal(t.at.up.at(-1), false);
  good = true;
  await pass(40_000);
  assert.equal(t.at.up.at(-1), true);
  t.end();
});

test('a chat that is not there any more is told once, and asked for no more', async () => {
  const t = setup(() => json({}, 404));
  await pass(30_000);
  const { asked, gone } = t.at;
  await pass(60_000);
  assert.deepEqual([gone, t.at.gone, t.at.asked], [1, 1, asked]);
  t.end();
});
