// The past in a real Chromium (issue 15, D2): an agent finds what has ended by words, queue and day, and reads it; a supervisor, too.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned, finish, send } from '../lib/desk.mjs';
import { eventually, faults, fits, focused, logIn, openPage, reads } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

let stack, agent, lead, one, other;
before(async () => {
  stack = await Stack.start({ name: 'past' });
  const maya = await Client.ready(stack, stack.user('agent', 0)), channel = stack.channel('twilio');
  one = await assigned(maya, channel, newNumber(), 'my umbrella has a hole');
  assert.equal((await send(maya, one, 'We send you another one.')).status, 201);
  await finish(maya, one, { note: 'Sent a new one' });
  other = await assigned(maya, channel, newNumber(), 'refund for the umbrella');
  await finish(maya, other);
  await until('both can be found', async () => (await maya.call('GET', '/api/v1/interactions?q=umbrella')).body.data?.length === 2); // a page reads them once
  maya.close();
  [agent, lead] = [await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' }), await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' })];
  await agent.page.goto(stack.base + '/');
  await logIn(agent.the, stack.user('agent', 1)); // who has had none of these, and does not serve the second one's queue
  await lead.page.goto(stack.base + '/supervise');
  await logIn(lead.the, stack.user('supervisor'), 'supervise');
});
after(async () => { for (const each of [agent, lead]) await each?.close(); await stack?.stop(); });

const found = ({ page }) => page.locator('[data-testid="past-one"]').evaluateAll((all) => all.map((row) => row.dataset.interaction));
const finds = (who, wanted) => eventually(async () => (await found(who)).join(' '), new RegExp(`^${wanted.map(({ id }) => id).join(' ')}$`));

test('an agent finds what a colleague has had by its words, reads it, and goes on where they were', async () => {
  const { page, the, shot } = agent;
  await the('open-past').click();
  await focused(page, 'past-words');
  await finds(agent, [one]);
  await the('past-words').fill('u');
  await reads(agent, 'past-count', /at least two/);
  await finds(agent, []);
  await the('past-words').fill('umbr hole');
  await finds(agent, [one]);
  await reads(agent, 'past-count', /^1 conversation$/);
  assert.match(await the('past-one').textContent(), /Orders · Maya Okafor.*Sent a new one/s);
  await shot('29-past');
  await the('past-one').click();
  await eventually(() => the('transcript').textContent(), /my umbrella has a hole.*We send you another one\./s);
  await page.keyboard.press('Escape');
  await the('transcript-dialog').waitFor({ state: 'detached' });
  await focused(page, 'past-one');
  assert.equal(await the('past-words').inputValue(), 'umbr hole', 'what was looked for stays');
  await the('past-words').fill('refund');
  await reads(agent, 'past-count', /^Nothing found\.$/);
  await the('past-words').fill(one.state.number.slice(-7));
  await finds(agent, [one]);
  await page.setViewportSize({ width: 400, height: 800 });
  await fits(page);
  await shot('29-past-400');
  await page.setViewportSize({ width: 1280, height: 800 });
  assert.deepEqual(await faults(page), []);
  await page.keyboard.press('Escape');
  await focused(page, 'open-past');
});

test('a supervisor finds what their agents have had, by queue and day; a day before the first one is told', async () => {
  const { page, the, shot } = lead;
  await the('open-past').click();
  await the('past-words').fill('umbrella');
  await finds(lead, [other, one]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot('29-past-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await the('past-queue').selectOption({ label: 'Billing' });
  await finds(lead, [other]);
  await the('past-queue').selectOption('');
  await the('past-since').fill('2099-01-01');
  await finds(lead, []);
  await the('past-until').fill('2098-01-01');
  await reads(lead, 'past-count', /The last day is before the first one/);
  await the('past-since').fill('');
  await the('past-until').fill('');
  await finds(lead, [other, one]);
  await the('past-one').first().click();
  await eventually(() => the('transcript').textContent(), /refund for the umbrella/);
  assert.deepEqual(await faults(page), []);
});
