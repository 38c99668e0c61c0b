// Who supervises sees in a real Chromium what happens now: who waits, who works, which alarm was raised (SV-1, SV-5).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { accept, status } from '../lib/desk.mjs';
import { eventually, logIn, openPage, reads } from '../lib/page.mjs';
import { Stack } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, adam, maya, page, the, shot, withErrors, close;
before(async () => {
  stack = await Stack.start({ name: 'live', instances: 'presenced routerd smsgw chatd' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.ready(stack, stack.user('agent', 0));
  ({ page, the, shot, withErrors, close } = await openPage({
    size: { width: 1280, height: 800 }, screens: process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens',
  }));
});
after(async () => { maya?.close(); await close?.(); await stack?.stop(); });

const cell = (name) => the('live-queues').locator('tr[data-queue="1"] td[data-cell=' + name + ']');

test('a supervisor opens the live view and sees queues and agents', async () => {
  await page.goto(stack.base + '/');
  await logIn(the, stack.user('supervisor'));
  await the('open-live').click();
  await the('live-agents').locator('tr', { hasText: 'Maya Okafor' }).waitFor();
  await reads({ the }, 'live-queues', 'Orders');
  await reads({ the }, 'live-dialog', /as of \d\d:\d\d:\d\d/);
});

test('it follows what happens: one waits, is answered; an agent takes a break', async () => {
  assert.equal((await status(maya, 'on_break')).status, 200);
  await eventually(() => the('live-agents').locator(`tr[data-agent="${maya.id}"]`).textContent(), /On Break/i);
  await text(stack.channel('twilio'), newNumber(), 'hello');
  await eventually(() => cell('waiting').textContent(), '1');
  await shot('10-live');
  assert.equal((await status(maya, 'available')).status, 200);
  await accept(maya, await maya.see('offer', (s) => s.state === 'made'));
  await eventually(async () => [await cell('waiting').textContent(), await cell('in_progress').textContent()], ['0', '1']);
  await the('live-agents').locator(`tr[data-agent="${maya.id}"][data-shown=busy]`).waitFor();
});

test('it shows how many callbacks wait in a queue, and since when the oldest', async () => {
  assert.equal(await cell('callbacks').textContent(), '–');
  await stack.asOwner(`INSERT INTO routing.callback (tenant, interaction, conversation, queue, requested_at)
    SELECT i.tenant, i.id, i.conversation, 1, now() - interval '90 seconds' FROM routing.interaction AS i ORDER BY i.id LIMIT 1`);
  await eventually(() => cell('callbacks').textContent(), /^1 [1-9]:\d\d/);
  await shot('10-live-callbacks');
  await stack.asOwner("UPDATE routing.callback SET state = 'taken', agent = $1, taken_at = now()", [maya.id]);
  await eventually(() => cell('callbacks').textContent(), '–');
  await stack.asOwner('DELETE FROM routing.callback');
});

test('a raised alarm stands above it; without an answer the figures are marked as old', async () => {
  const made = await adam.call('POST', '/api/v1/alarms', { name: 'Long wait', queue_id: '1', kind: 'oldest_wait', threshold: 1000, owner_id: '5' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal((await status(maya, 'on_break')).status, 200);
  await text(stack.channel('twilio'), newNumber(), 'I wait');
  await the('live-alarms').getByText('Long wait').waitFor();
  await withErrors(['ERR_FAILED /api/v1/wallboard'], async () => {
    await page.route('**/api/v1/wallboard**', (route) => route.abort());
    await reads({ the }, 'live-problem', 'figures are of');
    await page.unroute('**/api/v1/wallboard**');
    await the('live-problem').waitFor({ state: 'detached' });
  });
});

test('an agent has no live view', async () => {
  await the('dialog-close').click();
  const answer = await maya.call('GET', '/api/v1/wallboard');
  assert.equal(answer.status, 403);
});
