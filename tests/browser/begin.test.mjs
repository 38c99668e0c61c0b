// An agent begins a text in a real Chromium (SMS-10 to SMS-14): the button, the dialog, a canned message, what stands in the way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { beAvailable, logIn, openPage, takeOffer } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, adam, tomas, sandbox, page, the, shot, errors, close;
before(async () => {
  stack = await Stack.start({ name: 'begin', instances: 'presenced routerd smsgw chatd' });
  sandbox = stack.channel('sandbox');
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  tomas = await Client.login(stack, stack.user('agent', 1));
  await tomas.open();
  const made = await adam.call('POST', '/api/v1/canned-messages', { folder: 'Orders', name: 'Done', text: 'Dear {customer.name}, case {case.number} is done. {agent.name}' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  ({ page, the, shot, errors, close } = await openPage({ size: { width: 1280, height: 800 }, screens: process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens', ignored: /40[0-9]|422/ }));
  await page.goto(stack.base + '/');
  await logIn(the, stack.user('agent', 0));
  await beAvailable(the);
});
after(async () => { tomas?.close(); await close?.(); await stack?.stop(); });

const sent = async (to) => (await adam.call('GET', `/api/v1/channels/${sandbox.id}/sandbox/outbox`)).body.data.filter((one) => one.to === to).map((one) => one.text);
const disabled = (id) => the(id).getAttribute('aria-disabled');
const open = async () => {
  await the('begin').click();
  await the('begin-channel').selectOption(sandbox.id);
};
const judged = (words) => until(`${words}`, async () => words.test(await the('begin-judged').textContent()));

test('a text of one\'s own: the number is read, the segments are counted, the conversation opens', async () => {
  const number = newNumber();
  await open();
  await the('begin-number').fill('nobody');
  await judged(/number/i);
  assert.equal(await disabled('begin-send'), 'true');
  await the('begin-number').fill(number);
  await judged(/United States/);
  await the('begin-text').fill('Hello from the shop 😕');
  const count = the('begin-dialog').getByTestId('segments');
  assert.deepEqual([await count.getAttribute('data-encoding'), await count.getAttribute('data-segments')], ['ucs2', '1']);
  await count.getByTestId('price-class').waitFor();
  await shot('21-new-text');
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot('21-new-text-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await the('begin-send').click();
  await the('begin-dialog').waitFor({ state: 'detached' });
  await the('message', '[data-direction=out][data-delivery=delivered]').waitFor();
  assert.match(await the('log').textContent(), /Hello from the shop/);
  assert.deepEqual(await sent(number), ['Hello from the shop 😕']);
  await until('the focus in the message field', () => page.evaluate(() => document.activeElement?.dataset.testid === 'composer-text'));
  await adam.call('POST', `/api/v1/channels/${sandbox.id}/sandbox/inbound`, { from: number, text: 'who is it?' });
  await the('message', '[data-direction=in]').waitFor();
  assert.equal(await the('offer').count(), 0, 'the reply joins it without an offer');
});

test('from the record: a canned message is filled in, what has no value is asked for; it ends with the wrap-up', async () => {
  const priya = '+15105550177';
  await text(stack.channel('twilio'), priya, 'where is my order?');
  await takeOffer(the);
  await the('customer-name').filter({ hasText: 'Priya' }).waitFor();
  await the('begin-person').click();
  await the('begin-channel').selectOption(sandbox.id);
  assert.equal(await the('begin-number').inputValue(), priya);
  assert.equal(await the('begin-linked').isChecked(), true);
  await judged(/United States/);
  await the('begin-canned').selectOption({ label: 'Done' });
  await the('begin-case-number').waitFor();
  assert.equal(await disabled('begin-send'), 'true', 'a placeholder without a value holds it back');
  await the('begin-send').focus();
  await page.keyboard.press('Enter');
  assert.equal(await the('begin-dialog').count(), 1);
  await the('begin-case-number').fill('LR-7');
  assert.equal(await the('begin-preview').textContent(), 'Dear Priya Raman, case LR-7 is done. Maya Okafor');
  await shot('21-new-text-canned');
  await the('begin-send').click();
  await the('begin-dialog').waitFor({ state: 'detached' });
  await until('the text at the carrier', async () => (await sent(priya)).includes('Dear Priya Raman, case LR-7 is done. Maya Okafor'));
  const linked = await the('conversation', '[aria-current=true]').getAttribute('data-interaction');
  await the('conversation').filter({ hasText: 'order' }).first().click();
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
  await the('begin-send').click();
  await until('who has it', async () => /Tomás Vega has it/.test(await the('begin-problem').textContent()));
  await page.keyboard.press('Escape');
  await until('the focus back on the button', () => page.evaluate(() => document.activeElement?.dataset.testid === 'begin'));
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
  await the('begin-send').click();
  await the('begin-take').waitFor();
  assert.match(await the('begin-problem').textContent(), /open conversation with this number.*Support/);
  assert.equal(await the('conversation').filter({ hasText: 'Is anybody there?' }).count(), 0, 'not without being asked');
  await shot('21-new-text-waits');
  await the('begin-take').click();
  await the('begin-dialog').waitFor({ state: 'detached' });
  await the('message', '[data-direction=out][data-delivery=delivered]').waitFor();
  assert.match(await the('log').textContent(), /Is anybody there\?[^]*Yes, I am\./, 'it is the customer\'s conversation');
  assert.deepEqual(await sent(number), ['Yes, I am.']);
  await put('available');
  rosa.close?.();
});

test('at 400 px the dialog is whole and works by keyboard', async () => {
  await page.setViewportSize({ width: 400, height: 800 });
  if (await the('back').isVisible()) await the('back').click();
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
  assert.equal(await the('side').isVisible(), true);
  assert.deepEqual(errors, []);
});
