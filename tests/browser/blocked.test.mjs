// Blocked numbers in a real Chromium (SMS-24): a supervisor keeps the list and reads what came; an agent is asked before writing to one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { beAvailable, eventually, faults, fits, focused, logIn, openPage, reads } from '../lib/page.mjs';
import { Stack } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

let stack, adam, sandbox, lead, agent;
before(async () => {
  stack = await Stack.start({ name: 'blocked' });
  sandbox = stack.channel('sandbox');
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  [lead, agent] = [await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' }), await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' })];
  await lead.page.goto(stack.base + '/supervise');
  await logIn(lead.the, stack.user('supervisor'), 'supervise');
  await agent.page.goto(stack.base + '/');
  await logIn(agent.the, stack.user('agent', 0));
  await beAvailable(agent.the);
});
after(async () => { for (const one of [lead, agent]) await one?.close(); await stack?.stop(); });

const inbound = async (from, text) => {
  const answer = await adam.call('POST', `/api/v1/channels/${sandbox.id}/sandbox/inbound`, { from, text });
  assert.deepEqual([answer.status, answer.body.outcome], [202, 'blocked'], JSON.stringify(answer.body));
};
const sent = async (to) => (await adam.call('GET', `/api/v1/channels/${sandbox.id}/sandbox/outbox`)).body.data.filter((one) => one.to === to).map((one) => one.text);
const rows = (id) => lead.the(id).locator('li');
const open = async () => { await lead.the('open-blocked').click(); await lead.the('blocked-dialog').waitFor(); };
const close = async () => { await lead.page.keyboard.press('Escape'); await lead.the('blocked-dialog').waitFor({ state: 'detached' }); };
async function block(number, reason) {
  await lead.the('block-number').fill(number);
  await lead.the('block-reason').fill(reason);
  await lead.the('block-reason').press('Enter');
}

const number = newNumber();
test('a supervisor blocks a number, is told what is wrong with one, and reads what it has written', async () => {
  await open();
  await eventually(() => lead.the('blocked-dialog').textContent(), /No number is blocked/);
  await lead.withErrors(['422 /api/v1/blocked-numbers'], async () => {
    await block('nobody at all', 'Threats');
    await reads(lead, 'block-problem', /Is neither a number/);
  });
  await lead.withErrors(['422 /api/v1/blocked-numbers'], async () => {
    await block('', '');
    await reads(lead, 'block-problem', /number: .* reason: /);
  });
  await block(number, 'Threats');
  await rows('blocks').filter({ hasText: 'Threats' }).waitFor();
  assert.equal(await rows('blocks').count(), 1);
  await reads(lead, 'blocked-done', /is blocked\./);
  await focused(lead.page, 'block-number');
  await reads(lead, 'block-problem', /^$/);
  assert.deepEqual(await Promise.all(['block-number', 'block-reason'].map((id) => lead.the(id).inputValue())), ['', '']);
  await inbound(number, 'I know where you live');
  await close();
  await focused(lead.page, 'open-blocked');
  await open();
  await eventually(() => rows('blocked-texts').allTextContents().then((all) => all.join('\n')), /Threats.*I know where you live/s);
  await lead.shot('28-blocked');
  await lead.page.emulateMedia({ colorScheme: 'dark' });
  await lead.shot('28-blocked-dark');
  await lead.page.emulateMedia({ colorScheme: 'light' });
  await lead.page.setViewportSize({ width: 400, height: 800 });
  await fits(lead.page);
  await lead.shot('28-blocked-400');
  await lead.page.setViewportSize({ width: 1280, height: 800 });
  assert.deepEqual(await faults(lead.page), []);
});

test('an agent is asked before a text goes to a blocked number, at the first one and at a reply', async () => {
  const { page, the, withErrors, shot } = agent;
  await the('begin').click();
  await the('begin-channel').selectOption(sandbox.id);
  await the('begin-number').fill(number);
  await reads(agent, 'begin-judged', /United States/);
  await the('begin-text').fill('The police know now.');
  await withErrors(['409 /api/v1/me/interactions'], async () => {
    await the('begin-send').click();
    await reads(agent, 'begin-problem', /This number is blocked: Threats/);
  });
  assert.deepEqual(await sent(number), []);
  await shot('28-blocked-asked');
  await the('begin-take').filter({ hasText: 'Send anyway' }).click();
  await the('begin-dialog').waitFor({ state: 'detached' });
  await eventually(() => sent(number), ['The police know now.']);

  await the('composer-text').fill('And your address.');
  await withErrors(['409 /api/v1/conversations/:id/messages'], async () => {
    await the('composer-send').click();
    await reads(agent, 'composer-problem', /This number is blocked: Threats/);
  });
  await eventually(() => the('composer-text').inputValue(), 'And your address.');
  assert.deepEqual(await sent(number), ['The police know now.']);
  await the('composer-send').filter({ hasText: 'Send anyway' }).click();
  await eventually(() => sent(number), ['The police know now.', 'And your address.']);
  // Each text asks anew, and another problem asks nothing.
  await the('composer-text').fill('Goodbye.');
  await withErrors(['409 /api/v1/conversations/:id/messages'], async () => {
    await the('composer-send').filter({ hasText: /^Send$/ }).click();
    await reads(agent, 'composer-problem', /This number is blocked: Threats/);
  });
  assert.deepEqual(await faults(page), []);
});

test('a text that was confirmed goes once, also where its request is lost, it is taken back, and the page is loaded again', async () => {
  const { page, the, withErrors } = agent;
  const sends = '**/api/v1/conversations/*/messages', ids = new Set();
  await eventually(() => the('composer-text').inputValue(), 'Goodbye.');
  await withErrors(['ERR_FAILED /api/v1/conversations/:id/messages'], async () => {
    await page.route(sends, (route) => { ids.add(route.request().postDataJSON().client_id); return route.abort(); });
    await the('composer-send').filter({ hasText: 'Send anyway' }).click();
    await the('unsent', '[data-state=waiting]').waitFor();
    await the('unsent-drop').click(); // taken back it is still confirmed
    await eventually(() => the('composer-text').inputValue(), 'Goodbye.');
    await the('composer-send').filter({ hasText: 'Send anyway' }).click();
    await the('unsent', '[data-state=waiting]').waitFor();
    await page.unroute(sends);
  });
  assert.equal(ids.size, 1, 'sent again unchanged it is the same text');
  await page.reload();
  await eventually(() => sent(number), ['The police know now.', 'And your address.', 'Goodbye.']);
  await reads(agent, 'log', 'Goodbye.');
  await the('unsent').waitFor({ state: 'detached' });
  assert.equal(await the('composer-text').inputValue(), '', 'nothing came back');
});

test('a number that is unblocked leaves the list; what it wrote stays, and says so', async () => {
  await rows('blocks').first().getByTestId('unblock').click();
  await reads(lead, 'blocked-done', /is not blocked any more/);
  await focused(lead.page, 'blocked-list');
  await eventually(() => lead.the('blocked-dialog').textContent(), /No number is blocked/);
  await rows('blocked-texts').filter({ hasText: 'not blocked any more' }).waitFor();
  await close();
});
