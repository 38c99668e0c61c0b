// The front desk on the Work page (CT-17): calls of one's lines live, the directory with presence, call and card from each row, by keyboard alone.
// Calls are told as the daemon that takes calls will (tests/lib/legs.mjs).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { Voice } from '../lib/legs.mjs';
import { eventually, faults, fits, focused, logIn, openPage, reads } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';

const CUSTOMER = '+12025550142', STRANGER = '+12025550177';
let stack, adam, voice, rita, wim, queue, hall, page;
const good = async (answer, wanted = 200) => { const { status, body } = await answer; assert.equal(status, wanted, JSON.stringify(body)); return body; };
const make = (path, body) => good(adam.call('POST', `/api/v1/${path}`, body), 201);
const person = async (username, name, more = {}) => {
  const given = { username, name, password: 'seven green chairs', role: 'agent', has_seat: false, has_work: true, ...more };
  return { ...given, ...await make('users', given), password: given.password };
};

before(async () => {
  stack = await Stack.start({ name: 'deskpage', checkKeys: false });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  rita = await person('rita', 'Rita Reception', { work_extension: '200' });
  wim = await person('wim', 'Wim de Vries', { work_extension: '201', department: 'Sales' });
  await person('xena', 'Xena Quist', { work_extension: '202', department: 'Warehouse' });
  queue = await make('services', { kind: 'call_queue', name: 'Sales', extension: '700' });
  hall = await make('services', { kind: 'auto_attendant', name: 'Main number', extension: '0', numbers: [{ number: '+12025550100' }] }).catch(() => make('services', { kind: 'auto_attendant', name: 'Main number', extension: '100' }));
  await make('external-contacts', { name: 'Zoë Müller', company: 'Müller & Söhne', numbers: [{ number: CUSTOMER }] });
  voice = await Voice.start(stack, 920001);
  page = await openPage({ size: { width: 1280, height: 760 }, screens: process.env.SCREENS ?? 'build/screens' });
  await page.page.goto(`${stack.base}/work`);
  await logIn(page.the, rita, 'work');
});
after(async () => { await page?.close(); await voice?.close(); await stack?.stop(); });

const lineOf = (line) => page.the('desk-line', `[data-id="${line}"]`);
const callsOf = async (line) => (await lineOf(line).locator('[data-testid=desk-call]').allTextContents()).map((text) => text.replace(/\s+/g, ' '));
const axe = async (where) => assert.deepEqual(await faults(page.page), [], where);
const rows = () => page.the('desk-row');
const give = (body) => make('desk-lines', { user_id: rita.id, ...body });

test('who has no line has no such section; it comes as soon as an administrator gives one', async () => {
  assert.equal(await page.the('section-front-desk').count(), 0);
  await page.page.evaluate(() => { location.hash = 'front-desk'; });
  await page.the('section-chats', '[aria-current=page]').waitFor();
  await give({ service_id: queue.id });
  await page.the('section-front-desk').waitFor();
  await page.the('front-desk').waitFor();
  await give({ service_id: hall.id });
  await give({ line_user_id: wim.id });
  await lineOf(`work:${wim.id}`).waitFor();
  await eventually(() => page.the('desk-line').locator('h2').allTextContents(), ['Rita Reception', 'Sales', 'Main number', 'Wim de Vries']);
  assert.equal(await page.the('desk-call').count(), 0, 'no call is invented');
  await axe('without calls');
});

test('calls of the lines stand there as they ring, wait, are answered and end, with who and how long', async () => {
  const sales = `service:${queue.id}`, main = `service:${hall.id}`;
  await voice.step('a', 'waiting', sales, { number: CUSTOMER, shown: 'MUELLER', ago: 65 });
  await voice.step('b', 'active', sales, { number: STRANGER, by: wim.id, ago: 305 });
  await voice.step('c', 'ringing', main, { number: null });
  await voice.step('d', 'held', `work:${wim.id}`, { number: '+12025550178', shown: 'Acme Ltd', by: wim.id, ago: 4005, direction: 'out' });
  await eventually(() => page.the('desk-call').count(), 4);
  // Who waits stands first, by the company's name for the number.
  await eventually(async () => (await callsOf(sales)).join('; '), /Waiting.*Zoë Müller.*1:\d\d.*; In talk.*202 555 0177.*with Wim de Vries.*5:\d\d/);
  await eventually(async () => (await callsOf(main)).join(), /Ringing.*Number withheld/);
  await eventually(async () => (await callsOf(`work:${wim.id}`)).join(), /On hold.*Acme Ltd.*outgoing.*1:0\d:\d\d/);
  assert.ok(!(await callsOf(`work:${wim.id}`))[0].includes('with Wim'), 'whose line it is says who is on it');
  await eventually(() => page.the('section-front-desk').locator('.unread').textContent(), '2 new', 'two wait to be answered');
  const clock = () => lineOf(main).locator('time').textContent(), before = await clock();
  await until('it ticks', async () => await clock() !== before);
  await axe('with calls');
  await page.shot('70-front-desk');
  await voice.step('a', 'active', sales, { number: CUSTOMER, by: rita.id });
  await until('answered', async () => (await callsOf(sales)).some((one) => /In talk.*Zoë Müller.*with Rita/.test(one)));
  await voice.step('c', 'ended', main);
  await eventually(() => callsOf(main), []);
  await eventually(() => page.the('section-front-desk').locator('.unread').count(), 0);
});

test('the directory filters what is typed at once, with presence as it changes; a call and a card by keyboard, two activations at most', async () => {
  await page.page.evaluate(() => document.activeElement?.blur());
  await page.page.keyboard.type('wim');
  await eventually(() => page.the('desk-filter').inputValue(), 'wim', 'typed anywhere, from the first letter');
  await eventually(() => rows().count(), 1);
  await reads(page, 'desk-presence', 'Offline');
  const there = await Client.working(stack, wim);
  await reads(page, 'desk-presence', 'Available');
  await good(there.call('PUT', '/api/v1/work/status', { status: 'dnd', message: 'In a meeting' }));
  await reads(page, 'desk-presence', 'Do not disturb · In a meeting');
  await page.page.keyboard.press('ArrowDown');
  await focused(page.page, 'desk-dial');
  await eventually(() => page.the('desk-dial').getAttribute('href'), 'tel:201', 'the first activation would call');
  await page.page.keyboard.press('ArrowRight');
  await focused(page.page, 'desk-person');
  await page.page.keyboard.press('Enter');
  await reads(page, 'card', 'Wim de Vries');
  for (const act of ['act-call', 'act-chat', 'act-favourite']) await page.the(act).first().waitFor(); // the second activation
  await axe('card');
  await page.page.keyboard.press('Escape');
  await page.the('card').waitFor({ state: 'detached' });
  await focused(page.page, 'desk-person');
  await page.page.keyboard.press('ArrowUp');
  await focused(page.page, 'desk-filter');
  await page.page.keyboard.press('Escape');
  await until('all again', async () => await rows().count() > 3);
  await page.page.keyboard.press('ArrowDown');
  await page.page.keyboard.press('ArrowDown');
  await eventually(() => page.page.evaluate(() => [...document.querySelectorAll('#desk-found .first')].indexOf(document.activeElement)), 1, 'arrows go through the rows');
  await page.page.keyboard.press('ArrowUp');
  await page.page.keyboard.press('ArrowUp');
  await focused(page.page, 'desk-filter');
  await page.page.keyboard.type('01');
  await eventually(() => rows().count(), 0);
  await page.the('desk-filter').fill('202');
  await reads(page, 'desk-row', 'Xena Quist');
  there.close();
});

test('a card from a call: of who has the number, else of the number; none where it is withheld', async () => {
  const sales = lineOf(`service:${queue.id}`);
  await sales.locator('[data-testid=desk-call]', { hasText: 'Zoë' }).locator('[data-testid=desk-call-card]').click();
  await page.the('card', '[data-kind=external]').waitFor();
  await page.page.keyboard.press('Escape');
  await sales.locator('[data-testid=desk-call]', { hasText: '0177' }).locator('[data-testid=desk-call-card]').click();
  await page.the('card', '[data-kind=number]').waitFor();
  await eventually(() => page.the('act-call').first().getAttribute('href'), `tel:${STRANGER}`);
  await page.page.keyboard.press('Escape');
  await voice.step('w', 'waiting', `service:${hall.id}`, { number: null });
  await until('it waits', async () => (await callsOf(`service:${hall.id}`)).length === 1);
  assert.equal(await lineOf(`service:${hall.id}`).locator('[data-testid=desk-call-card]').count(), 0);
  await voice.step('w', 'ended', `service:${hall.id}`);
});

test('transfer is not offered while no voice daemon does it, also with a call of one\'s own', async () => {
  await voice.step('mine', 'active', `work:${rita.id}`, { number: '+12025550179', by: rita.id });
  await until('it is there', async () => (await callsOf(`work:${rita.id}`)).length === 1);
  assert.equal(await page.page.getByText(/transfer/i).count(), 0);
  await voice.step('mine', 'ended', `work:${rita.id}`);
  await until('it is over', async () => (await callsOf(`work:${rita.id}`)).length === 0);
});

test('where the daemon does it, a call on one\'s own line is given to a row by one activation', async () => {
  const able = await Voice.start(stack, 920009, { can: ['transfer'], name: 'voiced-9' });
  await able.step('able', 'active', `work:${rita.id}`, { number: '+12025550179', by: rita.id });
  await page.the('desk-give').first().waitFor();
  await axe('with transfer');
  await page.shot('76-front-desk-transfer');
  await able.step('able', 'ended', `work:${rita.id}`);
  await eventually(() => page.the('desk-give').count(), 0);
  await able.close();
});

test('one chooses lines and their order; the choice is there after a reload, and calls that came meanwhile', async () => {
  await page.the('desk-choose').click();
  const choice = (id) => page.the('line-choice', `[data-id="${id}"]`);
  await choice(`work:${rita.id}`).locator('input').uncheck();
  for (let n = 0; n < 3; n++) await choice(`work:${wim.id}`).locator('[data-testid=line-up]').click();
  await axe('lines');
  await page.shot('71-front-desk-lines');
  await page.the('lines-keep').click();
  await page.the('lines-dialog').waitFor({ state: 'detached' });
  const names = () => page.the('desk-line').locator('h2').allTextContents();
  await eventually(names, ['Wim de Vries', 'Sales', 'Main number']);
  await voice.step('e', 'waiting', `service:${hall.id}`, { number: STRANGER });
  await page.page.reload();
  await page.the('front-desk').waitFor();
  await eventually(names, ['Wim de Vries', 'Sales', 'Main number']);
  await eventually(() => page.the('desk-call').count(), 4);
});

test('a page that lost its stream is whole again by itself', async () => {
  await page.withOutage(async () => {
    await page.page.context().setOffline(true);
    await stack.kill('chatd-1').catch(() => stack.kill('chatd'));
    await page.the('work', ':not([data-link=live])').waitFor();
    await voice.step('d', 'ended', `work:${wim.id}`);
    await voice.step('f', 'ringing', `service:${queue.id}`, { number: '+12025550180', shown: 'New one' });
    await page.page.context().setOffline(false);
    await stack.ensure();
    await page.the('work', '[data-link=live]').waitFor();
  });
  await until('what ended is gone, what came is there', async () => (await callsOf(`work:${wim.id}`)).length === 0 && (await callsOf(`service:${queue.id}`)).some((one) => /Ringing.*New one/.test(one)));
});

test('a lost voice daemon\'s calls go from the page', async () => {
  voice.die();
  await eventually(() => page.the('desk-call').count(), 0);
});

test('narrow and dark', async () => {
  const again = await Voice.start(stack, 920002);
  await again.step('g', 'waiting', `service:${queue.id}`, { number: CUSTOMER, ago: 30 });
  await again.step('h', 'active', `service:${hall.id}`, { number: '+12025550178', shown: 'A very long name of a company that calls often & Sons', by: wim.id, ago: 90 });
  await eventually(() => page.the('desk-call').count(), 2);
  await page.page.emulateMedia({ colorScheme: 'dark' });
  await axe('dark');
  await page.shot('72-front-desk-dark');
  await page.page.setViewportSize({ width: 320, height: 700 });
  await fits(page.page, '320 px');
  await axe('dark, 320 px');
  await page.shot('73-front-desk-320-dark');
  await page.page.emulateMedia({ colorScheme: 'light' });
  await page.page.setViewportSize({ width: 800, height: 700 });
  await fits(page.page, '800 px');
  await axe('800 px');
  await page.shot('74-front-desk-800');
  // Calls and the filter stay in sight at the directory's end.
  await page.page.setViewportSize({ width: 1100, height: 420 });
  await page.page.keyboard.press('ArrowDown');
  for (let n = 0; n < 30; n++) await page.page.keyboard.press('ArrowDown');
  await eventually(() => rows().last().evaluate((it) => it.getBoundingClientRect().bottom <= innerHeight + 1), true, 'the last row has the focus and is seen');
  for (const id of ['desk-filter', 'desk-call']) await eventually(() => page.the(id).first().evaluate((it) => { const box = it.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }), true, `${id} is in sight`);
  await page.shot('75-front-desk-scrolled');
  for (let n = 0; n < 4; n++) {
    await page.page.keyboard.press('ArrowUp');
    await eventually(() => page.page.evaluate(() => document.activeElement.getBoundingClientRect().top >= document.getElementById('desk-filter').getBoundingClientRect().bottom), true, 'the filter does not hide what has the focus');
  }
  await again.close();
});
