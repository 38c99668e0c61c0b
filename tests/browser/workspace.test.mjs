// A person does the main job in a real Chromium: login, status, offer, conversation, end, wrap-up.
// Screenshots lie in docs/screens (written with WRITE_SCREENS=1, else in build/screens).
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { startDemoCarrier } from '../lib/carrier.mjs';
import { ROOT, Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

const screens = join(ROOT, process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens');
let stack, carrier, channel, browser, page, errors;

before(async () => {
  mkdirSync(screens, { recursive: true });
  stack = await Stack.start({ name: 'browser', instances: 'presenced routerd smsgw chatd' });
  channel = stack.channel('twilio');
  carrier = await startDemoCarrier(stack);
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
  page = await context.newPage();
  page.setDefaultTimeout(10000);
  errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => { if (message.type() === 'error' && !/40[0-9]|503/.test(message.text())) errors.push(message.text()); });
});
after(async () => { await browser?.close(); await carrier?.close(); await stack?.stop(); });

const the = (id, more = '') => page.locator(`[data-testid=${id}]${more}`);
// A card that has just come takes no click for a moment, so that none is meant for what stood there.
async function take() {
  await the('offer', '[data-ready=true]').first().waitFor();
  await the('offer-accept').first().click();
}
const shot = (name) => page.screenshot({ path: join(screens, `${name}.png`) });

test('a wrong password says so, the right one opens the workspace', async () => {
  const maya = stack.user('agent', 0);
  await page.goto(stack.base + '/');
  await the('login-username').fill(maya.username);
  await the('login-password').fill('wrong');
  await the('login-submit').click();
  await the('login-error').waitFor();
  await shot('1-login');
  await the('login-password').fill(maya.password);
  await the('login-submit').click();
  await the('workspace', '[data-link=live]').waitFor();
});

test('Available is chosen in the menu and shown with who set it', async () => {
  await the('status').click();
  await the('status-available').click();
  await the('status', '[data-status=available]').waitFor();
  await shot('2-available');
});

test('a text pops an offer; accepting shows the conversation and the customer', async () => {
  await text(channel, '+15105550177', 'Hi, my order 88213 says delivered but nothing is here 😕');
  await the('offer').waitFor();
  assert.match(await the('offer-customer').textContent(), /Priya Raman/);
  assert.match(await the('offer-queue').textContent(), /Orders/);
  await shot('3-offer');
  await take();
  await the('message', '[data-direction=in]').waitFor();
  assert.match(await the('log').textContent(), /order 88213/);
  await the('customer-name').waitFor();
  assert.match(await the('person').textContent(), /Priya Raman/);
});

test('the answer counts segments while it is written and shows its delivery', async () => {
  await the('composer-text').fill('Hello Priya, the parcel is at your front desk.');
  assert.equal(await the('segments').getAttribute('data-segments'), '1');
  await the('composer-text').press('Enter');
  await the('message', '[data-direction=out][data-delivery=delivered]').waitFor();
  assert.equal(carrier.sent.at(-1).body, 'Hello Priya, the parcel is at your front desk.');
  await text(channel, '+15105550177', 'Found it, the desk had it');
  await the('message', '[data-seq="3"]').waitFor();
  await shot('4-conversation');
});

test('an unknown customer gets a record; several conversations stand side by side', async () => {
  for (let i = 0; i < 2; i++) {
    const number = newNumber();
    await text(channel, number, i ? 'Do you ship to Norway?' : 'Can I change my address?');
    await take();
    await until('the conversation in the list', async () => (await the('conversation', '[data-state=assigned]').count()) === i + 2);
  }
  await the('conversation').filter({ hasText: 'Norway' }).first().click();
  await the('new-customer').waitFor();
  await the('new-name').fill('Nils Holm');
  await the('new-save').click();
  await until('the new record', async () => /Nils Holm/.test(await the('person').textContent()));
  await shot('5-several');
});

test('New work takes neither the focus nor the draft', async () => {
  await the('composer-text').fill('a half written ans');
  const number = newNumber();
  await text(channel, number, 'me too');
  await the('offer').waitFor();
  await page.keyboard.type('wer');
  assert.equal(await the('composer-text').inputValue(), 'a half written answer');
  await take();
  await the('conversation').filter({ hasText: 'Nils Holm' }).first().click();
  assert.equal(await the('composer-text').inputValue(), 'a half written answer');
  await the('composer-text').fill('');
});

test('End with a text that just came asks again; then wrap-up with a case', async () => {
  await the('conversation').filter({ hasText: 'Priya' }).first().click();
  await the('end').click();
  await the('end-dialog').waitFor();
  await the('case-title').fill('Parcel not received').catch(async () => {
    await the('case-new').click();
    await the('case-title').fill('Parcel not received');
  });
  await shot('6-end');
  await the('end-confirm').click();
  await the('wrap-up').waitFor();
  await the('wrap-note').fill('The front desk had it.');
  await shot('7-wrap-up');
  await the('wrap-done').click();
  await until('gone from the list', async () => (await the('conversation').filter({ hasText: 'Priya' }).count()) === 0);
  const [row] = await stack.query("SELECT k.title FROM messaging.case_ k WHERE k.customer = 1 ORDER BY id DESC LIMIT 1");
  assert.equal(row.title, 'Parcel not received');
});

test('a stream that is cut comes back by itself and nothing is missing', async () => {
  const number = newNumber();
  await stack.kill('chatd');
  await text(channel, number, 'while you were away');
  stack.spawn('chatd');
  await stack.untilReady('chatd');
  await the('workspace', '[data-link=live]').waitFor({ timeout: 20000 });
  await the('offer').waitFor({ timeout: 20000 });
  assert.match(await the('offer').textContent(), new RegExp(number.slice(-4)));
  await take();
  await the('message', '[data-direction=in]').first().waitFor();
});

test('dark, narrow: everything is still there', async () => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot('8-dark');
  await page.setViewportSize({ width: 400, height: 800 });
  await shot('9-narrow');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  assert.equal(wide, false, 'nothing scrolls sideways');
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('the page raised no error', () => assert.deepEqual(errors, []));
