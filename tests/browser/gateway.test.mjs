// Who administers sees in a real Chromium how the lines to the carriers do, tries them, and takes calls again that could not
// be read (SMS-33).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startDemoCarrier } from '../lib/carrier.mjs';
import { Client } from '../lib/client.mjs';
import { finish, taken } from '../lib/desk.mjs';
import { logIn, openPage } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { inboundParams, newNumber, postSigned } from '../lib/texts.mjs';

let stack, adam, maya, carrier, twilio, sandbox, page, the, shot, errors, close;
const user = { username: 'gateway-admin', name: 'Gitta Gateway', password: 'a long password', role: 'administrator', has_seat: true };
before(async () => {
  stack = await Stack.start({ name: 'gateway', instances: 'presenced routerd smsgw chatd' });
  [twilio, sandbox] = [stack.channel('twilio'), stack.channel('sandbox')];
  carrier = await startDemoCarrier(stack);
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.ready(stack, stack.user('agent', 0));
  const made = await adam.call('POST', '/api/v1/users', user);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  ({ page, the, shot, errors, close } = await openPage({ size: { width: 1280, height: 800 }, screens: process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens', ignored: /40[0-9]|422|503/ }));
});
after(async () => { maya?.close(); await close?.(); await carrier?.close(); await stack?.stop(); });

const line = (channel) => the('gateway-lines').locator(`li[data-line="${channel.id}"]`);
const figure = (channel, name) => line(channel).locator(`[data-figure=${name}] dd`).textContent();
async function attempt(channel, what, number) {
  const form = the(`gateway-${what}-${channel.id}`);
  if (!await form.evaluate((one) => one.open)) await form.locator('summary').click();
  await form.locator('input[type=tel]').fill(number);
  await form.locator('input[type=tel]').press('Enter');
  return async (words) => until(`it says ${words}`, async () => words.test(await form.locator('[role=status], [role=alert]').textContent()));
}

test('an administrator sees each line to a carrier, in light and dark, at 400 pixels', async () => {
  await page.goto(stack.base + '/');
  await logIn(the, user);
  await the('open-gateway').click();
  await line(twilio).waitFor();
  assert.match(await line(twilio).locator('h3').textContent(), /twilio/);
  assert.equal(await figure(twilio, 'waiting'), '0');
  await shot('20-gateway');
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot('20-gateway-dark');
  await page.setViewportSize({ width: 400, height: 800 });
  const wide = await page.evaluate(() => [document.documentElement, document.querySelector('[data-testid=gateway-dialog]')].map((one) => one.scrollWidth - one.clientWidth));
  assert.deepEqual(wide, [0, 0], 'nothing is wider than the window');
  await shot('20-gateway-400');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('a test is sent from a line, and counted; what the carrier refuses shows with its code', async () => {
  const number = newNumber();
  await (await attempt(twilio, 'send', number))(/On its way/);
  await until('the carrier has it', () => carrier.sent.some((one) => one.to === number));
  await until('it is counted', async () => Number(await figure(twilio, 'sent')) >= 1, 30000);
  assert.match(await figure(twilio, 'took'), /^\d+ ms$/);
  carrier.behave = () => ({ status: 400, code: 21211 });
  await (await attempt(twilio, 'send', newNumber()))(/On its way/);
  await until('the trouble shows', async () => /21211/.test(await line(twilio).textContent()), 30000);
  assert.equal(await figure(twilio, 'bad'), '1');
  carrier.behave = () => undefined;
  await (await attempt(twilio, 'send', 'nobody'))(/number/i);
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
  await row.locator('pre').waitFor();
  assert.match(await row.locator('pre').textContent(), /lost\+and\+found/);
  await row.locator('button', { hasText: 'Re-process' }).press('Enter');
  await until('it says why not', async () => /still can't be read/.test(await row.locator('[role=status]').textContent()));
});

test('without an answer the lines are marked as old; Escape closes, and the button has the focus again', async () => {
  await page.route('**/api/v1/sms/lines**', (route) => route.abort());
  await the('gateway-problem').waitFor();
  await page.unroute('**/api/v1/sms/lines**');
  await until('it is live again', async () => (await the('gateway-problem').count()) === 0);
  await page.keyboard.press('Escape');
  await until('it is closed', async () => (await the('gateway-dialog').count()) === 0);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), 'open-gateway');
  assert.deepEqual(errors.filter((e) => !/ERR_FAILED/.test(e)), []);
});

test('a supervisor has no such button, and no such answer', async () => {
  const rosa = await Client.login(stack, stack.user('supervisor'));
  assert.equal((await rosa.call('GET', '/api/v1/sms/lines')).status, 403);
});
