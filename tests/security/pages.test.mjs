// What customers send and are called must not break the page: names without a break, HTML, scripts,
// right-to-left writing, texts of very many lines. Screenshots lie in build/screens.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startDemoCarrier } from '../lib/carrier.mjs';
import { Client } from '../lib/client.mjs';
import { beAvailable, eventually, logIn, openPage, takeOffer } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

const WIDE = { name: 'W'.repeat(150), number: newNumber() };
const HTML = { name: '<img src=x onerror="window.ran=1;alert(1)"><b>Bold</b>', number: newNumber() };
const TURNED = { name: 'םולש evil', number: newNumber() };
const SCRIPT = '<script>window.ran = 1; alert(1)</script><svg onload="window.ran=1">';
const ARABIC = 'أين طلبي؟ رقمه 88213 \u202eabc';
const NEWLINES = `from here${'\n'.repeat(1580)}to here`;
const LINES = Array.from({ length: 300 }, (_, i) => `${i}`).join('\n');
const SIZES = [{ width: 1280, height: 800 }, { width: 400, height: 800 }, { width: 320, height: 640 }];

const dialogs = [];
let stack, carrier, channel, page, the, close, shoot, withOutage;

before(async () => {
  stack = await Stack.start({ name: 'pages', instances: 'presenced routerd smsgw chatd' });
  channel = stack.channel('twilio');
  carrier = await startDemoCarrier(stack);
  const mate = await Client.login(stack, stack.user('agent', 1));
  for (const { name, number } of [WIDE, HTML, TURNED]) {
    const made = await mate.call('POST', '/api/v1/customers', { name, number, notes: name });
    assert.equal(made.status, 201, JSON.stringify(made.body));
  }
  // A name that turns what stands around it is no name.
  const turning = await mate.call('POST', '/api/v1/customers', { name: '\u202eevil', number: newNumber() });
  assert.equal(turning.status, 422, JSON.stringify(turning.body));
  ({ page, the, close, shot: shoot, withOutage } = await openPage({ size: SIZES[0], screens: 'build/screens' }));
  page.on('dialog', (dialog) => { dialogs.push(dialog.message()); void dialog.dismiss(); });
  // Every state of a row counts, also one that stands for a moment only.
  await page.addInitScript(() => {
    window.twice = [];
    new MutationObserver(() => {
      for (const row of document.querySelectorAll('[data-testid=conversation]')) {
        if (row.textContent.split('Orders').length > 2) window.twice.push(row.textContent);
      }
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
  await page.goto(stack.base + '/');
  await logIn(the, stack.user('agent', 0));
  await beAvailable(the);
});
after(async () => { await close?.(); await carrier?.close(); await stack?.stop(); });

const shot = (name) => shoot(`hostile-${name}`);
const messages = () => the('message', '[data-direction=in]');

// What of the page is larger than its place: the document both ways, each part sideways.
const tooLarge = () => page.evaluate(() => {
  const root = document.documentElement;
  const found = [];
  if (root.scrollHeight > root.clientHeight) found.push(`document: ${root.scrollHeight} high`);
  if (root.scrollWidth > root.clientWidth) found.push(`document: ${root.scrollWidth} wide`);
  if (window.scrollX || window.scrollY || document.body.scrollTop) found.push('document: scrolled');
  for (const part of document.querySelectorAll('.top, .offer, .side, .talk, .log, .person, .person-body, .dialog')) {
    if (part.scrollWidth > part.clientWidth) found.push(`${part.className}: ${part.scrollWidth} in ${part.clientWidth}`);
  }
  return found;
});

async function fits(what) {
  await eventually(tooLarge, [], what);
}

// Whole in the window, and nothing lies over it.
async function inSight(locator, what) {
  await until(`${what} in sight`, () => locator.evaluate((it) => {
    const { left, top, right, bottom } = it.getBoundingClientRect();
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return left > -1 && top > -1 && right < innerWidth + 1 && bottom < innerHeight + 1 && (over === it || it.contains(over));
  }), 3000);
}

async function atEachSize(look) {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await look(`at ${size.width} px`, size.width);
  }
  await page.setViewportSize(SIZES[0]);
}

async function take(number, body) {
  const had = await the('conversation').count();
  assert.equal((await text(channel, number, body)).status, 200);
  await takeOffer(the);
  await eventually(() => the('conversation').count(), had + 1);
  await the('conversation').last().click();
  await messages().first().waitFor();
}

for (const [who, customer, body] of [['150 W', WIDE, 'W'.repeat(300)], ['HTML', HTML, SCRIPT], ['turned writing', TURNED, ARABIC]]) {
  test(`an offer from a customer called ${who} keeps its buttons and seconds in sight`, async () => {
    assert.equal((await text(channel, customer.number, body)).status, 200);
    await the('offer', '[data-ready=true]').waitFor();
    await eventually(() => the('offer-customer').textContent(), customer.name);
    await atEachSize(async (where, width) => {
      for (const part of ['offer-accept', 'offer-reject', 'offer-seconds']) await inSight(the(part), `${part} ${where}`);
      await fits(where);
      await shot(`offer-${who.replace(' ', '-')}-${width}`);
    });
    await the('offer-accept').click();
    await the('conversation').filter({ hasText: customer.name }).click();
    await messages().first().waitFor();
  });
}

test('list, conversation and record hold such names and texts, as text', async () => {
  for (const { name } of [WIDE, HTML, TURNED]) {
    await the('conversation').filter({ hasText: name }).click();
    for (const id of ['talk-customer', 'customer-name']) await eventually(() => the(id).textContent(), name);
    await inSight(the('end'), 'End');
    await fits(name);
    await shot(`talk-${[...name].length}`);
  }
  await atEachSize(async (where, width) => {
    if (await the('conversation').first().isVisible()) await the('conversation').filter({ hasText: WIDE.name }).click();
    if (width > 720) return;
    await inSight(the('end'), `End ${where}`);
    await inSight(the('composer-text'), `the field ${where}`);
    await fits(where);
    await the('toggle-person').click();
    await fits(`record ${where}`);
    await shot(`person-${width}`);
    await the('person-back').click();
    await the('back').click();
    await fits(`list ${where}`);
    await shot(`list-${width}`);
  });
});

test('the name of the queue stands once in a row of the list, also before the text is known', async () => {
  assert.ok(await the('conversation').count() > 0);
  assert.deepEqual(await page.evaluate(() => window.twice), []);
});

test('the question before the end holds such a name and its buttons', async () => {
  await the('conversation').filter({ hasText: WIDE.name }).click();
  await atEachSize(async (where, width) => {
    if (!(await the('end').isVisible())) await the('conversation').filter({ hasText: WIDE.name }).click();
    await the('end').click();
    await inSight(the('end-confirm'), `End ${where}`);
    await inSight(the('dialog-close'), `Close ${where}`);
    await fits(where);
    await shot(`end-${width}`);
    await the('end-cancel').click();
  });
});

test('a text of 1,580 line breaks is cut until its reader wants all of it', async () => {
  await take(newNumber(), NEWLINES);
  const bubble = messages().locator('.bubble');
  const height = async () => (await bubble.boundingBox()).height;
  await the('show-all').waitFor();
  await until('it is cut', async () => await height() < 1500);
  await the('log').evaluate((log) => log.scrollTo({ top: log.scrollHeight }));
  await inSight(the('show-all'), 'Show all');
  await shot('newlines');
  await the('show-all').click();
  await until('all of it', async () => await height() > 20000);
  await eventually(() => bubble.textContent(), NEWLINES, 'all of the text');
  await the('show-all').waitFor({ state: 'detached' });
  await fits('all of it shown');
});

test('six texts of 300 lines scroll in their own part, never the page', async () => {
  const number = newNumber();
  await take(number, LINES);
  for (let i = 1; i < 6; i++) assert.equal((await text(channel, number, LINES)).status, 200);
  await eventually(() => messages().count(), 6);
  await until('the end in sight', () => the('log').evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight < 60));
  await fits('six texts');
  await eventually(() => the('talk').evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight), 0, 'only the messages scroll');
  await the('side').hover();
  await page.mouse.wheel(0, 3000);
  await the('log').hover();
  await page.mouse.wheel(0, -30000);
  await until('the first text', () => the('log').evaluate((log) => log.scrollTop === 0));
  await fits('after the wheel');
  await inSight(the('composer-text'), 'the field');
  await shot('lines');
  await the('show-all').first().scrollIntoViewIfNeeded();
  const where = await the('log').evaluate((log) => log.scrollTop);
  await the('show-all').first().click();
  await until('all lines', async () => (await messages().first().locator('.bubble').boundingBox()).height > 5000);
  await eventually(() => the('log').evaluate((log) => log.scrollTop), where, 'the reader stays where they were');
  await atEachSize(fits);
});

test('in a low, narrow window the field can still be reached', async () => {
  await page.setViewportSize({ width: 320, height: 256 });
  if (!(await the('composer-text').isVisible())) await the('conversation').last().click();
  await the('composer-send').scrollIntoViewIfNeeded();
  await shot('low');
  await inSight(the('composer-send'), 'Send');
  await fits('320 by 256');
  await withOutage(async () => {
    await page.context().setOffline(true);
    await stack.kill('chatd');
    await the('banner').waitFor();
    await the('composer-send').scrollIntoViewIfNeeded();
    await shot('low-lost');
    await inSight(the('composer-send'), 'Send, without a connection');
    await fits('320 by 256, without a connection');
    await page.context().setOffline(false);
    await stack.ensure();
    await the('banner').waitFor({ state: 'detached' });
  });
  await page.setViewportSize(SIZES[0]);
});

test('nothing that a customer wrote has run', async () => {
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.equal(await page.locator('#app img, #app script').count(), 0);
  assert.deepEqual(dialogs, []);
});
