// Two records of one customer are merged on the page, in a real Chromium (issue 15, D3): from the customer's record, by keyboard, on a narrow page; undone; by a supervisor.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned, finish } from '../lib/desk.mjs';
import { beAvailable, catchNext, eventually, faults, fits, focused, logIn, openPage, reads, takeOffer } from '../lib/page.mjs';
import { Stack } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, agent, lead, adam, zoe, twin;
const card = async ({ id }) => (await adam.call('GET', `/api/v1/customers/${id}`)).body;
before(async () => {
  stack = await Stack.start({ name: 'mergepage' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const maya = await Client.ready(stack, stack.user('agent', 0)), channel = stack.channel('twilio');
  const known = async (name, more) => {
    const one = await assigned(maya, channel, newNumber(), `I am ${name}`);
    const { body } = await maya.call('POST', '/api/v1/customers', { name, number: one.state.number, ...more });
    await finish(maya, one);
    return body;
  };
  zoe = await known('Zoë Müller', { company: 'Kranich & Söhne', notes: 'Likes tea.' });
  twin = await known('Z. Mueller-Doppel', { notes: 'Calls on Fridays.' });
  maya.close();
  [agent, lead] = [await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' }), await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' })];
  await agent.page.goto(stack.base + '/');
  await logIn(agent.the, stack.user('agent', 0));
  await lead.page.goto(stack.base + '/supervise');
  await logIn(lead.the, stack.user('supervisor'), 'supervise');
});
after(async () => { for (const each of [agent, lead]) await each?.close(); await stack?.stop(); });

const names = ({ page }) => page.locator('[data-testid="past-customer"] b').allTextContents();

test('an agent merges the record of the open conversation with another one by keyboard, and undoes it', async () => {
  const { page, the, shot } = agent;
  await beAvailable(the);
  assert.equal((await text(stack.channel('twilio'), zoe.state.numbers[0], 'it is me')).status, 200);
  await takeOffer(the);
  await eventually(() => the('customer-name').textContent(), 'Zoë Müller');
  await the('merge-with').focus();
  await page.keyboard.press('Enter');
  await focused(page, 'past-words');
  assert.match(await the('past-dialog').textContent(), /Merge Zoë Müller with…/);
  await page.keyboard.type('muell dopp');
  await eventually(() => names(agent), ['Z. Mueller-Doppel']);
  await the('merge-choose').focus();
  await page.keyboard.press('Enter');
  await focused(page, 'merge-title');
  await eventually(() => the('merge-kept').textContent(), /Zoë Müller kept.*Kranich & Söhne.*Likes tea\./s);
  await eventually(() => the('merge-other').textContent(), /Z\. Mueller-Doppel merged into it.*Calls on Fridays\./s);
  assert.match(await the('merge-what').textContent(), /of Z\. Mueller-Doppel move to Zoë Müller.*undo this for 30 days/s);
  assert.deepEqual(await faults(page), []);
  await shot('30-merge');
  await page.keyboard.press('Tab');
  await focused(page, 'merge-do');
  await page.keyboard.press('Enter');
  await reads(agent, 'merged', /^Merged with Z\. Mueller-Doppel (today|yesterday)\. Undo/);
  const one = await card(zoe), other = await card(twin);
  assert.deepEqual([one.state.numbers, one.state.notes, other.state.merged_into], [[...zoe.state.numbers, ...twin.state.numbers].sort(), 'Likes tea.\nCalls on Fridays.', zoe.id]);
  await reads(agent, 'past-count', 'Nothing found.');
  assert.deepEqual(await names(agent), []);
  await shot('30-merged');
  await page.keyboard.press('Escape');
  await the('past-dialog').waitFor({ state: 'detached' });
  await eventually(() => the('notes').textContent(), 'Likes tea.\nCalls on Fridays.');

  await page.setViewportSize({ width: 400, height: 800 });
  await the('toggle-person').click();
  await fits(page);
  await the('merge-with').click();
  await reads(agent, 'merged', /^Merged with Z\. Mueller-Doppel (today|yesterday)\. Undo/);
  await fits(page);
  await the('merge-undo').focus();
  await page.keyboard.press('Enter');
  await reads(agent, 'merged', /^$/);
  await focused(page, 'past-words');
  await the('past-words').fill('doppel');
  await eventually(() => names(agent), ['Z. Mueller-Doppel']);
  assert.deepEqual([(await card(zoe)).state.notes, (await card(twin)).state.numbers], ['Likes tea.', twin.state.numbers]);
  await the('merge-choose').click();
  await the('merge-do').waitFor();
  await fits(page);
  await shot('30-merge-400');
  assert.deepEqual(await faults(page), []);
  await the('merge-back').click();
  await focused(page, 'past-words');
  await page.keyboard.press('Escape');
  await the('past-dialog').waitFor({ state: 'detached' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await the('toggle-person').click(); // the narrow page has closed it
  await the('person').waitFor();
});

test('a supervisor keeps the other record, which the page of the agent shows at once; what changed meanwhile is told', async () => {
  const { page, the } = lead;
  await the('open-past').click();
  await the('search-customers').check();
  await the('past-words').fill('zoe mull');
  await eventually(() => names(lead), ['Zoë Müller']);
  await the('customer-merge').click();
  await focused(page, 'past-words');
  await the('past-words').fill('doppel');
  await eventually(() => names(lead), ['Z. Mueller-Doppel']);
  await the('merge-choose').click();
  await the('merge-swap').click();
  await eventually(() => the('merge-kept').textContent(), /Z\. Mueller-Doppel kept/);
  await focused(page, 'merge-title');
  const { version } = await card(twin);
  assert.equal((await adam.call('PATCH', `/api/v1/customers/${twin.id}`, { notes: 'Calls on Mondays.' }, { headers: { 'if-match': `"${version}"` } })).status, 200);
  await lead.withErrors(['409 /api/v1/customers/:id/merge'], async () => {
    await the('merge-do').click();
    await reads(lead, 'merge-problem', /changed since you read it/);
  });
  await the('merge-problem').getByRole('button').click();
  await focused(page, 'merge-title');
  await eventually(() => the('merge-kept').textContent(), /Mondays/);
  const answer = await catchNext(page, '**/merge');
  await the('merge-do').click();
  await eventually(() => the('merge-swap').getAttribute('aria-disabled'), 'true');
  await the('merge-swap').click({ force: true });
  await the('merge-back').click({ force: true });
  answer();
  await reads(lead, 'merged', /^Merged with Zoë Müller (today|yesterday)\. Undo/);
  await eventually(() => agent.the('customer-name').textContent(), 'Z. Mueller-Doppel');
  assert.equal((await adam.call('DELETE', `/api/v1/customers/${twin.id}/merges/${zoe.id}`)).status, 200);
  await lead.withErrors(['404 /api/v1/customers/:id/merges/:id'], async () => {
    await the('merge-undo').click();
    await reads(lead, 'merge-undo-problem', 'This merge has been undone already, or can no longer be undone.');
  });
  await reads(lead, 'merged', /^$/);
  await focused(page, 'past-words');
  assert.deepEqual(await faults(page), []);
});

test('too many numbers for one record are told', async () => {
  const { page, the } = lead, full = [];
  for (const [name, count] of [['Fulla Many', 8], ['Fullb Many', 7]]) {
    const { id } = (await adam.call('POST', '/api/v1/customers', { name, number: newNumber() })).body;
    for (let n = 1; n < count; n++) assert.equal((await adam.call('POST', `/api/v1/customers/${id}/numbers`, { number: newNumber() })).status, 200);
    full.push(id);
  }
  await page.keyboard.press('Escape');
  await the('past-dialog').waitFor({ state: 'detached' });
  await the('open-past').click();
  await the('search-customers').check();
  await the('past-words').fill('fulla');
  await eventually(() => names(lead), ['Fulla Many']);
  await the('customer-merge').click();
  await the('past-words').fill('fullb');
  await eventually(() => names(lead), ['Fullb Many']);
  await the('merge-choose').click();
  await lead.withErrors(['409 /api/v1/customers/:id/merge'], async () => {
    await the('merge-do').click();
    await reads(lead, 'merge-problem', /over 14 numbers and e-mail addresses: remove some first/);
  });
  await the('merge-swap').click();
  await eventually(() => the('merge-kept').textContent(), /Fullb Many kept/);
  await the('merge-problem').waitFor({ state: 'detached' });
  assert.deepEqual(await Promise.all(full.map(async (id) => (await card({ id })).state.merged_into)), [null, null]);
});

test('an agent who chooses a record that has become part of another one meanwhile is shown that one', async () => {
  const { page, the } = agent, number = newNumber();
  const made = [];
  for (const name of ['Ada First', 'Ada Second']) made.push((await adam.call('POST', '/api/v1/customers', { name, number, confirm_known: true })).body);
  assert.equal((await text(stack.channel('twilio'), number, 'which one am I?')).status, 200);
  await takeOffer(the);
  await eventually(() => the('choose-customer').textContent(), /2 records have .*Ada First.*Ada Second/s);
  assert.equal((await adam.call('POST', `/api/v1/customers/${made[0].id}/merge`, { from: made[1].id })).status, 200);
  await agent.withErrors(['422 /api/v1/conversations/:id/customer'], async () => {
    await the(`choose-${made[1].id}`).click();
    await eventually(() => the('customer-name').textContent(), 'Ada First');
  });
  await focused(page, 'customer-name');
  assert.deepEqual(await faults(page), []);
});
