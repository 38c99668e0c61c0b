// Messages that callers left for a queue, in the workspace's phone (SP-14, RT-9): heard, done, called back, deleted and had back; nobody else's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, faults, focused, logIn, openPage, reads } from '../lib/page.mjs';
import { DAEMONS, SOUND } from '../lib/pagephone.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const BEEP = 1000;
let calls, kim, open;
before(async () => {
  calls = await Calls.start({ name: 'queuemail', instances: DAEMONS, queue: { overflow_action: 'voicemail', overflow_after_ms: 1000 } });
  kim = await calls.agent('kim');
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  caller.end.pitch(0);
  caller.end.listen();
  await caller.has(200, 15000);
  await until('the beep', () => caller.end.toneAt(BEEP) > 0, 25000);
  caller.end.pitch(620);
  const { sequence } = caller.end;
  await until('two and a half seconds of it', () => caller.end.sequence >= sequence + 125);
  await caller.bye();
  await until('the message', async () => (await kim.call('GET', '/api/v1/me/voicemails')).body.data.length === 1, 15000);
  open = await openPage({ size: { width: 1280, height: 900 }, screens: process.env.SCREENS ?? 'build/screens', args: SOUND });
  await open.page.goto(`${calls.stack.base}/`);
  await logIn(open.the, { username: 'kim', password: 'seven green chairs' });
});
after(async () => { await open?.close(); await calls?.stop(); });

const mine = async () => (await kim.call('GET', '/api/v1/me/voicemails')).body.data[0];

test('a message for a queue is listed with who called, played, done, deleted and had back by an agent of the queue', async () => {
  const { page, the } = open;
  await the('open-phone', '[data-messages="1"]').waitFor();
  await eventually(() => the('open-phone').getAttribute('aria-label'), 'Phone, 1 new voicemail');
  assert.deepEqual((await faults(page)).filter((one) => !one.startsWith('page-has-heading-one')), []);
  await the('open-phone').click();
  for (const words of [calls.queue.name, 'New']) await reads(open, 'queue-mail-row', words);
  assert.equal(await the('queue-mail-call').count(), 0, 'without a phone nobody is called');
  const played = await page.locator('[data-testid="queue-mail-row"] audio').evaluate(async (one) => {
    one.muted = true;
    await one.play();
    await new Promise((done) => { one.onended = done; });
    return one.duration;
  });
  assert.ok(Math.abs(played - (await mine()).duration_ms / 1000) < 0.1, `${played} s`);
  assert.equal((await mine()).read, false, 'heard is not done');
  await the('queue-mail-done').click();
  await page.locator('[data-testid="queue-mail-row"]:has-text("done, by kim")').waitFor();
  assert.equal((await mine()).read_by.id, kim.user.id);
  await the('open-phone', '[data-messages="0"]').waitFor({ state: 'attached' });
  assert.deepEqual(await faults(page), []);
  await open.shot('queue-mail');
  await the('queue-mail-delete').click();
  await focused(page, 'queue-mail-undo');
  await page.keyboard.press('Enter');
  await the('queue-mail-done').waitFor();
  assert.equal((await mine()).deleted, false);
});

test('with the phone on they are called back', async () => {
  const { page, the } = open, asked = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => asked.push(String(payload).split('\r\n')[0])));
  await the('phone-on').click();
  await the('queue-mail-call').waitFor();
  await the('queue-mail-call').click();
  await until('the page calls', () => asked.some((line) => line.startsWith(`INVITE sip:${CALLER}@`) || line.startsWith(`INVITE sip:${encodeURIComponent(CALLER)}@`))).catch((error) => { throw new Error(`${error.message}: ${asked}`); });
  await the('phone-dialog').waitFor({ state: 'detached' });
});

test('an agent who does not serve the queue sees no messages', async () => {
  const lea = await calls.agent('lea');
  const [{ id: membership }] = (await calls.adam.call('GET', `/api/v1/memberships?agent_id=${lea.user.id}`)).body.data;
  const { body: { version } } = await calls.adam.call('GET', `/api/v1/memberships/${membership}`);
  await calls.adam.call('DELETE', `/api/v1/memberships/${membership}`, undefined, { headers: { 'if-match': `"${version}"` } });
  const other = await openPage({ size: { width: 1280, height: 900 }, screens: process.env.SCREENS ?? 'build/screens' });
  try {
    await other.page.goto(`${calls.stack.base}/`);
    await logIn(other.the, { username: 'lea', password: 'seven green chairs' });
    const read = other.page.waitForResponse((answer) => answer.url().includes('/me/voicemails'));
    await other.the('open-phone').click();
    assert.deepEqual((await (await read).json()).data, []);
    await other.the('phone-on').waitFor();
    assert.equal(await other.the('queue-mail').count(), 0);
  } finally { await other.close(); }
});
