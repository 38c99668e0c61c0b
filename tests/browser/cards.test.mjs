// A contact's card from every place that shows a person, on the Work page and in the workspace (CT-9), with what the server offers and nothing else, each at
// most two activations away (CT-10). One row a place, so that a new place is a new row. What an action does once it is pressed is below, or where
// docs/requirements.md says.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHash } from 'node:crypto';
import { Client } from '../lib/client.mjs';
import { Voice } from '../lib/legs.mjs';
import { eventually, focused, logIn, openPage } from '../lib/page.mjs';
import { sine, wav16 } from '../lib/sound.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { claim, newNumber } from '../lib/texts.mjs';

const MOBILE = '+12025550142', FAX = '+12025550143', OWN = '+14155550181', STRANGER = newNumber();
let stack, adam, maya, tomas, his, voice, work, workspace;
const good = async (answer, wanted = 200) => { const { status, body } = await answer; assert.equal(status, wanted, JSON.stringify(body)); return body; };
const make = (path, body) => good(adam.call('POST', `/api/v1/${path}`, body), 201);
const change = async (path, body) => { const { version } = await good(adam.call('GET', path)); return good(adam.call('PATCH', path, body, { headers: { 'if-match': `"${version}"` } })); };

// A page with the requests for cards that it makes.
function watched(page) {
  const reads = [];
  page.on('request', (request) => { if (request.resourceType() === 'fetch' && /\/card($|\?)/.test(request.url())) reads.push(request); });
  return { page, reads, the: (id, more = '') => page.locator(`[data-testid=${id}]${more}`) };
}

before(async () => {
  stack = await Stack.start({ name: 'cards', checkKeys: false, instances: 'presenced routerd smsgw chatd voiced' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  [maya, tomas] = ['maya', 'tomas'].map((name) => stack.run.users.find((user) => user.username === name));
  const [{ id: tenant }] = (await good(adam.call('GET', '/api/v1/tenants'))).data;
  await change(`/api/v1/tenants/${tenant}`, { fax: true, meeting_template: 'https://meet.example/{room}' });
  for (const [user, fields] of [
    [maya, { has_work: true, work_number: await claim(adam, OWN) }],
    [tomas, { has_work: true, department: 'Orders', work_extension: '2101', agent_extension: '7101', numbers: [{ label: 'Mobile', kind: 'phone', number: MOBILE }, { label: 'Fax', kind: 'fax', number: FAX }] }],
  ]) {
    user.id = (await good(adam.call('GET', `/api/v1/users?username=${user.username}`))).data[0].id;
    await change(`/api/v1/users/${user.id}`, fields);
  }
  const texts = await make('channels', { medium: 'sms', name: 'Texts of Maya', user_id: maya.id });
  await make('channel-carriers', { channel_id: texts.id, account_id: '2' });
  const { id: account } = await make('carrier-accounts', { carrier: 'fax_sandbox', name: 'Fax' });
  const { id: line } = await make('fax-numbers', { number: '+4690123450', account_id: account, user_id: maya.id });
  await make('desk-lines', { user_id: maya.id, line_user_id: tomas.id });

  // Tomás, and a number that nobody has, in each list.
  his = await Client.working(stack, tomas);
  await good(his.call('PUT', '/api/v1/work/status', { status: 'busy', message: 'In the workshop' }));
  await good(his.call('POST', '/api/v1/conversations', { user: maya.id, side: 'work', text: 'Coffee?' }), 201);
  const desk = await Client.login(stack, maya);
  await good(desk.call('POST', '/api/v1/conversations', { user: tomas.id, side: 'work', text: 'Coffee, from my desk?' }), 201);
  const room = await good(his.call('POST', '/api/v1/rooms', { name: 'Repairs', public: true }), 201);
  await good((await Client.login(stack, maya, 'work')).call('POST', `/api/v1/rooms/${room.id}/join`));
  await good(his.call('POST', `/api/v1/conversations/${room.id}/messages`, { text: 'The lift is stuck' }), 201);
  const sound = wav16(sine(440, 400));
  for (const [call, number, minutes] of [['a', MOBILE, 9], ['b', STRANGER, 8]]) {
    for (const [step, cause, later] of [['began', null, 0], ['ended', 'no_answer', 1]]) {
      await stack.asOwner('SELECT voice.call_log_add(1, $1, $2, $3, $4, $5, $6, NULL, NULL, ops.clock() - make_interval(mins => $7), $8)', [maya.id, 'work', call, step, 'in', number, minutes - later, cause]);
    }
    for (const side of ['work', 'agent']) {
      await stack.asOwner('SELECT voice.voicemail_add(1, $1, $2, $3, $4, NULL, NULL, ops.clock(), 400, $5, $6, $7)', [maya.id, side, call, number, 'audio/wav', createHash('sha256').update(sound).digest(), sound]);
    }
    await stack.asOwner('SELECT voice.recording_add(1, $1, $2, 1, NULL, NULL, $3, NULL, ops.clock(), 61000)', [maya.id, call, number]);
    await until('the gateway takes the text', async () => (await adam.call('POST', `/api/v1/channels/${texts.id}/sandbox/inbound`, { from: number, text: 'Hello' })).status === 202);
  }
  for (const from of [FAX, STRANGER]) await good(adam.call('POST', `/api/v1/fax-numbers/${line}/sandbox/inbound`, { from }), 202);
  voice = await Voice.start(stack, 920021);
  for (const [leg, number] of [['a', MOBILE], ['b', STRANGER]]) await voice.step(leg, 'waiting', `work:${maya.id}`, { number });

  const browser = await openPage({ size: { width: 1280, height: 800 }, screens: process.env.SCREENS ?? 'build/screens' });
  work = { ...watched(browser.page), close: browser.close };
  await work.page.goto(`${stack.base}/work`);
  await logIn(work.the, maya, 'work');
  workspace = watched(await browser.page.context().newPage());
  await workspace.page.goto(`${stack.base}/`);
  await logIn(workspace.the, maya);
});
after(async () => { his?.close(); await work?.close(); await voice?.close(); await stack?.stop(); });

const section = async ({ the }, name, list = name) => { await the(`section-${name}`).click(); await the(list).waitFor({ state: 'attached' }); };
// In a list of rows: the one of somebody, and what shows the card in it.
const within = (at, row, whom, press) => at.the(row).filter({ hasText: whom.row }).getByTestId(press).first();
const found = async (at, whom, list) => {
  await at.the('find-colleague').click();
  await at.the('find-name').fill('vega');
  return at.the(list).getByTestId('card-of').first();
};
const chat = async (at, name) => {
  await section(at, 'chats');
  await at.the('chat').filter({ hasText: name }).first().click();
};

// Of whom the card is, what else it shows, and by which request it is read.
const TOMAS = { row: 'Tomás', name: 'Tomás Vega', shows: ['Orders', 'Work: Busy · In the workshop', 'Contact center: Offline', '2101', '7101', 'Mobile', 'Fax (fax)', '@lindqvist-rao.example'], path: () => `/api/v1/contacts/user:${tomas.id}/card` };
const NOBODY = { row: STRANGER.slice(-4), name: STRANGER, shows: ['No contact has this number'], path: () => `/api/v1/card?number=${encodeURIComponent(STRANGER)}` };
const BOTH = [TOMAS, NOBODY];

// The place; whose cards it has; how one comes to see it, which answers what is pressed; where the card then stands (without: in a dialog of its own).
const ON_WORK = [
  ['search results: contacts', [TOMAS], async (at) => { await section(at, 'contacts'); await at.the('contact-find').fill('vega'); return at.the('contact', `[data-id="user:${tomas.id}"]`).locator('.choose'); }, 'contacts'],
  ['search results: whom to write to', [TOMAS], async (at, whom) => { await section(at, 'chats'); return found(at, whom, 'find-directory'); }],
  ['search results: the front desk', [TOMAS], async (at) => { await section(at, 'front-desk'); await at.the('desk-filter').fill('vega'); return at.the('desk-row', `[data-id="user:${tomas.id}"]`).getByTestId('desk-person'); }],
  ['call log', BOTH, async (at, whom) => { await section(at, 'calls'); return within(at, 'calls-row', whom, 'party'); }],
  ['missed calls', BOTH, async (at, whom) => { await section(at, 'calls'); await at.the('calls-missed').check(); return within(at, 'calls-row', whom, 'party'); }],
  ['voicemails', BOTH, async (at, whom) => { await section(at, 'voicemail', 'voicemails'); return within(at, 'voicemails-row', whom, 'party'); }],
  ['contacts', [TOMAS], async (at) => { await section(at, 'contacts'); return at.the('contact', `[data-id="user:${tomas.id}"]`).locator('.choose'); }, 'contacts'],
  ['chat list: colleagues', [TOMAS], async (at) => { await section(at, 'chats'); return at.the('chats').getByTestId('card-of').first(); }],
  ['chat list: texts', BOTH, async (at, whom) => { await section(at, 'messages'); return at.the('texts').locator('li').filter({ hasText: whom.row }).getByTestId('card-of'); }],
  ['message avatars: a room', [TOMAS], async (at) => { await chat(at, 'Repairs'); return at.the('said').getByTestId('card-of').first(); }],
  ['message avatars: a chat\'s head', [TOMAS], async (at) => { await chat(at, 'Tomás'); return at.the('toggle-person'); }, 'about'],
  ['message avatars: the head of texts', BOTH, async (at, whom) => { await section(at, 'messages'); await at.the('text').filter({ hasText: whom.row }).click(); return at.the('text-open-card'); }],
  ['fax', BOTH, async (at, whom) => { await section(at, 'fax', 'faxes'); return within(at, 'faxes-row', whom, 'party'); }],
  ['call recordings', BOTH, async (at, whom) => { await section(at, 'recordings'); return within(at, 'recordings-row', whom, 'party'); }],
  ['front desk: a call', BOTH, async (at, whom) => { await section(at, 'front-desk'); return within(at, 'desk-call', whom, 'desk-call-card'); }],
  ['front desk: the directory', [TOMAS], async (at) => { await section(at, 'front-desk'); return at.the('desk-row', `[data-id="user:${tomas.id}"]`).getByTestId('desk-person'); }],
];
const IN_THE_WORKSPACE = [
  ['search results: whom to write to', [TOMAS], (at, whom) => found(at, whom, 'find-directory')],
  ['the team', [TOMAS], (at) => at.the('team').locator('li').filter({ hasText: 'Tomás' }).getByTestId('card-of')],
  ['chat list', [TOMAS], (at) => at.the('chats').getByTestId('card-of').first()],
  ['voicemails', BOTH, async (at, whom) => { await at.the('open-phone').click(); return within(at, 'queue-mail-row', whom, 'party'); }],
  ['message avatars: beside the open chat', [TOMAS], (at) => at.the('chats').getByTestId('chat').filter({ hasText: 'Tomás' }).first(), 'colleague-pane'],
];

// What stands for each target of an action, and the words that a button for it has to show.
const valueOf = (target) => target.shown ?? target.number ?? target.extension ?? target.email ?? '';
const all = (targets) => targets.map((one) => [one.label, valueOf(one)]);
const each = (targets) => (targets.length > 1 ? targets.map((one) => [one.label]) : [[]]);
const one = () => [[]];
const SHOWN = {
  call: all, text: all, chat: each, meet: one, email: (targets) => targets.map(({ label }) => [label]), favourite: one, unfavourite: one,
  block_caller: each, unblock_caller: each, block_sender: each, unblock_sender: each, fax: (targets) => targets.map((target) => [valueOf(target)]),
};
// The fax action stands on its number (CT-13), above the others.
const wanted = ({ actions }) => [...actions].sort((a, b) => (b.action === 'fax') - (a.action === 'fax'))
  .flatMap(({ action, targets }) => SHOWN[action](targets).map((words) => ({ act: `act-${action.replace('_', '-')}`, words })));
// What can be pressed on a card: with one activation only what is in sight, enabled, and reached by keyboard.
const pressable = (card) => card.locator('[data-testid^=act-]').evaluateAll((found) => found.map((it) => ({
  act: it.dataset.testid, text: it.textContent, href: it.getAttribute('href'), primary: it.classList.contains('primary'),
  ready: it.matches('a[href], button:not(:disabled, [aria-disabled=true])') && it.tabIndex >= 0 && it.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
})));

// Numbers stand in groups.
const ungrouped = (text) => text.replace(/(?<=\d) (?=\d)/g, '');
const grouped = (text) => (/^\+\d+$/.test(text) ? new RegExp(`\\${[...text].join(' ?')}`) : text);

async function showsWhatIsOffered(at, card, offered) {
  const shown = await pressable(card), due = wanted(offered);
  assert.deepEqual(shown.map(({ act }) => act), due.map(({ act }) => act), 'the actions that the server lists, in its order');
  for (const [n, { act, words }] of due.entries()) {
    assert.ok(shown[n].ready, `${act} is the second activation`);
    for (const word of words) assert.ok(ungrouped(shown[n].text).includes(ungrouped(word)), `"${shown[n].text}" says ${word}`);
  }
  const [first, ...others] = shown.filter(({ act }) => act === 'act-call'), [target] = offered.actions.find(({ action }) => action === 'call').targets;
  assert.deepEqual([first.href, first.primary, others.some(({ primary }) => primary)], [`tel:${target.extension ?? target.number}`, true, false], 'the first one is called by default');
}

const leave = async ({ page }) => {
  for (let n = 0; n < 3 && await page.locator('dialog[open]').count() > 0; n++) await page.keyboard.press('Escape');
  await eventually(() => page.locator('dialog[open]').count(), 0);
};

async function opens(at, place, whom, press, where, byKeyboard) {
  const control = await press(at, whom);
  await control.waitFor();
  const seen = at.reads.length;
  if (byKeyboard) await control.press('Enter');
  else await control.click();
  const card = at.the(where ?? 'card-dialog').locator('[data-testid=card]');
  await card.filter({ hasText: grouped(whom.name) }).waitFor();
  const words = (await card.textContent()).replace(/\s+/g, ' ');
  for (const one of whom.shows) assert.ok(words.includes(one), `"${words}" has ${one}`);
  assert.deepEqual(at.reads.slice(seen).map((request) => request.url().slice(stack.base.length)), [whom.path()], `${place}: one request`);
  await showsWhatIsOffered(at, card, await (await at.reads.at(-1).response()).json());
  await leave(at);
}

async function eachPlace(t, at, places) {
  await at.page.bringToFront();
  let n = 0;
  const seen = at.reads.length;
  for (const [place, whose, press, where] of places) for (const whom of whose) {
    const byKeyboard = n++ % 2 === 0;
    await t.test(`${place}, ${whom === TOMAS ? 'a colleague' : 'a number that nobody has'}`, () => opens(at, place, whom, press, where, byKeyboard).finally(() => leave(at)));
  }
  assert.equal(at.reads.length - seen, n, 'one request a card, and none that came later');
}

test('the Work page: from each place that shows a person one activation and one request open their card; it offers what the server lists, each by a second one', (t) => eachPlace(t, work, ON_WORK));
test('the workspace: from each place that shows a person one activation and one request open their card; it offers what the server lists, each by a second one', (t) => eachPlace(t, workspace, IN_THE_WORKSPACE));

// The card of somebody at one of the places.
async function cardAt(at, places, name, whom = TOMAS) {
  const [, , press] = places.find(([place]) => place === name);
  await (await press(at, whom)).click();
  const card = at.the('card-dialog').locator('[data-testid=card]');
  await card.filter({ hasText: grouped(whom.name) }).waitFor();
  return card;
}

test('a chat from a card closes the dialogs that it was opened from, on both pages', async () => {
  for (const [at, places] of [[work, ON_WORK], [workspace, IN_THE_WORKSPACE]]) {
    await at.page.bringToFront();
    const card = await cardAt(at, places, 'search results: whom to write to');
    await card.locator('[data-testid=act-chat][data-side=work]').click();
    await eventually(() => at.page.locator('dialog[open]').count(), 0);
    await at.the('colleague', `[data-account="work:${tomas.id}"]`).waitFor();
    await focused(at.page, 'composer-text');
  }
  // The chat of which the card was asked, too.
  await work.page.bringToFront();
  await work.the('toggle-person').click();
  await work.the('about').locator('[data-testid=act-chat][data-side=work]').click();
  await eventually(() => work.page.locator('dialog[open]').count(), 0);
  await focused(work.page, 'composer-text');
});

test('a meeting, an e-mail, a block of a caller and of a sender from a card', async () => {
  const card = await cardAt(work, ON_WORK, 'call log');
  await eventually(() => card.locator('[data-testid=act-email]').first().getAttribute('href'), /^mailto:[^@?]+@lindqvist-rao\.example$/);
  await card.locator('[data-testid=act-meet]').click();
  await eventually(() => card.locator('[data-testid=meeting]').getAttribute('href'), /^https:\/\/meet\.example\/\w+/);
  await leave(work);
  const stranger = await cardAt(work, ON_WORK, 'call log', NOBODY);
  const blocked = async () => (await stack.query('SELECT list FROM directory.blocked_party WHERE owner = $1 AND number = $2 ORDER BY list', [maya.id, STRANGER])).map(({ list }) => list);
  for (const [act, lists] of [['block-caller', ['caller']], ['block-sender', ['caller', 'sender']], ['unblock-caller', ['sender']], ['unblock-sender', []]]) {
    await stranger.locator(`[data-testid=act-${act}]`).click();
    await eventually(blocked, lists);
  }
  await stranger.locator('[data-testid=act-block-sender]').waitFor();
  await leave(work);
});
