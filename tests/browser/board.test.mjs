// The wallboard in a real Chromium: figures of its key's queues, live, correct after a pause, and nothing else (SV-1).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { accept } from '../lib/desk.mjs';
import { eventually, openPage } from '../lib/page.mjs';
import { Stack } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, adam, maya, key, page, the, shot, withErrors, close;
before(async () => {
  stack = await Stack.start({ name: 'board', testClock: 'noon', instances: 'presenced routerd smsgw chatd' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const made = await adam.call('POST', '/api/v1/api-keys', { name: 'Hall', scopes: ['wallboard'], queue_ids: ['1'] });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  ({ key } = made.body);
  maya = await Client.login(stack, stack.user('agent', 0));
  await maya.open();
  ({ page, the, shot, withErrors, close } = await openPage({ size: { width: 1920, height: 1080 }, screens: 'build/screens' }));
});
after(async () => { maya?.close(); await close?.(); await stack?.stop(); });

const figure = (name) => the('board').locator(`[data-queue="1"] [data-figure=${name}] dd`);
const shows = (name, words) => eventually(() => figure(name).textContent(), words);
const problem = (words) => eventually(() => the('board-problem').textContent(), words);
const number = newNumber();

test('the board follows what happens, in words besides colours; it asks with its key alone', async () => {
  const asked = [];
  page.on('request', (request) => asked.push(request));
  await page.goto(`${stack.base}/board#${key}`);
  await shows('waiting', /^0/);
  await eventually(() => the('board-at').textContent(), /^\d\d:\d\d:\d\d/);
  await text(stack.channel('twilio'), number, 'hello');
  await shows('waiting', /^1/);
  await shows('available', /^0nobody for who waits/);
  await shows('oldest', /^\d:\d\d(within|over) \d/);
  await shot('19-board');
  assert.equal(await the('board').locator('.card').count(), 1, 'its queue alone');
  assert.ok(asked.every((one) => !one.url().includes(key.slice(4, 20))), 'the key is in no address');
  assert.ok(asked.filter((one) => one.url().includes('/api/')).every((one) => new URL(one.url()).pathname === '/api/v1/board' && one.method() === 'GET'));
});

test('without an answer the figures are marked as old; after it they are right', async () => {
  await withErrors(['ERR_FAILED /api/v1/board'], async () => {
    await page.route('**/api/v1/board**', (route) => route.abort());
    await problem(/No answer.*These figures are of/);
    await eventually(() => the('board').getAttribute('class'), /old/);
    assert.equal((await maya.call('PUT', '/api/v1/me/status', { status: 'available' })).status, 200);
    await accept(maya, await maya.offerOf(number));
    assert.match(await figure('waiting').textContent(), /^1/, 'what was');
    await page.unroute('**/api/v1/board**');
  });
  await shows('waiting', /^0/);
  await shows('available', /^1/);
  await problem('');
  await shows('service', /^100 %/);
});

test('a key that does not open it says so and shows nothing; the right one, typed then, does', async () => {
  await page.goto(`${stack.base}/board#tlk_${'x'.repeat(43)}`);
  await withErrors(['401 /api/v1/board'], async () => {
    await page.reload();
    await problem(/does not open the board/);
  });
  const cards = the('board').locator('.card');
  assert.equal(await cards.count(), 0);
  await page.evaluate((it) => { location.hash = it; }, key);
  await shows('waiting', /^0/);
  const [row] = (await adam.call('GET', '/api/v1/api-keys?name=Hall')).body.data;
  await withErrors(['401 /api/v1/board'], async () => {
    assert.equal((await adam.call('DELETE', `/api/v1/api-keys/${row.id}`, undefined, { headers: { 'if-match': row.version } })).status, 200);
    await problem(/has ended/);
  });
  await eventually(() => cards.count(), 0, 'and nothing stays on the screen');
});
