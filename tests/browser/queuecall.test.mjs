// A customer's call on the agent's page (SP-10, SP-12): offered, accepted, picked up at the phone, held, noted, ended; no composer.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Callers } from '../lib/callers.mjs';
import { Client } from '../lib/client.mjs';
import { beAvailable, eventually, faults, focused, logIn, openPage, reads } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { claim, newNumber } from '../lib/texts.mjs';

const LINE = '+14155550190';
let stack, adam, maya, callers, channel, queue, sold, page, the, close, shot, withErrors, withOutage;
before(async () => {
  stack = await Stack.start({ name: 'queuecall', instances: 'presenced routerd smsgw chatd' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const make = async (path, body) => {
    const answer = await adam.call('POST', `/api/v1/${path}`, body);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  };
  await claim(adam, LINE);
  queue = await make('queues', { name: 'Hotline', medium: 'voice', record: true, wrap_ms: 600000, disposition_required: true });
  sold = await make('dispositions', { name: 'Sold', queue_ids: [queue.id] });
  await make('dispositions', { name: 'Of no call', queue_ids: ['1'] });
  maya = await Client.login(stack, stack.user('agent', 0));
  await make('memberships', { queue_id: queue.id, agent_id: maya.id });
  channel = await make('channels', { medium: 'voice', name: 'Phone', number: LINE });
  await make('route-rules', { channel_id: channel.id, position: 1, queue_id: queue.id });
  callers = await Callers.start(stack);
  ({ page, the, close, shot, withErrors, withOutage } = await openPage({ size: { width: 1280, height: 800 }, screens: process.env.SCREENS ?? 'build/screens' }));
  await page.goto(stack.base + '/');
  await logIn(the, stack.user('agent', 0));
  await beAvailable(the);
});
after(async () => { await close?.(); await callers?.close(); await stack?.stop(); });

const words = (wanted) => eventually(() => the('call-words').textContent(), wanted);

test('a call is offered, accepted, picked up, held and ended, with a note', async () => {
  const it = await callers.begin(channel.id, newNumber());
  await reads({ the }, 'offer', /Call.*Hotline/);
  await the('offer', '[data-ready="true"]').waitFor();
  await the('offer-accept').click();
  await the('conversation', '[data-state="assigned"]').click();
  await words('Your phone rings: pick it up');
  await the('composer-text').waitFor({ state: 'detached' }); // nothing can be written to who calls
  await reads({ the }, 'conversation', 'Your phone rings');
  const [{ offer }] = await stack.query('SELECT offer FROM routing.interaction WHERE id = $1', [it.interaction]);
  assert.equal(await callers.answered(it, offer), 'ok');
  await words('In the call');
  await the('call-recorded').waitFor();
  await shot('queuecall-talking');
  assert.deepEqual(await faults(page), []);
  assert.equal(await callers.held(it, true, 'phone'), 'ok');
  await words('On hold, by the phone');
  assert.equal(await callers.held(it, false, 'phone'), 'ok');
  await words('In the call');
  await the('consult-note').fill('wants an invoice');
  await the('consult-save').click();
  await reads({ the }, 'talk', 'wants an invoice');
  await the('end').click();
  await page.keyboard.press('Escape');
  assert.equal(await callers.over(it), 'ok');
  await the('conversation', '[data-state="wrap_up"]').waitFor();
  await shot('queuecall-wrap');
  assert.deepEqual(await faults(page), []);
});

const change = (item) => patch(`/api/v1/queues/${queue.id}`, item);
const recorded = () => stack.query('SELECT state::text, disposition::text, note::text, disposition_missing AS missing FROM routing.interaction ORDER BY id DESC LIMIT 1').then(([row]) => row);

/* A call that has just ended, shown in its wrap-up. */
async function wrapUp(number = newNumber()) {
  const it = await callers.begin(channel.id, number);
  await the('offer', '[data-ready="true"]').waitFor();
  await the('offer-accept').click();
  await the('conversation', '[data-state="assigned"]').click();
  const [{ offer }] = await stack.query('SELECT offer FROM routing.interaction WHERE id = $1', [it.interaction]);
  assert.equal(await callers.answered(it, offer), 'ok');
  assert.equal(await callers.over(it), 'ok');
  await the('wrap-up').waitFor();
  return it;
}
const gone = () => the('wrap-up').waitFor({ state: 'detached' });
const linked = (it) => stack.query('SELECT k.title FROM messaging.case_interaction l JOIN messaging.case_ k ON k.id = l.case_id WHERE l.interaction = $1', [it.interaction]).then((rows) => rows.map((row) => row.title));
async function record(number, ...titles) {
  const { body: { id: customer } } = await adam.call('POST', '/api/v1/customers', { name: `Carla ${number}`, number, notes: '' });
  const cases = [];
  for (const title of titles) cases.push((await adam.call('POST', '/api/v1/cases', { customer, title })).body);
  return cases;
}
const patch = async (path, item) => {
  const { body: { version } } = await adam.call('GET', path);
  const changed = await adam.call('PATCH', path, item, { headers: { 'if-match': version } });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
};

test('the list of dispositions that does not load says so in its place, and is loaded again', async () => {
  const part = /workspace-Disposition-.*\.js$/;
  await page.route(part, (route) => route.abort());
  await withOutage(async () => {
    await page.reload();
    await the('wrap-again').waitFor();
  });
  assert.equal(await the('line').count(), 0);
  await page.unroute(part);
  await the('wrap-again').click();
  await the('wrap-disposition').waitFor();
});

test('a wrap-up whose queue requires a disposition ends with one; the field says so', async () => {
  const field = the('wrap-disposition');
  await field.waitFor();
  assert.deepEqual(await field.locator('option').allTextContents(), ['Choose one …', 'Sold'], 'those of its queue');
  await the('wrap-note').fill('Bought two.');
  await withErrors(['422 /api/v1/interactions/:id/wrap-up/end'], async () => {
    await the('wrap-done').click();
    await reads({ the }, 'wrap-disposition-problem', 'Choose a disposition');
  });
  await focused(page, 'wrap-disposition');
  await shot('queuecall-disposition');
  assert.deepEqual(await faults(page), []);
  await page.keyboard.press('S'); // chosen by its letter
  await the('wrap-disposition-problem').waitFor({ state: 'detached' });
  await the('wrap-done').click();
  await gone();
  assert.deepEqual(await recorded(), { state: 'ended', disposition: sold.id, note: 'Bought two.', missing: false });
});

test('a disposition that was disabled meanwhile is refused, and is no longer on offer', async () => {
  await wrapUp();
  await the('wrap-disposition').selectOption('Sold');
  await patch(`/api/v1/dispositions/${sold.id}`, { disabled: true });
  await withErrors(['422 /api/v1/interactions/:id/wrap-up/end'], async () => {
    await the('wrap-done').click();
    await reads({ the }, 'wrap-disposition-problem', 'no such disposition');
  });
  await the('wrap-disposition').waitFor({ state: 'detached' }); // it was the only one
  await the('wrap-disposition-problem').waitFor();
  await the('wrap-done').click(); // without any, none is required
  await gone();
  assert.equal((await recorded()).disposition, null);
  await patch(`/api/v1/dispositions/${sold.id}`, { disabled: false });
});

test('by time a wrap-up is saved with its note and a new case, without the disposition that it should have', async () => {
  await change({ wrap_ms: 8000 });
  const number = newNumber();
  await record(number);
  const it = await wrapUp(number);
  await the('wrap-note').fill('Called back too late.');
  await the('case-new').click();
  await the('case-title').fill('A refund');
  await gone();
  assert.deepEqual(await recorded(), { state: 'ended', disposition: null, note: 'Called back too late.', missing: true });
  assert.deepEqual(await linked(it), ['A refund']);
});

test('by time the rest of a wrap-up is saved if its case was closed meanwhile, and the page says so', async () => {
  const number = newNumber(), [one] = await record(number, 'Too late');
  const it = await wrapUp(number);
  await the(`case-${one.id}`).click();
  await the('wrap-disposition').selectOption('Sold');
  await patch(`/api/v1/cases/${one.id}`, { state: 'closed' });
  await the('wrap-note').fill('Two more.');
  await withErrors(['409 /api/v1/interactions/:id/wrap-up/end'], gone);
  assert.deepEqual(await recorded(), { state: 'ended', disposition: sold.id, note: 'Two more.', missing: false });
  assert.deepEqual((await linked(it)).includes('Too late'), false);
  await reads({ the }, 'line', 'case is left as it was');
  await the('line-remove').first().click();
});

const ended = (it) => until('its time is over', async () => (await stack.query("SELECT 1 FROM routing.interaction WHERE id = $1 AND state = 'ended'", [it.interaction])).length);

test('a disposition that was chosen is recorded also where the time was faster than the page', async () => {
  const late = await wrapUp();
  await the('wrap-disposition').selectOption('Sold');
  await page.route('**/wrap-up/end', async (route) => { await ended(late); await route.continue(); });
  await withErrors(['409 /api/v1/interactions/:id/wrap-up/end'], async () => {
    await the('wrap-done').click();
    await until('recorded', async () => (await recorded()).disposition);
  });
  await page.unroute('**/wrap-up/end');
  assert.deepEqual(await recorded(), { state: 'ended', disposition: sold.id, note: null, missing: false });
  // A page whose timers rest, as those of a tab in the background.
  await wrapUp();
  await the('wrap-disposition').selectOption('Sold');
  await the('wrap-note').fill('In the background.');
  await page.evaluate(() => { for (let timer = setTimeout(() => {}, 0); timer > 0; timer--) clearTimeout(timer); });
  await until('recorded', async () => (await recorded()).disposition);
  assert.deepEqual(await recorded(), { state: 'ended', disposition: sold.id, note: 'In the background.', missing: false });
  await page.reload();
  await the('workspace', '[data-link=live]').waitFor();
});

test('a wrap-up that was given more time as its end was not answered is saved at its new end', async () => {
  await change({ wrap_extend: true });
  const it = await wrapUp();
  await the('wrap-note').fill('Twice.');
  await page.route('**/wrap-up/end', async (route) => {
    const longer = await maya.call('POST', `/api/v1/interactions/${it.interaction}/wrap-up/extend`);
    await (longer.status === 200 ? route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"type":"internal","title":"Not now"}' }) : route.continue());
  }, { times: 1 });
  await withErrors(['500 /api/v1/interactions/:id/wrap-up/end'], gone);
  const { note } = await recorded();
  assert.equal(note, 'Twice.');
  await change({ wrap_ms: 600000, wrap_extend: false, disposition_required: null });
});

test('an offer opens in the page even if answering its call has accepted it first', async () => {
  await change({ screen_pop_url: 'https://crm.example/card' });
  await page.context().route('https://crm.example/card', (route) => route.fulfill({ body: 'A card' }));
  const it = await callers.begin(channel.id, newNumber());
  const [{ id: offer }] = await until('its offer', async () => {
    const offers = await stack.query("SELECT id FROM routing.offer WHERE interaction = $1 AND state = 'made'", [it.interaction]);
    return offers.length && offers;
  });
  await page.route(`**/api/v1/offers/${offer}/accept`, async (route) => {
    assert.equal(await callers.answered(it, offer), 'ok');
    await the('conversation', '[data-state="assigned"]').waitFor(); // the page has received it
    await route.continue();
  });
  const popped = page.context().waitForEvent('page');
  const refused = page.waitForResponse((answer) => answer.url().endsWith(`/offers/${offer}/accept`));
  await the('offer', '[data-ready="true"]').waitFor();
  await withErrors(['409 /api/v1/offers/:id/accept'], async () => {
    await the('offer-accept').click();
    assert.equal((await refused).status(), 409);
  });
  await (await popped).close();
  await words('In the call');
  assert.equal(await callers.over(it), 'ok');
  await the('conversation', '[data-state="wrap_up"]').waitFor();
});

test('a withheld number is said to be one', async () => {
  await the('wrap-done').click();
  await the('wrap-up').waitFor({ state: 'detached' });
  const it = await callers.begin(channel.id, null);
  await reads({ the }, 'offer-customer', 'Withheld number');
  assert.equal(await callers.over(it), 'ok');
  await the('offer').waitFor({ state: 'detached' });
});
