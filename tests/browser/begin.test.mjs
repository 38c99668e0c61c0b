// An agent begins a text in a real Chromium (SMS-10 to SMS-14): the button, the dialog, a canned message, what stands in the way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { beAvailable, eventually, focused, hasRead, logIn, openPage, reads, takeOffer } from '../lib/page.mjs';
import { Stack } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, adam, tomas, sandbox, page, the, shot, withErrors, close;
before(async () => {
  stack = await Stack.start({ name: 'begin', instances: 'presenced routerd smsgw chatd' });
  sandbox = stack.channel('sandbox');
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  tomas = await Client.login(stack, stack.user('agent', 1));
  await tomas.open();
  const made = await adam.call('POST', '/api/v1/canned-messages', { folder: 'Orders', name: 'Done', text: 'Dear {customer.name}, case {case.number} is done. {agent.name}' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  ({ page, the, shot, withErrors, close } = await openPage({ size: { width: 1280, height: 800 }, screens: process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens' }));
  await page.goto(stack.base + '/');
  await logIn(the, stack.user('agent', 0));
  await beAvailable(the);
});
after(async () => { tomas?.close(); await close?.(); await stack?.stop(); });

const sent = async (to) => (await adam.call('GET', `/api/v1/channels/${sandbox.id}/sandbox/outbox`)).body.data.filter((one) => one.to === to).map((one) => one.text);
const open = async () => {
  await the('begin').click();
  await the('begin-channel').selectOption(sandbox.id);
};
const judged = (words) => reads({ the }, 'begin-judged', words);
const held = () => the('begin-send', '[aria-disabled=true]').waitFor();

test('a text of one\'s own: the number is read, the segments are counted, the conversation opens', async () => {
  const number = newNumber();
  await open();
  await withErrors(['422 /api/v1/sms/numbers'], async () => {
    await the('begin-number').fill('nobody');
    await judged(/number/i);
  });
  await held();
  await the('begin-number').fill(number);
  await judged(/United States/);
  await the('begin-text').fill('Hello from the shop 😕');
  const count = the('begin-dialog').getByTestId('segments');
  await eventually(async () => [await count.getAttribute('data-encoding'), await count.getAttribute('data-segments')], ['ucs2', '1']);
  await count.getByTestId('price-class').waitFor();
  await shot('21-new-text');
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot('21-new-text-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await the('begin-send').click();
  await the('begin-dialog').waitFor({ state: 'detached' });
  await the('message', '[data-direction=out][data-delivery=delivered]').waitFor();
  await reads({ the }, 'log', 'Hello from the shop');
  assert.deepEqual(await sent(number), ['Hello from the shop 😕']);
  await focused(page, 'composer-text');
  await adam.call('POST', `/api/v1/channels/${sandbox.id}/sandbox/inbound`, { from: number, text: 'who is it?' });
  await the('message', '[data-direction=in]').waitFor();
  assert.equal(await the('offer').count(), 0, 'the reply joins it without an offer');
});

test('a text to one of the organisation\'s own channels is asked about first', async () => {
  const { number } = stack.channel('twilio');
  await open();
  await the('begin-number').fill(number);
  await judged(/United States/);
  await the('begin-text').fill('Is this line up?');
  await withErrors(['409 /api/v1/me/interactions'], async () => {
    await the('begin-send').click();
    await reads({ the }, 'begin-problem', /This is the number of your channel/);
  });
  assert.deepEqual(await sent(number), []);
  await the('begin-take').filter({ hasText: 'Send anyway' }).click();
  await the('begin-dialog').waitFor({ state: 'detached' });
  await eventually(() => sent(number), ['Is this line up?']);
});

test('a text that waits for the end of quiet hours says until when, and is cancelled', async () => {
  const list = await adam.call('GET', `/api/v1/channel-carriers?channel_id=${sandbox.id}`), { id } = list.body.data[0];
  const change = async (item) => {
    const { version } = (await adam.call('GET', `/api/v1/channel-carriers/${id}`)).body;
    assert.equal((await adam.call('PATCH', `/api/v1/channel-carriers/${id}`, item, { headers: { 'if-match': `"${version}"` } })).status, 200);
  };
  const [hours] = await stack.asOwner(`SELECT to_char(t - interval '1 hour', 'HH24:MI') AS quiet_start, to_char(t + interval '2 hours', 'HH24:MI') AS quiet_end
    FROM (SELECT ops.clock() AT TIME ZONE 'America/Los_Angeles' AS t) AS now_`);
  await change({ quiet_hours: 'hold', ...hours });
  const number = newNumber();
  await open();
  await the('begin-number').fill(number);
  await judged(/United States/);
  await the('begin-text').fill('Good morning');
  await the('begin-send').click();
  await the('message', '[data-delivery=held]').getByText(/held until \w+,? \d\d:\d\d/).waitFor();
  await shot('21-held');
  await the('cancel-text').click();
  await the('message', '[data-delivery=cancelled]').getByText('cancelled').waitFor();
  assert.equal(await the('cancel-text').count(), 0);
  await change({ quiet_hours: 'off', quiet_start: null, quiet_end: null });
  assert.deepEqual(await sent(number), []);
});

test('from the record: a canned message is filled in, what has no value is asked for; it ends with the wrap-up', async () => {
  const priya = '+15105550177';
  await text(stack.channel('twilio'), priya, 'where is my order?');
  await takeOffer(the);
  await the('customer-name').filter({ hasText: 'Priya' }).waitFor();
  await the('begin-person').click();
  await the('begin-channel').selectOption(sandbox.id);
  await eventually(() => the('begin-number').inputValue(), priya);
  await eventually(() => the('begin-linked').isChecked(), true);
  await judged(/United States/);
  await the('begin-canned').selectOption({ label: 'Done' });
  await the('begin-case-number').waitFor();
  await held(); // by a placeholder without a value
  await the('begin-send').focus();
  await page.keyboard.press('Enter');
  await the('begin-case-number').fill('LR-7');
  await eventually(() => the('begin-preview').textContent(), 'Dear Priya Raman, case LR-7 is done. Maya Okafor');
  await shot('21-new-text-canned');
  await the('begin-send').click();
  await the('begin-dialog').waitFor({ state: 'detached' });
  await eventually(() => sent(priya), ['Dear Priya Raman, case LR-7 is done. Maya Okafor']);
  const linked = await the('conversation', '[aria-current=true]').getAttribute('data-interaction');
  await the('conversation').filter({ hasText: 'order' }).first().click();
  await hasRead(the);
  await the('end').click();
  await the('end-confirm').click();
  await the('wrap-done').click();
  await the('conversation', `[data-interaction="${linked}"]`).waitFor({ state: 'detached' });
});

test('who has an open conversation with them is named; one\'s own is opened', async () => {
  const number = newNumber();
  assert.equal((await tomas.call('POST', '/api/v1/me/interactions', { channel_id: sandbox.id, number, text: 'Hello' })).status, 201);
  await open();
  await the('begin-number').fill(number);
  await judged(/United States/);
  await the('begin-text').fill('Hello');
  await withErrors(['409 /api/v1/me/interactions'], async () => {
    await the('begin-send').click();
    await reads({ the }, 'begin-problem', 'Tomás Vega has it');
  });
  await page.keyboard.press('Escape');
  await focused(page, 'begin');
});

test('one that waits in a queue of the agent is taken, and the text said there (SMS-10)', async () => {
  const rosa = await Client.login(stack, stack.user('supervisor'));
  const maya = (await rosa.call('GET', '/api/v1/wallboard')).body.agents.find((one) => one.agent.name === 'Maya Okafor').agent;
  const put = async (status) => assert.equal((await rosa.call('PUT', `/api/v1/agents/${maya.id}/status`, { status, reason: 'a test' })).status, 200);
  await put('on_break'); // so that it waits and is not offered
  const number = newNumber();
  assert.equal((await adam.call('POST', `/api/v1/channels/${sandbox.id}/sandbox/inbound`, { from: number, text: 'Is anybody there?' })).status, 202);
  await open();
  await the('begin-number').fill(number);
  await judged(/United States/);
  await the('begin-text').fill('Yes, I am.');
  await withErrors(['409 /api/v1/me/interactions'], async () => {
    await the('begin-send').click();
    await the('begin-take').waitFor();
  });
  await reads({ the }, 'begin-problem', /open conversation with this number.*Support/);
  assert.equal(await the('conversation').filter({ hasText: 'Is anybody there?' }).count(), 0, 'not without being asked');
  await shot('21-new-text-waits');
  await the('begin-take').click();
  await the('begin-dialog').waitFor({ state: 'detached' });
  await the('message', '[data-direction=out][data-delivery=delivered]').waitFor();
  await reads({ the }, 'log', /Is anybody there\?[^]*Yes, I am\./); // it is the customer's conversation
  assert.deepEqual(await sent(number), ['Yes, I am.']);
  await put('available');
  rosa.close?.();
});

test('a slash in the message field finds the canned messages of the conversation\'s queue, by keyboard; what one lacks is asked for (SMS-13)', async () => {
  const queues = (await adam.call('GET', '/api/v1/queues?limit=200')).body.data, of = (name) => [queues.find((one) => one.name === name).id];
  for (const item of [{ folder: 'Greetings', name: 'Hours', text: 'From nine to five. {agent.name}, {queue.name}' }, { folder: 'Greetings', name: 'Thanks', text: 'Thank you for your patience.', queue_ids: of('Support') },
    { folder: 'Billing', name: 'Refund', text: 'Your money is on its way.', queue_ids: of('Billing') }]) {
    const made = await adam.call('POST', '/api/v1/canned-messages', item);
    assert.equal(made.status, 201, JSON.stringify(made.body));
  }
  const before = await the('message', '[data-direction=out]').count(), names = () => the('canned-option').locator('b').allTextContents(), chosen = () => the('canned-option', '[aria-selected=true]').locator('b').textContent();
  const written = (words) => eventually(() => the('composer-text').inputValue(), words);
  await the('composer-text').fill('/');
  await eventually(names, ['Hours', 'Thanks', 'Done'], 'by folder and name, none of another queue');
  await eventually(chosen, 'Hours');
  await the('composer-text').press('ArrowUp');
  await eventually(chosen, 'Done');
  await the('composer-text').press('ArrowDown');
  await eventually(chosen, 'Hours');
  await shot('21-canned');
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot('21-canned-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await the('composer-text').press('Enter');
  await written('From nine to five. Maya Okafor, Support');
  await focused(page, 'composer-text');
  await the('canned').waitFor({ state: 'detached' });

  await the('composer-text').fill('/ord do');
  await eventually(names, ['Done']);
  await the('composer-text').press('Tab');
  await focused(page, 'canned-customer-name');
  await the('canned-put', '[aria-disabled=true]').waitFor();
  await the('canned-customer-name').fill('Priya');
  await the('canned-case-number').fill('LR-9');
  await eventually(() => the('canned-asks').locator('p').first().textContent(), 'Dear Priya, case LR-9 is done. Maya Okafor');
  await shot('21-canned-asks');
  await the('canned-case-number').press('Enter');
  await written('Dear Priya, case LR-9 is done. Maya Okafor');
  await focused(page, 'composer-text');

  // What stands there to search by goes to nobody, until it is closed.
  await the('composer-text').fill('/h');
  await eventually(names, ['Hours', 'Thanks']);
  await the('composer-text').press('Escape');
  await the('canned').waitFor({ state: 'detached' });
  await the('composer-text').fill('');
  await the('composer-text').fill('/shrug');
  await eventually(() => the('canned').textContent(), /No canned message has these words/);
  await the('composer-text').press('Enter');
  await the('composer-send', '[disabled]').waitFor();
  await the('composer-text').press('Escape');
  await the('canned').waitFor({ state: 'detached' });
  await written('/shrug');
  await the('composer-text').press('Enter');
  await reads({ the }, 'log', '/shrug');
  await eventually(() => the('message', '[data-direction=out]').count(), before + 1);
});

test('at 400 px the dialog is whole and works by keyboard', async () => {
  await page.setViewportSize({ width: 400, height: 800 });
  await the('back').click();
  await the('begin').focus();
  await page.keyboard.press('Enter');
  await the('begin-dialog').waitFor();
  const { width, left, right } = await page.evaluate(() => {
    const box = document.querySelector('[data-testid=begin-dialog]');
    const { left, right } = box.getBoundingClientRect();
    return { width: box.scrollWidth - box.clientWidth, left, right };
  });
  assert.ok(width <= 0 && left >= 0 && right <= 400, `${left} to ${right}, ${width} beyond`);
  for (const id of ['begin-channel', 'begin-number', 'begin-canned', 'begin-text']) {
    await the(id).focus();
    assert.ok(await page.evaluate(() => document.activeElement.labels.length > 0 && document.activeElement.labels[0].textContent.trim() !== ''), id);
  }
  await shot('21-new-text-400');
  await page.keyboard.press('Escape');
  await the('begin-dialog').waitFor({ state: 'detached' });
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('without the permission there is no button', async () => {
  const [tenant] = (await adam.call('GET', '/api/v1/tenants')).body.data;
  const answer = await adam.call('PATCH', `/api/v1/tenants/${tenant.id}`, { sms_initiate_roles: [] }, { headers: { 'if-match': `"${tenant.version}"` } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const told = page.waitForResponse((response) => response.url().includes('/me/channels'));
  await page.reload();
  assert.deepEqual((await (await told).json()).data, []);
  await the('workspace', '[data-link=live]').waitFor();
  assert.equal(await the('begin').count(), 0);
  await the('side').waitFor();
});
