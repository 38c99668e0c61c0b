// The Work page in a real Chromium: two Work users, and an agent at their desk by the API (40-messaging).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { mayReport, withOutage } from '../lib/console.mjs';
import { PNG } from '../lib/files.mjs';
import { catchNext, eventually, faults, fits, focused, logIn, openPage, reads, typingStays } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';

let stack, adam, wim, ann, maya, people;

const worker = async (username, name, more = {}) => {
  const user = { username, name, password: 'seven green chairs', role: 'agent', has_seat: false, has_work: true, ...more };
  const { status, body } = await adam.call('POST', '/api/v1/users', user);
  assert.equal(status, 201, JSON.stringify(body));
  return { ...user, id: body.id };
};
async function enter({ page, the }, user) {
  await page.goto(`${stack.base}/work`);
  await logIn(the, user, 'work');
}
const open = (size = { width: 1200, height: 800 }) => openPage({ size, screens: process.env.SCREENS ?? 'build/screens' });

// In the page: notes and tones are counted, and the window is away when the test says so.
function listen() {
  Object.assign(window, { notes: [], tones: 0, away: false });
  window.Notification = class { static permission = 'granted'; constructor(title, { body }) { window.notes.push(`${title}: ${body}`); } close() {} };
  const tone = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () { window.tones += 1; return tone.call(this); };
  document.hasFocus = () => !window.away;
}

before(async () => {
  stack = await Stack.start({ name: 'workpage' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  people = { wim: await worker('wim', 'Wim de Vries', { work_extension: '4711', department: 'Repairs' }), ann: await worker('ann', 'Ann Ångström', { department: 'Sales' }) };
  maya = await (await Client.login(stack, stack.user('agent', 0))).open();
  [wim, ann] = [await open(), await open()];
  for (const { page } of [wim, ann]) await page.addInitScript(listen);
  await enter(wim, people.wim);
  await enter(ann, people.ann);
});
after(async () => { for (const one of [wim, ann]) await one?.close(); maya?.close(); await stack?.stop(); });

// A section is there once it is loaded.
async function section(who, name, shown = name) {
  await who.the(`section-${name}`).click();
  await who.the(shown).waitFor({ state: 'attached' });
}
async function writeTo(who, name, account) {
  await section(who, 'chats');
  await who.the('find-colleague').click();
  await who.the('find-name').fill(name);
  await who.the('mate', `[data-account="${account}"]`).click();
}
async function say(who, text) {
  await who.the('composer-text').fill(text);
  await who.the('composer-send').click();
}
const axe = async ({ page }, what) => assert.deepEqual(await faults(page), [], what);

test('an organisation without the fax feature has no section of faxes; with it they have one', async () => {
  await wim.the('section-recordings').waitFor();
  await eventually(() => wim.the('section-fax').count(), 0);
  const [{ id, version }] = (await adam.call('GET', '/api/v1/tenants')).body.data;
  const changed = await adam.call('PATCH', `/api/v1/tenants/${id}`, { fax: true }, { headers: { 'if-match': `"${version}"` } });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  await wim.page.reload();
  await section(wim, 'fax', 'faxes');
  assert.equal((await adam.call('PATCH', `/api/v1/tenants/${id}`, { fax: false }, { headers: { 'if-match': `"${changed.body.version}"` } })).status, 200);
  await wim.page.reload();
  await wim.the('section-recordings').waitFor();
  await wim.the('section-fax').waitFor({ state: 'detached' });
  await wim.the('chats').waitFor({ state: 'attached' }); // what its address leads to now
});

test('two Work users: a chat both ways, typing, read, changed, deleted; found again', async () => {
  await writeTo(wim, 'ang', `work:${people.ann.id}`);
  await say(wim, 'Lunch at noon?');
  await reads(wim, 'said', 'Lunch at noon?');
  await ann.the('chat', `[data-account="work:${people.wim.id}"][data-unread="1"]`).click();
  await reads(ann, 'said', 'Lunch at noon?');
  await wim.the('receipt').filter({ hasText: 'Read by Ann Ångström' }).waitFor();
  await typingStays(wim);
  await ann.the('composer-text').fill('Yes, half past');
  await reads(wim, 'types', 'Ann Ångström is typing');
  await ann.the('composer-send').click();
  await reads(wim, 'said', 'Yes, half past');
  await until('who has written types no more', async () => (await wim.the('types').count()) === 0);
  await ann.the('said-edit').last().click();
  await ann.the('change-text').fill('Yes, at one');
  await ann.the('change-save').click();
  await reads(wim, 'said', 'Yes, at one');
  await wim.the('edited').waitFor();
  await say(wim, 'never mind');
  await reads(ann, 'said', 'never mind');
  await reads(wim, 'said', 'never mind'); // the last one that can be deleted
  await wim.the('said-delete').last().click();
  await focused(wim.page, 'said-delete-keep');
  await wim.page.keyboard.press('Escape');
  await focused(wim.page, 'said-delete');
  await wim.the('said-delete').last().click();
  await focused(wim.page, 'said-delete-keep');
  await axe(wim, 'a message that is about to go');
  await wim.shot('work-sure');
  await wim.the('said-delete-sure').click();
  await ann.the('deleted').waitFor();
  await reads(wim, 'deleted', 'Deleted');
  await wim.the('search-said').fill('half');
  await reads(wim, 'found', 'Nothing.');
  await wim.the('search-said').fill('at one');
  await wim.the('found-one').first().click();
  await wim.the('search-said').fill('');
  await wim.shot('work-chat');
});

test('files: given in parts, shown in place, saved by a link that ends', async () => {
  await wim.the('attach-input').setInputFiles([{ name: 'plan.png', mimeType: 'image/png', buffer: PNG }, { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.alloc(600000, 'x') }]);
  await until('both are there', async () => (await wim.the('given', '[data-state=stored]').count()) === 2);
  await wim.the('composer-send').click();
  await reads(ann, 'said-file', 'plan.png');
  await until('the picture is seen', () => ann.page.evaluate(() => [...document.querySelectorAll('[data-testid=said-image]')].some((it) => it.complete && it.naturalWidth === 64)));
  const [download] = await Promise.all([ann.page.waitForEvent('download'), ann.the('said-file').filter({ hasText: 'notes.txt' }).click()]);
  assert.equal(readFileSync(await download.path()).length, 600000);
  const six = Array.from({ length: 6 }, (_, n) => ({ name: `page ${n}.txt`, mimeType: 'text/plain', buffer: Buffer.from('x') }));
  await wim.the('attach-input').setInputFiles(six);
  await reads(wim, 'composer-problem', 'At most 5 files');
  await until('five are there', async () => (await wim.the('given', '[data-state=stored]').count()) === 5);
  await wim.the('composer-send').click();
  await reads(ann, 'said', 'page 0.txt, page 1.txt, page 2.txt, page 3.txt, page 4.txt');
  await wim.the('composer-problem').waitFor({ state: 'detached' });
});

test('an agent\'s formatted text: its plain form, and a page of its own; the agent is logged out: nothing is sent, the text stays', async () => {
  await writeTo(wim, 'maya', `agent:${maya.id}`);
  await say(wim, 'Can you help?');
  await maya.see('message', (s) => s.text === 'Can you help?');
  const { body: { data: [{ id }] } } = await maya.call('GET', '/api/v1/conversations');
  assert.equal((await maya.call('POST', `/api/v1/conversations/${id}/messages`, { text: 'Two steps', html: '<p>Two <b>steps</b></p>' })).status, 201);
  await reads(wim, 'said', 'Two steps');
  const [opened] = await Promise.all([wim.page.waitForEvent('popup'), wim.the('open-formatted').click()]);
  await eventually(() => opened.locator('b').textContent(), 'steps');
  await opened.close();
  await maya.call('DELETE', '/api/v1/sessions/me?return=true');
  const refused = (send) => wim.withErrors(['409 /api/v1/conversations'], async () => {
    await send();
    await reads(wim, 'composer-problem', 'is logged out: nothing was sent');
  });
  await refused(() => say(wim, 'Are you still there?'));
  await eventually(() => wim.the('composer-text').inputValue(), 'Are you still there?');
  await wim.the('composer-text').fill('');
  await wim.the('attach-input').setInputFiles([{ name: 'plan.png', mimeType: 'image/png', buffer: PNG }]);
  await wim.the('given', '[data-state=stored]').waitFor();
  await wim.the('composer-problem').waitFor({ state: 'detached' });
  await refused(() => wim.the('composer-send').click());
  await wim.the('given', '[data-state=stored]').filter({ hasText: 'plan.png' }).waitFor();
  await eventually(() => wim.the('composer-text').inputValue(), '', 'its name is no text');
  maya = await (await Client.login(stack, stack.user('agent', 0))).open();
  await wim.the('composer-send').click();
  await maya.see('message', (s) => s.text === 'plan.png' && s.files.length === 1);
});

test('history: thirty first, earlier ones by the button; what is found far back is shown', async () => {
  await writeTo(wim, 'ang', `work:${people.ann.id}`);
  const { body: { data } } = await (await Client.login(stack, people.wim, 'work')).call('GET', '/api/v1/conversations');
  const { id } = data.find((one) => one.state.parties.some((party) => party.user === people.ann.id));
  const by = await Client.login(stack, people.wim, 'work');
  for (let n = 0; n < 70; n++) assert.equal((await by.call('POST', `/api/v1/conversations/${id}/messages`, { text: `line ${n}.` })).status, 201);
  await wim.page.reload();
  await reads(wim, 'said', 'line 69.');
  await until('thirty', async () => (await wim.the('said').count()) === 30);
  await wim.the('earlier').click();
  await until('thirty more', async () => (await wim.the('said').count()) === 60);
  await wim.page.reload();
  await reads(wim, 'said', 'line 69.');
  await wim.the('search-said').fill('at one');
  await wim.the('found-one').first().click();
  await until('it is in sight', () => wim.page.evaluate(() => {
    const it = document.querySelector('.chosen'), { top, bottom } = it?.getBoundingClientRect() ?? {}, log = document.querySelector('[data-testid=log]').getBoundingClientRect();
    return it?.textContent.includes('at one') && top >= log.top && bottom <= log.bottom;
  }));
  await wim.the('search-said').fill('');
});

test('long lists: more by the button, once however often it is pressed', async () => {
  await wim.the('search-said').fill('line');
  await until('fifty are found', async () => (await wim.the('found-one').count()) === 50);
  await wim.the('found-more').dblclick();
  await until('all seventy', async () => (await wim.the('found-one').count()) === 70 && (await wim.the('found-more').count()) === 0);
  await wim.the('search-said').fill('');
  const by = await Client.login(stack, people.ann, 'work');
  for (let n = 0; n < 60; n++) assert.equal((await by.call('POST', '/api/v1/rooms', { name: `Room ${n}`, public: true })).status, 201);
  await section(wim, 'rooms');
  await wim.the('room-find').fill('room');
  await until('fifty rooms', async () => (await wim.the('room').count()) === 50);
  await wim.the('rooms-more').dblclick();
  await until('all sixty', async () => (await wim.the('room').count()) === 60 && (await wim.the('rooms-more').count()) === 0);
  assert.equal((await by.call('POST', '/api/v1/rooms', { name: 'Room of all', public: true })).status, 201);
  const { body: { data: [{ id }] } } = await by.call('GET', '/api/v1/rooms?q=room%20of');
  assert.equal((await by.call('POST', `/api/v1/rooms/${id}/members`, { user: people.wim.id })).status, 200);
  await until('what was shown stays, with the new one', async () => (await wim.the('room').count()) === 61);
  await wim.the('room', '[data-role=invited]').locator('[data-testid=room-decline]').click();
  await wim.the('room', '[data-role=invited]').waitFor({ state: 'detached' });
  await wim.the('room-find').fill('');
});

// Her page may be saying how far she has read.
const removeAnn = () => mayReport(ann.page.context(), ['404 /api/v1/conversations/:id/read'], () => wim.the('member-remove').click());

test('rooms: made, found, joined, invited to, left; archived ones stay readable', async () => {
  await section(wim, 'rooms');
  await wim.the('room-new').click();
  await wim.the('room-save').click();
  await reads(wim, 'room-wrong', 'Give the room a name.');
  await wim.the('room-name').fill('Repairs');
  await wim.the('room-topic-text').fill('What is broken');
  await wim.the('room-save').click();
  await wim.the('room', '[data-role=owner]').waitFor();
  await wim.the('room-open').click();
  await until('it is open', async () => (await wim.the('colleague-name').textContent()) === 'Repairs');
  await say(wim, 'The lift is stuck');
  await section(ann, 'rooms');
  await ann.the('room-find').fill('broken');
  await ann.the('room-join').click();
  await reads(ann, 'said', 'The lift is stuck');
  await say(ann, 'Again?');
  await reads(wim, 'said', 'Again?');
  await wim.the('toggle-person').click();
  await reads(wim, 'members', 'Ann Ångström');
  await wim.shot('work-room');
  await removeAnn();
  await until('Ann is out', async () => !(await wim.the('members').textContent()).includes('Ann'));
  await until('and sees it no more', async () => (await ann.the('chat').allTextContents()).every((one) => !one.includes('Repairs')));
  await wim.the('invite').selectOption(people.ann.id);
  await reads(wim, 'members', 'invited');
  await section(ann, 'rooms');
  await ann.the('room', '[data-role=invited]').waitFor();
  await ann.the('room-decline').click();
  await wim.the('room-archive').click();
  await wim.the('room-archive-sure').click();
  await wim.the('dialog-close').click();
  await reads(wim, 'said', 'The lift is stuck');
});

test('a private room: one is told of the invitation, accepts it, is removed, comes back to what was said', async () => {
  await section(wim, 'rooms');
  await wim.the('room-new').click();
  await wim.the('room-name').fill('Surprise');
  await wim.the('room-public').uncheck();
  await wim.the('room-save').click();
  await wim.the('room').filter({ hasText: 'Surprise' }).locator('[data-testid=room-open]').click();
  await until('it is open', async () => (await wim.the('colleague-name').textContent()) === 'Surprise');
  await say(wim, 'Cake on Friday');
  await section(ann, 'chats');
  await wim.the('toggle-person').click();
  await wim.the('invite').selectOption(people.ann.id);
  await reads(ann, 'section-rooms', '1');
  await reads(ann, 'said-soon', 'invited to the room');
  await section(ann, 'rooms');
  await ann.the('room', '[data-role=invited]').locator('[data-testid=room-join]').click();
  await reads(ann, 'said', 'Cake on Friday');
  await until('nothing is new there', async () => (await ann.the('section-rooms').textContent()) === 'Rooms');
  await removeAnn();
  await reads(ann, 'chat-note', 'not part of this conversation any more');
  await ann.the('composer-text').waitFor({ state: 'detached' });
  await section(ann, 'rooms');
  await wim.the('invite').selectOption(people.ann.id);
  await ann.the('room', '[data-role=invited]').locator('[data-testid=room-join]').click();
  await reads(ann, 'said', 'Cake on Friday');
  await wim.the('dialog-close').click();
});

test('a lost answer, and a text that never arrived: each is there once, also after a reload', async () => {
  await writeTo(wim, 'ang', `work:${people.ann.id}`);
  const path = '**/api/v1/conversations', posts = (route) => route.request().method() === 'POST';
  let lost = 0;
  await wim.page.route(path, async (route) => {
    if (!posts(route) || lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    return route.abort();
  });
  await wim.withErrors(['ERR_FAILED /api/v1/conversations'], async () => {
    await say(wim, 'its answer is lost');
    await reads(wim, 'said', 'its answer is lost');
    await until('nothing is unsent', async () => (await wim.the('unsent').count()) === 0);
  });
  assert.equal(lost, 1);
  await wim.page.unroute(path);
  await wim.page.route(path, (route) => (posts(route) ? route.abort() : route.continue()));
  await wim.withErrors(['ERR_FAILED /api/v1/conversations'], async () => {
    await say(wim, 'it never arrived');
    await wim.the('unsent', '[data-state=waiting]').waitFor();
    await wim.page.unroute(path);
    await wim.page.reload();
    await reads(wim, 'said', 'it never arrived');
  });
  await section(ann, 'chats');
  await ann.the('chat', `[data-account="work:${people.wim.id}"]`).click();
  await reads(ann, 'said', 'it never arrived');
  const texts = ['its answer is lost', 'it never arrived'];
  await eventually(async () => { const all = (await ann.the('said').allTextContents()).join(); return texts.map((text) => all.split(text).length - 1); }, [1, 1], 'each is there once');
});

test('do not disturb: what comes makes no sound and no notification, and is there', async () => {
  await ann.page.evaluate(() => localStorage.setItem('trunkline.settings', JSON.stringify({ notifications: true })));
  await ann.page.reload();
  await ann.the('work', '[data-link=live]').waitFor();
  await section(ann, 'chats');
  await writeTo(wim, 'ang', `work:${people.ann.id}`);
  const set = async (status) => {
    await ann.the('own-status').click();
    await ann.the(`own-${status}`).check();
    await ann.the('own-save').click();
    await ann.the('own-status', `[data-status=${status}]`).waitFor();
    await ann.page.evaluate(() => Object.assign(window, { away: true, notes: [], tones: 0 }));
  };
  const heard = () => ann.page.evaluate(() => [window.notes.length > 0, window.tones > 0]);
  await set('available');
  await say(wim, 'a loud one');
  await until('heard and seen', async () => (await heard()).every(Boolean));
  await set('dnd');
  await say(wim, 'a quiet one');
  await until('it is there', async () => (await ann.the('chat').allTextContents()).some((one) => one.includes('a quiet one')));
  assert.deepEqual(await heard(), [false, false]);
  await set('available');
  await ann.page.evaluate(() => { window.away = false; });
});

test('a reload and a dead chatd: what was written is there once, drafts stay', async () => {
  await writeTo(wim, 'ang', `work:${people.ann.id}`);
  await wim.the('composer-text').fill('half a thought');
  await wim.page.reload();
  await wim.the('work', '[data-link=live]').waitFor();
  await until('the draft is there', async () => (await wim.the('composer-text').inputValue()) === 'half a thought');
  await withOutage([wim, ann], async () => {
    await stack.kill('chatd');
    await wim.the('banner').waitFor();
    await wim.page.keyboard.press('Escape');
    await stack.ensure();
    for (const { the } of [wim, ann]) await the('work', '[data-link=live]').waitFor();
  });
  await wim.the('composer-send').click();
  await section(ann, 'chats');
  await ann.the('chat', `[data-account="work:${people.wim.id}"]`).click();
  await reads(ann, 'said', 'half a thought');
  await until('once', async () => (await ann.the('said').allTextContents()).filter((one) => one.includes('half a thought')).length === 1);
});

test('a card from a chat\'s row, and of who said something in a room or is a member of it (CT-9)', async () => {
  const shown = async (whom, offered = true) => {
    const card = wim.the('card-dialog').locator('[data-testid=card]');
    await card.filter({ hasText: whom }).waitFor();
    // What the server offers is the second activation; oneself is offered none.
    await eventually(async () => (await card.locator('[data-testid=act-chat]').count()) > 0, offered);
    await wim.page.keyboard.press('Escape');
    await wim.the('card-dialog').waitFor({ state: 'detached' });
  };
  await section(wim, 'chats');
  const row = wim.the('chat', `[data-account="work:${people.ann.id}"]`).locator('xpath=..').locator('[data-testid=card-of]');
  await row.focus();
  await wim.page.keyboard.press('Enter');
  await shown(/Ann Ångström/);
  await wim.the('chat', ':has-text("Repairs")').click();
  await wim.the('said', ':has-text("Again?")').locator('[data-testid=card-of]').click();
  await shown(/Ann Ångström/);
  await wim.the('toggle-person').click();
  await wim.the('members').locator('[data-testid=card-of]').first().click();
  await shown(/Wim/, false);
  await wim.the('dialog-close').click();
});

test('one\'s status: others see it at once, invisible as offline', async () => {
  await writeTo(ann, 'wim', `work:${people.wim.id}`);
  await wim.the('own-status').click();
  await wim.the('own-busy').check();
  await wim.the('own-message').fill('In the workshop');
  await wim.the('own-save').click();
  await reads(ann, 'shown', 'Busy · In the workshop');
  await wim.the('own-status').click();
  await wim.the('own-invisible').check();
  await wim.the('own-save').click();
  await until('seen as offline', async () => { const text = await ann.the('shown').first().textContent(); return text.includes('Offline') && !text.includes('workshop'); });
  await wim.the('own-status').click();
  await wim.the('own-available').check();
  await wim.the('own-message').fill('');
  await wim.the('own-save').click();
  await reads(ann, 'shown', 'Available');
});

test('the contacts list shows who of the colleagues is there, at once, and invisible as offline', async () => {
  await section(wim, 'contacts');
  await wim.the('contact-find').fill('');
  const presence = wim.the('contact', `[data-id="user:${people.ann.id}"]`).locator('[data-testid=contact-presence]');
  await eventually(() => presence.textContent(), /^\s*Available$/);
  const becomes = async (status, message) => {
    await ann.the('own-status').click();
    await ann.the(`own-${status}`).check();
    await ann.the('own-message').fill(message);
    await ann.the('own-save').click();
    await ann.the('own-status', `[data-status=${status}]`).waitFor();
  };
  await becomes('busy', 'At a customer');
  await eventually(() => presence.textContent(), /^\s*Busy · At a customer$/);
  await becomes('invisible', 'At a customer');
  await eventually(() => presence.textContent(), /^\s*Offline$/, 'no words either');
  await becomes('available', '');
  await eventually(() => presence.textContent(), /^\s*Available$/);
  // Found as one types: whoever is shown has it.
  await wim.the('contact-find').fill('ANGSTR');
  await eventually(() => wim.the('contact').count(), 1);
  await eventually(() => presence.textContent(), /^\s*Available$/);
});

test('contacts: found in any notation, a card with what is offered, favourites in one\'s own order, one\'s own contacts, imported twice', async () => {
  await section(wim, 'contacts');
  await wim.the('contact-find').fill('ANGSTR');
  await wim.the('contact', `[data-id="user:${people.ann.id}"]`).locator('.choose').click();
  await wim.the('card').waitFor();
  await reads(wim, 'card-presence', 'Work: Available');
  await wim.the('act-favourite').click();
  await wim.the('act-unfavourite').waitFor();
  await wim.the('contact-new').click();
  await wim.the('personal-name').fill('Zoë the Baker');
  await wim.the('personal-add-number').click();
  await wim.the('personal-number').fill('+46 70 123 45 67');
  await wim.the('personal-notes').fill('Rye bread.\nClosed on Mondays.');
  await wim.the('personal-save').click();
  await wim.the('personal-dialog').waitFor({ state: 'detached' });
  await wim.the('contact-find').fill('0701-23');
  await wim.the('contact', '[data-kind=personal]').locator('.choose').click();
  await eventually(() => wim.the('card').getAttribute('aria-label'), 'Zoë the Baker');
  await eventually(() => wim.the('act-call').first().getAttribute('href'), 'tel:+46701234567');
  await eventually(() => wim.the('card').innerText(), /Rye bread\.\nClosed on Mondays\./);
  await wim.the('act-favourite').click();
  await wim.the('contact-find').fill('');
  await wim.the('kind-favourites').click();
  const order = () => wim.the('contact').evaluateAll((all) => all.map((one) => one.dataset.id.split(':')[0]));
  await until('both favourites', async () => (await order()).join() === 'user,personal');
  await wim.the('move-up').last().click();
  await until('in the new order', async () => (await order()).join() === 'personal,user');
  await wim.shot('work-contacts');
  const table = 'Name,Given Name,Family Name,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value\r\nOla Nordmann,Ola,Nordmann,Home,ola@example.no,Mobile,+47 912 34 567\r\nNobody,,,,,,\r\n';
  const bring = async () => {
    await wim.the('contact-import').click();
    await wim.the('import-file').setInputFiles({ name: 'google.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
    await wim.the('import-result', '[data-dry=true]').waitFor();
    await wim.the('import-file').evaluate((input) => input.dispatchEvent(new Event('cancel', { bubbles: true }))); // as of the same file chosen again
    return wim.the('import-result').textContent();
  };
  assert.match(await bring(), /would add [12],/);
  await wim.the('import-do').click();
  await wim.the('import-result', '[data-dry=false]').waitFor();
  await wim.the('import-done').click();
  assert.match(await bring(), /would add 0, change 0/);
  await wim.the('import-do', ':disabled').waitFor(); // nothing to do the second time
  await wim.the('import-unchanged').locator('summary').click();
  await eventually(() => wim.the('import-unchanged').innerText(), /Unchanged \(2\)\s+Unchanged\s+Ola Nordmann\s+line 2\s+Unchanged\s+Nobody\s+line 3/);
  // The slower answer, about the file that was chosen before, is ignored.
  const choose = (name, text) => wim.the('import-file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  const go = await catchNext(wim.page, /contacts\/import\?dry_run/), sent = wim.page.waitForRequest(/contacts\/import\?dry_run/);
  await choose('two.csv', 'Name,Mobile Phone\nUma,+46701110001\nVic,+46701110002\n');
  const first = await sent;
  await choose('one.csv', 'Name,Mobile Phone\nWes,+46701110003\n');
  await reads(wim, 'import-result', 'would add 1,');
  go();
  await (await first.response()).finished();
  await wim.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.match(await wim.the('import-result').textContent(), /would add 1,/);
  await wim.the('dialog-close').click();
  // A contact that shares a number under another name may be a duplicate: a person merges the two, and undoes that.
  await wim.the('contact-import').click();
  await wim.the('import-file').setInputFiles({ name: 'more.csv', mimeType: 'text/csv', buffer: Buffer.from('Name,Mobile Phone,Spouse\nBakery,+46701234567,Yes\n') });
  await reads(wim, 'import-dropped', 'Not kept: Spouse (1).');
  await eventually(() => wim.the('import-dialog').innerText(), /Added\s+Bakery\s+line 2: possible duplicate of Zoë the Baker/);
  await wim.the('import-do').click();
  await wim.the('import-done').click();
  await wim.the('kind-all').click();
  await wim.the('contact-find').fill('Bakery');
  await wim.the('contact', '[data-kind=personal]').filter({ hasText: 'Bakery' }).locator('.choose').click();
  await reads(wim, 'possible-duplicate', 'Possible duplicate of Zoë the Baker');
  await wim.the('act-merge').click();
  await eventually(() => wim.the('card-actions').innerText(), /Merge with Zoë the Baker\?/);
  // While its command runs, none of them can be pressed again, and the focus stays.
  let release, asked = 0;
  const held = new Promise((resolve) => { release = resolve; });
  await wim.page.route('**/merge', async (route) => { asked += 1; await held; await route.continue(); });
  await wim.the('act-merge-sure').click();
  await wim.the('act-merge', '[aria-disabled=true]').waitFor();
  await focused(wim.page, 'act-merge');
  for (const id of ['act-keep-apart', 'act-merge']) await wim.the(id).evaluate((button) => button.click());
  assert.equal(await wim.the('act-merge-sure').count(), 0);
  release();
  await eventually(() => wim.the('card').getAttribute('aria-label'), 'Zoë the Baker');
  assert.equal(asked, 1);
  await focused(wim.page, 'card-title');
  await reads(wim, 'merged', 'Merged with Bakery');
  await wim.the('act-unmerge').click();
  await eventually(() => wim.the('card').getAttribute('aria-label'), 'Bakery');
  await focused(wim.page, 'card-title');
  await wim.the('act-keep-apart').click();
  await wim.the('possible-duplicate').waitFor({ state: 'detached' });
  await focused(wim.page, 'card-title');
  // Deleted on second thoughts, and back on third.
  await wim.the('act-delete').click();
  await eventually(() => wim.the('card-actions').innerText(), /Delete this contact\?/);
  await wim.the('act-delete-sure').click();
  await reads(wim, 'contact-removed', 'Bakery has been deleted.');
  await focused(wim.page, 'act-restore');
  await eventually(() => wim.the('contact', '[data-kind=personal]').count(), 0, 'it is gone from the list');
  await wim.page.keyboard.press('Enter');
  await eventually(() => wim.the('card').getAttribute('aria-label'), 'Bakery');
  await focused(wim.page, 'card-title');
  await eventually(() => wim.the('contact', '[data-kind=personal]').count(), 1);
  await section(ann, 'contacts');
  await ann.the('contact-find').fill('Zoë');
  await until('nobody else finds her', async () => (await ann.the('contacts').textContent()).includes('Nobody is found.'));
});

test('one\'s own image is given and shown to colleagues at once; without one there are initials; contacts are saved as a file', async () => {
  const shown = ({ page }, place) => until(`an image in ${place}`, () => page.locator(`${place} img.avatar`).first().evaluate((it) => it.complete && it.naturalWidth > 0));
  await ann.the('own-status').click();
  await ann.withErrors(['400 /api/v1/me/avatar'], async () => {
    await ann.the('own-image').setInputFiles({ name: 'me.txt', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await ann.the('own-problem').waitFor();
  });
  await ann.the('own-image').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: PNG });
  await shown(ann, '[data-testid=own-menu]');
  await shown(ann, '[data-testid=own-status]');
  await ann.shot('work-own-image');
  await section(wim, 'contacts');
  await wim.the('contact-find').fill('angs');
  await shown(wim, '[data-testid=contacts-found]');
  await wim.the('contact', `[data-id="user:${people.ann.id}"]`).locator('.choose').click();
  await shown(wim, '[data-testid=card]');
  await wim.page.reload();
  await section(wim, 'chats');
  await shown(wim, '[data-testid=chats]');
  await ann.the('own-image-remove').click();
  await until('initials again', async () => (await ann.page.locator('[data-testid=own-status] img').count()) === 0);
  await ann.page.keyboard.press('Escape');
  // Pages that have read of the image are not told that it is gone: where they draw it anew, they ask for it, and get 404.
  await wim.page.reload();
  await wim.the('work', '[data-link=live]').waitFor();
  await section(wim, 'contacts');
  const [file] = await Promise.all([wim.page.waitForEvent('download'), wim.the('contact-export').click()]);
  assert.match(readFileSync(await file.path(), 'utf8'), /BEGIN:VCARD[^]*Zoë the Baker/);
  assert.match(file.suggestedFilename(), /\.vcf$/);
});

test('from the card to a chat in two activations; by keyboard alone', async () => {
  await wim.the('contact-find').fill('angs');
  await wim.the('kind-all').click();
  await until('she alone is found', async () => (await wim.the('contact').count()) === 1 && (await wim.the('contact').getAttribute('data-id')) === `user:${people.ann.id}`);
  await wim.the('contact-find').focus();
  await wim.page.keyboard.press('ArrowDown');
  await wim.page.keyboard.press('Enter');
  await wim.the('act-chat').first().focus();
  await wim.page.keyboard.press('Enter');
  await wim.the('colleague', `[data-account="work:${people.ann.id}"]`).waitFor();
  await focused(wim.page, 'composer-text');
  await wim.page.keyboard.type('by keyboard');
  await wim.page.keyboard.press('Enter');
  await section(ann, 'chats');
  await reads(ann, 'said', 'by keyboard');
});

test('axe finds nothing; 320 and 400 pixels; dark', async () => {
  for (const name of ['chats', 'rooms', 'contacts']) {
    await section(wim, name);
    await axe(wim, name);
  }
  await wim.page.emulateMedia({ colorScheme: 'dark' });
  for (const width of [400, 320]) {
    await wim.page.setViewportSize({ width, height: 700 });
    for (const name of ['chats', 'rooms', 'contacts']) {
      await section(wim, name);
      await fits(wim.page, `${name} at ${width} px`);
      await axe(wim, `${name}, dark, ${width} pixels`);
    }
    await section(wim, 'chats');
    await wim.shot(`work-${width}`);
  }
});
