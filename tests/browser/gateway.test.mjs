// Who administers sees in a real Chromium how the lines to the carriers do, tries them, and takes calls again that could not
// be read (SMS-33).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startDemoCarrier } from '../lib/carrier.mjs';
import { Client } from '../lib/client.mjs';
import { finish, taken } from '../lib/desk.mjs';
import { eventually, focused, logIn, openPage } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { inboundParams, newNumber, postSigned } from '../lib/texts.mjs';

let stack, adam, maya, carrier, twilio, sandbox, page, the, shot, withErrors, close;
const user = { username: 'gateway-admin', name: 'Gitta Gateway', password: 'a long password', role: 'administrator', has_seat: true };
before(async () => {
  stack = await Stack.start({ name: 'gateway', instances: 'presenced routerd smsgw chatd' });
  [twilio, sandbox] = [stack.channel('twilio'), stack.channel('sandbox')];
  carrier = await startDemoCarrier(stack);
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.ready(stack, stack.user('agent', 0));
  const made = await adam.call('POST', '/api/v1/users', user);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  ({ page, the, shot, withErrors, close } = await openPage({ size: { width: 1280, height: 800 }, screens: process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens' }));
});
after(async () => { maya?.close(); await close?.(); await carrier?.close(); await stack?.stop(); });

const line = (channel) => the('gateway-lines').locator(`li[data-line="${channel.id}"]`);
const figure = (channel, name) => line(channel).locator(`[data-figure=${name}] dd`).textContent();
async function attempt(channel, what, number) {
  const form = the(`gateway-${what}-${channel.id}`);
  if (!await form.evaluate((one) => one.open)) await form.locator('summary').click();
  await form.locator('input[type=tel]').fill(number);
  await form.locator('input[type=tel]').press('Enter');
  return (words) => eventually(() => form.locator('[role=status], [role=alert]').textContent(), words);
}

test('an administrator sees each line to a carrier, in light and dark, at 400 pixels', async () => {
  await page.goto(stack.base + '/');
  await logIn(the, user);
  await the('open-gateway').click();
  await line(twilio).waitFor();
  await eventually(() => line(twilio).locator('h3').textContent(), /twilio/);
  await eventually(() => figure(twilio, 'waiting'), '0');
  await shot('20-gateway');
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot('20-gateway-dark');
  await page.setViewportSize({ width: 400, height: 800 });
  await eventually(() => page.evaluate(() => [document.documentElement, document.querySelector('[data-testid=gateway-dialog]')].map((one) => one.scrollWidth - one.clientWidth)), [0, 0], 'nothing is wider than the window');
  await shot('20-gateway-400');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('a banner names the channels to which anybody can write who learns their address', async () => {
  const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
  const post = async (noun, body) => ok(await adam.call('POST', `/api/v1/${noun}`, body), 201);
  await line(twilio).waitFor();
  assert.equal(await the('gateway-unsigned').count(), 0);
  const account = await post('carrier-accounts', { carrier: 'infobip', name: 'Bare', settings: { base_url: 'http://127.0.0.1:9', unsigned: 'yes' }, secrets: { api_key: 'k' } });
  const channel = await post('channels', { medium: 'sms', name: 'Without a signature', number: newNumber() });
  await post('channel-carriers', { channel_id: channel.id, account_id: account.id });
  await eventually(() => the('gateway-unsigned').textContent(), /without a signature: Without a signature\. Anyone who knows/);
  await shot('20-gateway-unsigned');
  const { version } = ok(await adam.call('GET', `/api/v1/channels/${channel.id}`));
  ok(await adam.call('PATCH', `/api/v1/channels/${channel.id}`, { disabled: true }, { headers: { 'if-match': `"${version}"` } }));
  await the('gateway-unsigned').waitFor({ state: 'detached' });
});

test('a test is sent from a line, and counted; what the carrier refuses shows with its code', async () => {
  const number = newNumber();
  await (await attempt(twilio, 'send', number))(/On its way/);
  await until('the carrier has it', () => carrier.sent.some((one) => one.to === number));
  carrier.behave = () => ({ status: 400, code: 21211 });
  await attempt(twilio, 'send', newNumber());
  // The gateway reports every ten seconds.
  await until('the trouble shows', async () => /21211/.test(await line(twilio).textContent()), 30000);
  await eventually(() => figure(twilio, 'bad'), '1');
  await until('the other one is counted', async () => Number(await figure(twilio, 'sent')) >= 1);
  await eventually(() => figure(twilio, 'took'), /^\d+ ms$/);
  carrier.behave = () => undefined;
  await withErrors(['422 /api/v1/sms/interactions'], async () => (await attempt(twilio, 'send', 'nobody'))(/number/i));
});

test('a text comes in through the sandbox', async () => {
  const number = '+15005552001';
  await (await attempt(sandbox, 'in', number))(/accepted/);
  await finish(maya, await taken(maya, number));
});

test('a call that could not be read is shown and taken again by a button', async () => {
  const params = inboundParams(twilio, newNumber(), 'lost and found', { To: newNumber() });
  assert.equal((await postSigned(twilio, params)).status, 200);
  const row = the('gateway-raw').locator('li').first();
  await row.waitFor();
  await row.locator('button', { hasText: 'Show' }).press('Enter');
  await eventually(() => row.locator('pre').textContent(), /lost\+and\+found/);
  await withErrors(['409 /api/v1/sms/raw/:id/reprocess'], async () => {
    await row.locator('button', { hasText: 'Re-process' }).press('Enter');
    await eventually(() => row.locator('[role=status]').textContent(), /still can't be read/);
  });
});

test('without an answer the lines are marked as old; Escape closes, and the button has the focus again', async () => {
  await withErrors(['ERR_FAILED /api/v1/sms/lines'], async () => {
    await page.route('**/api/v1/sms/lines**', (route) => route.abort());
    await the('gateway-problem').waitFor();
    await page.unroute('**/api/v1/sms/lines**');
    await the('gateway-problem').waitFor({ state: 'detached' });
  });
  await page.keyboard.press('Escape');
  await the('gateway-dialog').waitFor({ state: 'detached' });
  await focused(page, 'open-gateway');
});

test('a supervisor has no such button, and no such answer', async () => {
  const rosa = await Client.login(stack, stack.user('supervisor'));
  assert.equal((await rosa.call('GET', '/api/v1/sms/lines')).status, 403);
});
