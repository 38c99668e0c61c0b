// Messages of the Work page in a real Chromium: texts to a user's own number, by the sandbox carrier (CT-16, CT-12).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { withOutage } from '../lib/console.mjs';
import { eventually, faults, fits, logIn, openPage, reads } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { claim, newNumber } from '../lib/texts.mjs';

let stack, adam, wim, other, user, line;
const OWN = '+14155550181';
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const post = async (path, body) => ok(await adam.call('POST', `/api/v1/${path}`, body), 201);
const open = (size = { width: 1200, height: 800 }) => openPage({ size, screens: process.env.SCREENS ?? 'build/screens' });
async function enter(one) {
  await one.page.goto(`${stack.base}/work`);
  await logIn(one.the, user, 'work');
}

before(async () => {
  stack = await Stack.start({ name: 'worktextspage' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  user = { username: 'wim', name: 'Wim de Vries', password: 'seven green chairs', role: 'agent', has_seat: false, has_work: true, work_number: OWN };
  await claim(adam, OWN);
  user.id = (await post('users', user)).id;
  await post('external-contacts', { name: 'Nadia Petrova', company: 'Petrova Ltd', numbers: [{ number: '+14155200001' }] });
  [wim, other] = [await open(), await open()];
  await enter(wim);
});
after(async () => { for (const one of [wim, other]) await one?.close(); await stack?.stop(); });

const inbound = async (from, text) => ok(await adam.call('POST', `/api/v1/channels/${line.id}/sandbox/inbound`, { from, text }), 202);
const row = (who, number) => who.the('text', `[data-number="${number}"]`);
const axe = async ({ page }, what) => assert.deepEqual(await faults(page), [], what);
const say = async (who, text) => { await who.the('composer-text').fill(text); await who.the('composer-send').click(); };
const count = (who) => who.the('section-messages').locator('.unread').count();

test('who has no number has no messages; with one a text arrives, counts, is read on both pages, and is answered', async () => {
  await wim.the('section-messages').waitFor({ state: 'detached' });
  await enter(other);
  line = await post('channels', { medium: 'sms', name: 'Texts of Wim', user_id: user.id });
  await post('channel-carriers', { channel_id: line.id, account_id: '2' });
  await wim.page.reload();
  await wim.the('section-messages').click();
  await wim.the('own-number').filter({ hasText: OWN }).waitFor();
  await axe(wim, 'nothing yet');
  await until('the gateway takes it', () => inbound('+14155200001', 'Is the pump back in stock?').then(() => true));
  await row(wim, '+14155200001').waitFor();
  await reads(wim, 'text', 'Nadia Petrova');
  await eventually(async () => [await count(other), await count(wim)], [1, 1]);
  await eventually(() => wim.page.title(), /^\(1\)/);
  await row(wim, '+14155200001').click();
  await reads(wim, 'message', 'Is the pump back in stock?');
  await eventually(async () => [await count(other), await count(wim)], [0, 0]);
  await wim.the('composer-text').fill('Yes – 12 of them 👍');
  await wim.the('segments', '[data-encoding=ucs2]').waitFor();
  await wim.the('composer-send').click();
  await wim.the('message', '[data-direction=out][data-delivery=delivered]').waitFor();
  await wim.shot('worktexts-talk');
  await axe(wim, 'a conversation');
  await other.the('section-messages').click();
  await reads(other, 'text', 'You: Yes – 12 of them');
  await wim.the('text-open-card').click();
  await wim.the('card').filter({ hasText: 'Petrova Ltd' }).waitFor();
  assert.equal(await wim.the('act-block-sender').count(), 0, 'a contact is not blocked');
  await wim.page.keyboard.press('Escape');
});

test('STOP closes the field and says why; START opens it', async () => {
  const number = newNumber();
  await inbound(number, 'hello');
  await row(wim, number).click();
  await inbound(number, 'STOP');
  await wim.the('composer-stop').filter({ hasText: 'opted out' }).waitFor();
  await wim.the('composer-text', ':disabled').waitFor();
  await inbound(number, 'START');
  await wim.the('composer-stop').waitFor({ state: 'detached' });
});

test('a sender is blocked by More and by the card, out of sight, found under blocked senders, and let in again', async () => {
  const number = newNumber();
  await inbound(number, 'You have won');
  await row(wim, number).waitFor();
  const more = row(wim, number).locator('xpath=..').locator('[data-testid="text-acts"]');
  await more.locator('summary').click();
  await wim.shot('worktexts-more');
  await axe(wim, 'More is open');
  await more.getByTestId('row-block-sender').click();
  await until('it is blocked', async () => (await stack.query('SELECT FROM directory.blocked_party WHERE number = $1', [number])).length === 1);
  await inbound(number, 'You have really won');
  await inbound('+14155200001', 'A last question');
  await reads(wim, 'text', 'A last question');
  assert.ok(!(await wim.the('text').allTextContents()).some((one) => one.includes('really')), 'out of sight');
  await row(wim, number).click();
  await wim.the('is-blocked').waitFor();
  await wim.the('show-blocked').click();
  await row(wim, number).filter({ hasText: 'really' }).click();
  await reads(wim, 'message', 'You have really won');
  await wim.shot('worktexts-blocked');
  await axe(wim, 'blocked senders');
  await wim.the('text-open-card').click();
  await wim.the('act-unblock-sender').click();
  await wim.the('act-block-sender').waitFor();
  await wim.page.keyboard.press('Escape');
  await wim.the('show-blocked').click();
  await inbound(number, 'Sorry');
  await reads(wim, 'text', 'Sorry');
});

test('the switch keeps strangers out of sight until it is off again', async () => {
  const number = newNumber();
  await wim.the('block-unknown').check();
  await until('it is kept', async () => (await stack.query('SELECT block_unknown_senders AS is FROM directory.contact_choice WHERE owner = $1', [user.id]))[0]?.is);
  await inbound(number, 'Stranger');
  await inbound('+14155200001', 'Known');
  await reads(wim, 'text', 'Known');
  assert.equal(await row(wim, number).count(), 0);
  await wim.the('block-unknown').uncheck();
  await until('it is kept', async () => (await stack.query('SELECT block_unknown_senders AS is FROM directory.contact_choice WHERE owner = $1', [user.id]))[0]?.is === false);
  await inbound(number, 'Heard');
  await row(wim, number).waitFor();
});

test('a new text: to a typed number, to a contact by name, from a card; what is refused stays written', async () => {
  const number = newNumber();
  await wim.the('text-new').click();
  await axe(wim, 'a new text');
  await wim.the('text-to').fill('12');
  await wim.withErrors(['422 /api/v1/me/texts'], async () => {
    await say(wim, 'To nobody');
    await wim.the('composer-problem').waitFor();
  });
  await eventually(() => wim.the('composer-text').inputValue(), 'To nobody');
  await wim.the('text-to').fill(`(${number.slice(2, 5)}) ${number.slice(5)}`);
  await wim.shot('worktexts-new');
  let lost = 0; // the first answer never comes
  await wim.page.route('**/api/v1/me/texts', async (route) => {
    if (route.request().method() !== 'POST' || lost++) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await wim.withErrors(['ERR_FAILED /api/v1/me/texts'], async () => {
    await wim.the('composer-send').click();
    await wim.the('text-name').filter({ hasText: number }).waitFor();
  });
  assert.ok(lost >= 2, 'it was asked again');
  await wim.page.unroute('**/api/v1/me/texts');
  assert.equal((await stack.query('SELECT FROM messaging.message AS m JOIN messaging.conversation AS c ON c.tenant = m.tenant AND c.id = m.conversation WHERE c.number = $1', [number])).length, 1, 'and is there once');
  await reads(wim, 'message', 'To nobody');
  await wim.the('text-new').click();
  await wim.the('text-to').fill('nad');
  await wim.the('text-proposals').getByRole('button').filter({ hasText: 'Nadia Petrova' }).click();
  await wim.the('text-name').filter({ hasText: 'Nadia Petrova' }).waitFor();
  await wim.the('section-contacts').click();
  await wim.the('contact-find').fill('petrova');
  await wim.page.getByRole('button', { name: /Nadia Petrova/ }).first().click();
  await wim.the('act-text').click();
  await wim.the('text-name').filter({ hasText: 'Nadia Petrova' }).waitFor();
});

test('a new text to one of the organisation\'s own channels is asked about first', async () => {
  const { number } = stack.channel('twilio');
  await wim.the('text-new').click();
  await wim.the('text-to').fill(number);
  await wim.withErrors(['409 /api/v1/me/texts'], async () => {
    await say(wim, 'Is this line up?');
    await reads(wim, 'composer-problem', /number of your channel/);
  });
  assert.equal(await row(wim, number).count(), 0);
  await wim.shot('worktexts-own-channel');
  await axe(wim, 'asked');
  await wim.the('text-confirm').click();
  await row(wim, number).waitFor();
  await reads(wim, 'message', 'Is this line up?');
});

test('found again by its words; a reload and a dead gateway lose nothing; 320 and 400 pixels; dark', async () => {
  await wim.the('search-texts').fill('pump');
  await wim.the('texts-found').getByRole('button').filter({ hasText: 'pump' }).click();
  await reads(wim, 'message', 'Is the pump back in stock?');
  await wim.the('search-texts').fill('');
  await withOutage([wim, other], async () => {
    await stack.kill('smsgw');
    await say(wim, 'Written while the gateway was away');
    await wim.the('message', '[data-delivery=queued]').waitFor();
    await wim.page.reload();
    await wim.the('own-number').waitFor();
    stack.spawn('smsgw');
    await stack.untilReady('smsgw');
  });
  await row(wim, '+14155200001').click();
  await until('it has left', async () => (await wim.the('message', '[data-direction="out"]').last().getAttribute('data-delivery')) === 'delivered', 40000);
  await eventually(() => wim.the('message').filter({ hasText: 'Written while' }).count(), 1);
  for (const width of [320, 400]) {
    await wim.page.setViewportSize({ width, height: 700 });
    await axe(wim, `${width}, the conversation`);
    await fits(wim.page, `the conversation at ${width} px`);
    await wim.shot(`worktexts-${width}`);
    await wim.the('back').click();
    await axe(wim, `${width}, the list`);
    await fits(wim.page, `the list at ${width} px`);
    await wim.shot(`worktexts-list-${width}`);
    await row(wim, '+14155200001').click();
  }
  await wim.page.setViewportSize({ width: 1200, height: 800 });
  await wim.page.emulateMedia({ colorScheme: 'dark' });
  await axe(wim, 'dark');
  await wim.shot('worktexts-dark');
});
