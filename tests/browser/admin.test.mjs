// The administrators' page in a real Chromium (SP-1 to SP-7, SP-9): a user from nothing to a working phone; what is refused, at its field.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { eventually, faults, fits, focused, logIn, openPage, reads } from '../lib/page.mjs';
import { SOUND } from '../lib/pagephone.mjs';
import { SipClient } from '../lib/sip.mjs';
import { sine, wav16 } from '../lib/sound.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { claim, newNumber } from '../lib/texts.mjs';

const PASSWORD = 'seven green chairs';
let stack, adam, one, site;
const open = (size = { width: 1200, height: 900 }) => openPage({ size, screens: process.env.SCREENS ?? 'build/screens', args: SOUND });

before(async () => {
  stack = await Stack.start({ name: 'adminpage', instances: 'presenced routerd smsgw chatd voiced' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  one = await open();
  await one.page.goto(`${stack.base}/admin`);
  await one.shot('admin-login');
  await enter(one.the, stack.user('administrator'));
});
after(async () => { await one?.close(); await stack?.stop(); });

// Whose proof of who it is does not end meanwhile: a test may be slow.
async function enter(the, user) {
  await logIn(the, user, 'admin');
  await stack.asOwner(`UPDATE presence.session SET proved_at = 'infinity' WHERE app = 'admin'`);
}
let count = 0;
const unique = (word) => `${word}${process.pid}x${++count}`;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const get = (path) => adam.call('GET', `/api/v1/${path}`);
const post = (path, body) => adam.call('POST', `/api/v1/${path}`, body);
const patch = async (path, body) => adam.call('PATCH', `/api/v1/${path}`, body, { headers: { 'if-match': `"${(await get(path)).body.version}"` } });
const person = async (more = {}) => {
  const username = unique('p');
  return ok(await post('users', { username, first_name: 'Nils', last_name: username, email: `${username}@example.com`, site_id: site.id, password: PASSWORD, role: 'agent', has_seat: true, has_work: true, ...more }), 201);
};
const spoken = () => new Promise((done) => setTimeout(done, 2500)); // how long somebody speaks: the page does not show how much of it is recorded
const axe = async ({ page }, what) => assert.deepEqual(await faults(page), [], what);
const field = (who, name) => who.the(`field-${name}`);
async function fill(who, values) {
  for (const [name, value] of Object.entries(values)) {
    const at = field(who, name);
    if (typeof value === 'boolean') await at.setChecked(value);
    else if (await at.evaluate((it) => it.tagName === 'SELECT')) await at.selectOption(value);
    else await at.fill(value);
  }
}
// Each field that is marked, and what stands there; what is marked is told to who can't see it.
const wrongs = ({ page }) => page.evaluate(() => Object.fromEntries([...document.querySelectorAll('[aria-invalid="true"]')].map((it) =>
  [it.dataset.testid.replace('field-', ''), it.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim()])));
// answers: the server's, none if the page itself sees what is missing.
async function refused(who, wanted, press, answers) {
  await who.withErrors(answers, async () => {
    await who.the(press).click();
    const names = Object.keys(wanted).sort();
    await eventually(async () => Object.keys(await wrongs(who)).sort(), names);
    for (const [name, words] of Object.entries(wanted)) await eventually(async () => (await wrongs(who))[name], words, name);
    await until('the focus is at a refused field', async () => names.includes(await who.page.evaluate(() => document.activeElement.dataset.testid?.replace('field-', ''))));
  });
}
const saved = (who) => until('it is saved', async () => (await who.the('user-done').textContent()) === 'Saved.');
async function openUser(who, user) {
  await who.page.goto(`${stack.base}/admin#users/${user.id}`);
  await who.the('user-page', `[data-id="${user.id}"]`).waitFor();
  await who.the('user-form').waitFor();
}
async function newUser(who, more = {}) {
  await who.page.goto(`${stack.base}/admin#users/new`);
  await who.the('user-page', '[data-id=new]').waitFor();
  await who.the('user-form').waitFor();
  const username = unique('n');
  await fill(who, { first_name: 'Nora', last_name: username, email: `${username}@example.com`, username, site_id: site.id, password: PASSWORD, has_seat: true, has_work: true });
  await fill(who, more);
  return username;
}
const leave = (who) => who.the('user-leave').click();

test('the bar is one line at 1,200 px, whatever the name; at 400 px nothing is wider than the window', async () => {
  const { page, the } = one;
  const lines = () => page.locator('.admin-top').evaluate((bar) => { const middles = [...bar.querySelectorAll('strong, nav a, select, button')].map((it) => { const { top, height } = it.getBoundingClientRect(); return top + height / 2; }); return Math.max(...middles) - Math.min(...middles) < 16 ? 1 : 'several'; });
  assert.equal(await lines(), 1, 'on one line');
  await page.locator('.admin-top > .who').evaluate((it) => { it.firstElementChild.textContent = 'Wolfeschlegelsteinhausenbergerdorff the Elder of Somewhere'; });
  assert.equal(await lines(), 1, 'a long name is cut, and takes no line');
  assert.deepEqual(await faults(page), []);
  await page.setViewportSize({ width: 400, height: 800 });
  await fits(page, 'the bar');
  await the('logout').waitFor();
  await one.shot('admin-bar-400');
  await page.setViewportSize({ width: 1200, height: 900 });
  await page.reload();
  await the('admin', '[data-link=live]').waitFor();
});

test('SP-2 a site, a number, a user: made on the page from nothing, to a phone that registers by what is shown', async () => {
  const { the } = one;
  await axe(one, 'users');
  await one.shot('admin-users');
  await the('section-sites').click();
  await the('sites-new').click();
  await axe(one, 'a new site');
  await fill(one, { name: 'Umeå', country: 'se', address: 'Storgatan 1', work_first: '5000', work_last: '4000', agent_first: '8000', agent_last: '8099' });
  await refused(one, { work_first: /./, work_last: /./ }, 'sites-save', ['422 /api/v1/sites']);
  await fill(one, { work_last: '5003' });
  await the('sites-save').click();
  await the('sites-row').filter({ hasText: 'Umeå' }).waitFor();
  [site] = ok(await get('sites?name=Umeå')).data;
  await one.shot('admin-sites');
  await axe(one, 'sites');

  const number = newNumber();
  await the('section-numbers').click();
  await field(one, 'number').fill('12');
  await refused(one, { number: /./ }, 'number-add', ['422 /api/v1/numbers']);
  await field(one, 'number').fill(`${number.slice(0, 2)} ${number.slice(2)}`);
  await the('number-add').click();
  await the('number', `[data-number="${number}"][data-state=claimed]`).waitFor();
  await axe(one, 'numbers');
  await one.shot('admin-numbers');

  await the('section-users').click();
  await the('user-new').click();
  await the('user-form').waitFor();
  await axe(one, 'an empty form');
  await refused(one, { first_name: /missing/, last_name: /missing/, email: /missing/, username: /missing/, site_id: /missing/, password: /missing/ }, 'user-save', []);
  await one.shot('admin-user-missing');
  const username = unique('u');
  await fill(one, { first_name: 'Nora', last_name: 'Ek', email: `${username}@example.com`, username, site_id: site.id, password: PASSWORD, has_seat: true, has_work: true, work_number: number, phone: 'Desk phone' });
  await the('suggest-work').click();
  await until('an extension is suggested', async () => (await field(one, 'work_extension').inputValue()) === '5000');
  await the('suggest-agent').click();
  await until('another one', async () => (await field(one, 'agent_extension').inputValue()) === '8000');
  await fill(one, { forward_delay_s: '45', forward_then: 'number', forward_number: '+1 202-555-0143' });
  await axe(one, 'a full form');
  await one.shot('admin-user-full');
  await the('user-save').click();
  await the('user-made').waitFor();
  const login = { username: await the('secret-username').textContent(), password: await the('secret-password').textContent() };
  await axe(one, 'a phone\'s login');
  await one.shot('admin-user-made');

  const [made] = ok(await get(`users?username=${username}`)).data;
  assert.deepEqual([made.name, made.email, made.site_id, made.work_number, made.work_extension, made.agent_extension, made.phone_mode, made.forward_delay_s, made.forward_then, made.forward_number],
    ['Nora Ek', `${username}@example.com`, site.id, number, '5000', '8000', 'workspace', 45, 'number', '+12025550143']);
  const sip = await SipClient.open(stack.run.sip.voiced.port);
  try {
    await until('the phone registers', async () => (await sip.register(login)).status === 200);
    await until('the page says where', async () => (await the('phone-where').allTextContents()).some((words) => words.includes(`127.0.0.1:${sip.local}`)));
  } finally { sip.close(); }
  await the('secret-done').click();
  await the('secret-password').waitFor({ state: 'detached' });
  await one.page.reload();
  await the('phone').waitFor();
  assert.ok(!(await one.page.content()).includes(login.password), 'it is shown once');
  await one.shot('admin-user');
  await axe(one, 'a user');
  assert.equal((await Client.login(stack, { username, password: PASSWORD }, 'work')).session.user.name, 'Nora Ek');
});

test('SP-2 to SP-6 what is refused stands at its field, of two fields at both; what was typed stays, and nothing is stored', async () => {
  const [number, free] = [await claim(adam, newNumber()), await claim(adam, newNumber())];
  const taken = await person({ work_number: number, work_extension: '5100', agent_extension: '8100' });
  const softphone = { work_number: free, phone_mode: 'forward', workplace_phone: free };
  for (const [what, wrong, status = 422] of [
    [{ username: taken.username }, { username: /Another one has this already/ }, 409],
    [{ email: taken.email.toUpperCase() }, { email: /Another user has this address already/ }, 409],
    [{ email: 'nobody' }, { email: /./ }],
    [{ password: 'short' }, { password: /needs 10 characters/ }],
    [{ work_number: number }, { work_number: /Another one has this already/ }, 409],
    [{ work_number: newNumber() }, { work_number: /none of the numbers that the organisation has claimed/ }],
    [{ work_extension: '5100' }, { work_extension: /Another one has this already/ }, 409],
    [{ work_extension: '112' }, { work_extension: /emergency/ }],
    [{ agent_extension: '8100' }, { agent_extension: /Another one has this already/ }, 409],
    [{ work_extension: '5101', agent_extension: '5101' }, { work_extension: /./ }, 409],
    [{ forward_delay_s: '4' }, { forward_delay_s: /./ }],
    [{ forward_delay_s: 'now' }, { forward_delay_s: /./ }],
    [{ forward_then: 'number' }, { forward_number: /Is needed/ }],
    [{ forward_then: 'number', forward_number: '112' }, { forward_number: /./ }],
    [{ work_number: free, forward_then: 'number', forward_number: free }, { forward_number: /to itself/, work_number: /to itself/ }],
    // SP-3
    [{ ...softphone, has_work: false }, { workplace_phone: /needs a Work licence/, has_work: /needs a Work licence/ }],
    [{ ...softphone, has_seat: false }, { workplace_phone: /needs a seat/, has_seat: /needs a seat/ }],
    // SP-4
    [{ phone_mode: 'forward' }, { workplace_phone: /Is needed/ }],
    [{ phone_mode: 'forward', workplace_phone: '112' }, { workplace_phone: /./ }],
    [{ phone_mode: 'forward', workplace_phone: '+1202555014' }, { workplace_phone: /./ }],
    [{ phone_mode: 'forward', workplace_phone: stack.channel('twilio').number }, { workplace_phone: /number of the channel/ }],
    [{ phone_mode: 'sip_uri', sip_uri: 'ann@pbx.example.com' }, { sip_uri: /./ }],
    [{ phone_mode: 'sip_uri' }, { sip_uri: /Is needed/ }],
    // SP-5
    [{ agent_device: true }, { agent_extension: /Is needed/ }],
    [{ ...softphone, agent_extension: '8101', agent_device: true }, { agent_device: /exclude each other/, workplace_phone: /exclude each other/ }],
    // SP-6
    [{ ...softphone, forward_delay_s: '30', offer_ms: '29' }, { forward_delay_s: /29 s.*30 s/, offer_ms: /29 s.*30 s/ }],
  ]) {
    const username = await newUser(one, what);
    await refused(one, wrong, 'user-save', [`${status} /api/v1/users`]);
    for (const [name, value] of Object.entries(what)) {
      const at = field(one, name);
      await eventually(() => (typeof value === 'boolean' ? at.isChecked() : at.inputValue()), value, `${name} as it was typed`);
    }
    await eventually(() => field(one, 'first_name').inputValue(), 'Nora');
    await eventually(() => one.the('user-refused').textContent(), /^Nothing was saved/);
    if (!what.username) assert.deepEqual(ok(await get(`users?username=${username}`)).data, []);
    if (what.agent_device && what.workplace_phone) { await axe(one, 'two fields refused'); await one.shot('admin-user-refused'); }
    await leave(one);
    await one.the('users').waitFor();
  }
});

test('SP-2, SP-3 licences: how many are free stands there, the last one that is gone is told at its box; none is taken while the phone needs it', async () => {
  const [{ seats_used, work_licences_used }] = ok(await get('tenants')).data;
  await stack.asOwner('UPDATE directory.tenant SET seats = $1, work_licences = $2 WHERE id = 1', [seats_used, work_licences_used + 1]);
  try {
    await newUser(one);
    const hint = (name) => field(one, name).evaluate((it) => document.getElementById(it.getAttribute('aria-describedby').split(' ')[1]).textContent);
    await eventually(async () => [await hint('has_seat'), await hint('has_work')], [`0 of ${seats_used} free`, `1 of ${work_licences_used + 1} free`]);
    await refused(one, { has_seat: /all of them are held/ }, 'user-save', ['409 /api/v1/users']);
    await field(one, 'has_seat').setChecked(false);
    await one.the('user-save').click();
    await one.the('user-made').waitFor();
    await fill(one, { email: 'no address' });
    await refused(one, { email: /./ }, 'user-save', ['422 /api/v1/users/:id']);
    await one.the('user-made').waitFor({ state: 'detached' });
    await one.the('section-organisation').click();
    await one.the('seats', `[data-used="${seats_used}"]`).waitFor();
    await axe(one, 'the organisation');
    await one.shot('admin-organisation');
  } finally { await stack.asOwner('UPDATE directory.tenant SET seats = NULL, work_licences = NULL WHERE id = 1'); }
  const number = await claim(adam, newNumber());
  const user = await person({ work_number: number, phone_mode: 'forward', workplace_phone: number });
  await openUser(one, user);
  for (const licence of ['has_seat', 'has_work']) {
    await field(one, licence).setChecked(false);
    await refused(one, { [licence]: /phone needs a/ }, 'user-save', ['409 /api/v1/users/:id']);
    await field(one, licence).setChecked(true);
  }
  await fill(one, { phone_mode: 'workspace', workplace_phone: '', has_seat: false });
  await one.the('user-save').click();
  await saved(one);
  assert.equal(ok(await get(`users/${user.id}`)).has_seat, false);
});

test('SP-7 what a queue\'s call does that meets do not disturb is chosen; what the linter says of it is told', async () => {
  const number = await claim(adam, newNumber());
  const user = await person({ work_number: number, phone_mode: 'forward', workplace_phone: number });
  const queue = ok(await post('queues', { name: unique('Calls'), medium: 'voice', offer_ms: 20000 }), 201);
  ok(await post('memberships', { queue_id: queue.id, agent_id: user.id }), 201);
  await one.the('section-organisation').click();
  for (const value of ['return', 'voicemail']) {
    await field(one, 'offer_in_dnd').selectOption(value);
    await until('it is stored', async () => ok(await get('tenants')).data[0].offer_in_dnd === value);
  }
  await until('the linter\'s words', async () => /return keeps callers/.test((await one.the('organisation-warnings').allTextContents()).join()));
});

test('users are searched, filtered and read page by page; an address names one of them', async () => {
  const items = Array.from({ length: 60 }, (_, n) => ({ username: unique(`many${n}`), name: `Many ${String(n).padStart(2, '0')}`, role: 'agent' }));
  ok(await adam.call('POST', '/api/v1/users/import', undefined, { raw: JSON.stringify(items), headers: { 'content-type': 'application/json' } }));
  await one.the('section-users').click();
  const rows = () => one.the('user').locator('b').allTextContents();
  await one.the('find').fill('MANY');
  await until('a page', async () => (await rows()).length === 50 && (await rows()).every((name) => name.startsWith('Many')));
  await one.the('users-more').click();
  await until('all', async () => (await rows()).length === 60);
  assert.deepEqual(await rows(), items.map((it) => it.name));
  // Eight nines: neither a number nor a process id, which names of this run have, contains them.
  const user = await person({ first_name: 'Filtered', last_name: 'One', name: 'Filtered One', agent_extension: '99999999', phone_mode: 'sip_uri', sip_uri: 'sip:400@pbx.example.com', role: 'supervisor' });
  const only = (name) => until(`${name} alone`, async () => (await rows()).join() === name);
  await one.the('find').fill('99999999');
  await only('Filtered One');
  await one.the('find').fill('');
  for (const [filter, value, other] of [['role', 'supervisor', 'administrator'], ['site', site.id, ''], ['licence', 'both', 'none'], ['phone', 'sip_uri', 'forward']]) {
    await one.the('find').fill('Filtered');
    await one.the(`filter-${filter}`).selectOption(value);
    await only('Filtered One');
    if (other) {
      await one.the(`filter-${filter}`).selectOption(other);
      await until('nobody', async () => (await rows()).length === 0);
      await eventually(() => one.the('users-count').textContent(), 'Nobody is found.');
    }
    await one.the(`filter-${filter}`).selectOption('');
  }
  await axe(one, 'found');
  await one.the('user', `[data-id="${user.id}"]`).locator('a').click();
  await one.the('user-page', `[data-id="${user.id}"]`).waitFor();
  assert.match(one.page.url(), new RegExp(`#users/${user.id}$`));
  await one.page.goBack();
  await only('Filtered One');
  await one.the('find').fill('');
});

test('SP-2 a number: added, claimed, given, taken away, released; what can\'t be undone asks; a use that holds it is told', async () => {
  const number = newNumber(), user = await person({ name: 'Lena Holm' });
  const { the } = one, row = (state) => the('number', `[data-number="${number}"][data-state=${state}]`);
  const press = async (state, id, sure) => {
    await row(state).locator(`[data-testid=${id}]`).click();
    if (sure) {
      await axe(one, `${id} asks`);
      await row(state).locator(`[data-testid=${id}-sure]`).click();
    }
  };
  await the('section-numbers').click();
  await field(one, 'number').fill(number);
  await field(one, 'number').waitFor();
  await the('number-claims').setChecked(false);
  await the('number-add').click();
  await row('available').waitFor();
  await field(one, 'number').fill(number);
  await refused(one, { number: /Another one has this already/ }, 'number-add', ['409 /api/v1/numbers']);
  await field(one, 'number').fill('');
  await press('available', 'number-claim');
  await press('claimed', 'number-give');
  await the('give-find').fill('Lena');
  await axe(one, 'to whom');
  await the('give-to').filter({ hasText: 'Lena Holm' }).click();
  await row('assigned').filter({ hasText: 'Work number of Lena Holm' }).waitFor();
  assert.equal(ok(await get(`users/${user.id}`)).work_number, number);
  await the('number-find').fill('Lena');
  await until('found by who has it', async () => (await the('number').count()) === 1);
  await one.shot('admin-number-assigned');
  await the('number-find').fill('');
  await press('assigned', 'number-take', true);
  await press('claimed', 'number-release', true);
  await press('released', 'number-again');
  await press('available', 'number-remove', true);
  await until('it is gone', async () => (await the('number', `[data-number="${number}"]`).count()) === 0);
  const acts = ok(await get('audit?resource=phone_number&limit=200&sort=-id')).data.filter((it) => (it.detail.after ?? it.detail.before).number === number).map((it) => it.action.replace('phone_number_', ''));
  assert.deepEqual(acts.sort(), ['create', 'delete', 'update', 'update', 'update'], 'each act is in the audit log');
});

test('SP-9 phones of a user: added, a new password, deleted; what is refused is told', async () => {
  const user = await person(), { the } = one;
  await openUser(one, user);
  await the('phone-new').click();
  await fill(one, { label: '' });
  await refused(one, { label: /./ }, 'phone-make', ['422 /api/v1/devices']);
  await fill(one, { label: 'Kitchen', side: 'agent' });
  await the('phone-make').click();
  await the('phone-secret').waitFor();
  const first = await the('secret-password').textContent();
  await the('secret-done').click();
  await the('phone-rotate').click();
  await the('phone-rotate-sure').click();
  await until('another password', async () => (await the('secret-password').count()) === 1 && (await the('secret-password').textContent()) !== first);
  const login = { username: await the('secret-username').textContent(), password: await the('secret-password').textContent() };
  const sip = await SipClient.open(stack.run.sip.voiced.port);
  try {
    await until('it registers', async () => (await sip.register(login)).status === 200);
    assert.equal((await sip.register({ ...login, password: first })).status, 403, 'the former one is over');
    await until('which the page shows', async () => (await the('phone', '[data-registered=true]').count()) === 1);
  } finally { sip.close(); }
  await axe(one, 'a registered phone');
  await the('phone-delete').click();
  await the('phone-delete-sure').click();
  await until('it is gone', async () => (await the('phone').count()) === 0);
  assert.deepEqual(ok(await get(`devices?user_id=${user.id}`)).data, []);
});

test('SP-1 an administrator ends one session of a user, or all, of Work and the workspace', async () => {
  const user = await person(), login = { username: user.username, password: PASSWORD };
  const [work, desk] = [await Client.login(stack, login, 'work'), await Client.login(stack, login)];
  await openUser(one, user);
  await one.the('session', '[data-app=workspace]').waitFor();
  await one.shot('admin-sessions');
  await one.the('session', '[data-app=work]').locator('[data-testid=session-end]').click();
  await one.the('session-end-sure').click();
  await until('one is left', async () => (await one.the('session').count()) === 1);
  assert.deepEqual([(await work.call('GET', '/api/v1/sessions/me')).status, (await desk.call('GET', '/api/v1/sessions/me')).status], [401, 200]);
  const again = await Client.login(stack, login, 'work');
  await one.the('sessions-end').click();
  await one.the('sessions-end-sure').click();
  await until('none is left', async () => (await one.the('session').count()) === 0);
  for (const who of [again, desk]) assert.equal((await who.call('GET', '/api/v1/sessions/me')).status, 401);
});

test('two administrators at once: the later one is told what changed, loses nothing, and decides', async () => {
  const user = await person({ department: 'Sales' });
  const boss = { username: unique('boss'), password: PASSWORD };
  ok(await post('users', { ...boss, name: 'Berta Boss', role: 'administrator' }), 201);
  const two = await open({ width: 1000, height: 800 });
  try {
    await two.page.goto(`${stack.base}/admin`);
    await enter(two.the, boss);
    await openUser(one, user);
    await openUser(two, user);
    await fill(two, { department: 'Repairs', first_name: 'Nils-Erik', work_extension: '5150' });
    await two.the('user-save').click();
    await saved(two);
    await fill(one, { department: 'Purchasing', last_name: 'Typed', agent_extension: '8150' });
    await one.withErrors(['412 /api/v1/users/:id'], async () => {
      await one.the('user-save').click();
      await one.the('meanwhile').waitFor();
    });
    await eventually(() => one.the('user-refused').textContent(), /Somebody else has changed this user/);
    const told = async (id) => Object.fromEntries(await one.the(id).evaluateAll((all) => all.map((it) => [it.dataset.field, it.textContent])));
    assert.match((await told('meanwhile-both')).department, /they saved Repairs, you typed Purchasing/);
    assert.deepEqual(Object.keys(await told('meanwhile-theirs')).sort(), ['first_name', 'work_extension']);
    await eventually(() => Promise.all(['department', 'first_name', 'last_name', 'agent_extension', 'work_extension'].map((name) => field(one, name).inputValue())), ['Purchasing', 'Nils-Erik', 'Typed', '8150', '5150']);
    await axe(one, 'what changed meanwhile');
    await one.shot('admin-meanwhile');
    await one.the('meanwhile-take').click();
    await eventually(() => field(one, 'department').inputValue(), 'Repairs');
    await one.the('user-save').click();
    await saved(one);
    const now = ok(await get(`users/${user.id}`));
    assert.deepEqual([now.department, now.first_name, now.last_name, now.work_extension, now.agent_extension], ['Repairs', 'Nils-Erik', 'Typed', '5150', '8150']);
    assert.equal(now.name, 'Nils-Erik Typed', 'the name that others see follows');
    await fill(two, { department: 'Night' });
    ok(await adam.call('DELETE', `/api/v1/users/${user.id}`, undefined, { headers: { 'if-match': `"${now.version}"` } }));
    await two.withErrors(['404 /api/v1/users/:id'], async () => {
      await two.the('user-save').click();
      await reads(two, 'user-refused', /deleted|not there/i);
    });
    await eventually(() => field(two, 'department').inputValue(), 'Night');
  } finally { await two.close(); }
});

test('what was typed outlives another section, a reload and the end of the session, and nobody else\'s login shows it', async () => {
  const user = await person();
  const two = await open();
  try {
    const boss = { username: unique('boss'), password: PASSWORD };
    ok(await post('users', { ...boss, name: 'Bo Boss', role: 'administrator' }), 201);
    await two.page.goto(`${stack.base}/admin`);
    await enter(two.the, boss);
    await openUser(two, user);
    await fill(two, { department: 'Half typed' });
    await fill(two, { password: 'left behind 1' });
    await two.the('section-numbers').click();
    await two.the('user-form').waitFor({ state: 'detached' });
    await openUser(two, user);
    await eventually(() => field(two, 'department').inputValue(), 'Half typed');
    assert.equal(await field(two, 'password').inputValue(), '', 'a password is not kept: a later "Save" would set it');
    await two.page.reload();
    await two.the('user-form').waitFor();
    await eventually(() => field(two, 'department').inputValue(), 'Half typed');
    const [{ id }] = ok(await get(`users?username=${boss.username}`)).data;
    ok(await adam.call('DELETE', `/api/v1/users/${id}/sessions`));
    await two.withErrors(['401 /api/v1/users/:id'], async () => {
      await two.the('user-save').click();
      await two.the('login').waitFor();
    });
    await eventually(() => two.the('login-message').textContent(), /what you wrote is still here/);
    await enter(two.the, boss);
    await two.the('user-form').waitFor();
    await eventually(() => field(two, 'department').inputValue(), 'Half typed');
    ok(await patch(`users/${user.id}`, { first_name: 'Other' }));
    await two.page.reload();
    await two.the('meanwhile').waitFor();
    await two.the('user-save').click();
    await saved(two);
    assert.deepEqual((({ department, first_name }) => [department, first_name])(ok(await get(`users/${user.id}`))), ['Half typed', 'Other']);
    await fill(two, { department: 'Left behind' });
    await two.the('logout').click();
    await enter(two.the, stack.user('administrator'));
    await two.the('user-form').waitFor();
    await eventually(() => field(two, 'department').inputValue(), 'Half typed');
  } finally { await two.close(); }
});

test('a change that needs a fresh proof asks for the password, and goes on with it; closed, it is given up and nothing is lost', async () => {
  const user = await person(), boss = { username: unique('boss'), password: PASSWORD };
  const { id } = ok(await post('users', { ...boss, name: 'Petra Proof', role: 'administrator' }), 201), two = await open({ width: 1000, height: 800 });
  try {
    const { page, the } = two, keys = [];
    page.on('request', (request) => request.method() === 'PATCH' && keys.push(request.headers()['idempotency-key']));
    await page.goto(`${stack.base}/admin`);
    await enter(the, boss);
    await stack.asOwner('UPDATE presence.session SET proved_at = NULL WHERE user_id = $1', [id]);
    await openUser(two, user);
    await fill(two, { department: 'Needs none' });
    await the('user-save').click();
    await saved(two);
    const role = async () => ok(await get(`users/${user.id}`)).role;
    const press = async (name, words) => { await the('user-save').click(); await reads(two, name, words); };
    const asked = async () => {
      await the('user-save').click();
      await the('proof-dialog').waitFor();
      await focused(page, 'proof-field');
    };
    await fill(two, { role: 'supervisor', department: 'Sales' });
    await two.withErrors(['403 /api/v1/users/:id'], asked);
    await axe(two, 'a proof is asked for');
    await page.keyboard.press('Escape');
    await the('proof-dialog').waitFor({ state: 'detached' });
    await reads(two, 'user-refused', /Nothing was saved\. This needs your password/);
    assert.deepEqual([await field(two, 'role').inputValue(), await field(two, 'department').inputValue(), await role()], ['supervisor', 'Sales', 'agent']);
    keys.length = 0;
    await asked();
    await page.keyboard.press('Enter');
    await reads(two, 'proof-trouble', /Type your password/);
    await page.keyboard.type('not this one');
    await two.withErrors(['403 /api/v1/me/proof'], async () => {
      await page.keyboard.press('Enter');
      await reads(two, 'proof-trouble', /not your present password/);
    });
    await focused(page, 'proof-field');
    await axe(two, 'a wrong password');
    await two.shot('admin-proof');
    assert.equal(await role(), 'agent');
    await the('proof-field').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await saved(two);
    await the('proof-dialog').waitFor({ state: 'detached' });
    assert.equal(await role(), 'supervisor');
    assert.ok(keys.length === 2 && keys[0] && keys[0] === keys[1], `the same command, repeated: ${keys}`);
    await fill(two, { role: 'agent' });
    await the('user-save').click();
    await until('the next needs no other', async () => await role() === 'agent');
    await saved(two); // what is typed before that is not kept
    assert.equal(keys.length, 3);
    // Who has no password goes to their provider once more, if there is one.
    await stack.asOwner(`WITH u AS (UPDATE directory.app_user SET password_hash = '!' WHERE id = $1)
      UPDATE presence.session SET proved_at = NULL WHERE user_id = $1`, [id]);
    await fill(two, { role: 'supervisor' });
    await press('proof-dialog', /Log out and log in again/);
    await axe(two, 'another login is asked for');
    await the('proof-cancel').click();
    await the('proof-dialog').waitFor({ state: 'detached' });
    await stack.asOwner(`WITH p AS (INSERT INTO directory.identity_provider (tenant, name, slug, issuer, client_id) VALUES (1, 'Acme', 'acme', 'https://acme.example', 'x') RETURNING id)
      INSERT INTO directory.identity (tenant, provider, subject, user_id, linked_at) SELECT 1, p.id, 'petra', $1, ops.clock() FROM p`, [id]);
    await press('proof-dialog', /in a new tab/);
    assert.deepEqual([await the('proof-login').getAttribute('href'), await the('proof-login').getAttribute('target')], ['/api/v1/sessions/oidc/acme?app=admin', '_blank']);
    await the('proof-confirm').click();
    await reads(two, 'proof-trouble', /no new login yet/);
    await stack.asOwner('UPDATE presence.session SET proved_at = ops.clock() WHERE user_id = $1', [id]); // as the other tab's login would be
    await the('proof-confirm').click();
    await until('it goes on', async () => await role() === 'supervisor');
    await saved(two);
    // Another user logs in in another tab: nothing of hers is repeated for them.
    await stack.asOwner('UPDATE presence.session SET proved_at = NULL WHERE user_id = $1', [id]);
    await fill(two, { role: 'agent' });
    await press('proof-dialog', /in a new tab/);
    await page.context().addCookies([{ name: 'tl_admin', value: (await Client.login(stack, stack.user('administrator'), 'admin')).token, url: stack.base }]);
    await the('proof-confirm').click();
    await the('login').waitFor();
    assert.equal(await role(), 'supervisor');
  } finally { await two.close(); }
});

test('an agent and a supervisor do not get in', async () => {
  const two = await open();
  try {
    await two.page.goto(`${stack.base}/admin`);
    const agent = stack.user('agent', 3);
    await two.the('login-username').fill(agent.username);
    await two.the('login-password').fill(agent.password);
    await two.withErrors(['403 /api/v1/sessions'], async () => {
      await two.the('login-submit').click();
      await two.the('workspace').waitFor();
    });
    assert.equal(new URL(two.page.url()).pathname, '/', 'an agent is led to their own page');
    await two.page.goto(`${stack.base}/admin`);
    await enter(two.the, stack.user('supervisor'));
    await two.the('not-theirs').waitFor();
    assert.equal(await two.the('section-users').count(), 0);
    await two.page.goto(`${stack.base}/admin#users/1`);
    await two.page.reload();
    await two.the('not-theirs').waitFor();
    assert.equal(await two.the('user-page').count(), 0);
    await axe(two, 'not theirs');
    const rosa = await Client.login(stack, stack.user('supervisor'), 'admin');
    for (const path of ['users', 'numbers', 'sites', 'tenants', 'users/1/sessions']) assert.equal((await rosa.call('GET', `/api/v1/${path}`)).status, 403, path);
  } finally { await two.close(); }
});

test('hostile names are shown as text, wherever they stand', async () => {
  const evil = '<img src=x onerror="window.hit=1">', bidi = '\u202E<script>window.hit=1</script>';
  const number = await claim(adam, newNumber());
  const user = await person({ first_name: evil, last_name: bidi.slice(0, 40), name: `${evil}${bidi}`, department: evil, work_number: number });
  const place = ok(await post('sites', { name: evil, country: 'SE', address: bidi }), 201);
  ok(await post('agent-groups', { name: bidi }), 201);
  ok(await post('devices', { user_id: user.id, side: 'work', label: evil }), 201);
  const { the, page } = one;
  await the('section-users').click();
  await the('find').fill('onerror');
  const row = the('user', `[data-id="${user.id}"]`);
  await row.waitFor();
  assert.ok((await row.textContent()).includes(evil));
  await row.locator('a').click();
  await the('phone').filter({ hasText: evil }).waitFor();
  await eventually(() => page.locator('h1').textContent(), `${evil}${bidi}`);
  await the('user-delete').click();
  const [sure, keep] = await Promise.all(['user-delete-sure', 'user-delete-keep'].map((id) => the(id).boundingBox()));
  assert.ok(sure.x < keep.x, 'a name turns nothing round it');
  await axe(one, 'a hostile user');
  await one.shot('admin-hostile');
  await the('user-delete-keep').click();
  await the('section-numbers').click();
  await the('number-find').fill(number);
  await the('number', `[data-number="${number}"]`).filter({ hasText: evil }).waitFor();
  await the('number-find').fill('');
  await the('section-sites').click();
  await the('sites-row', `[data-id="${place.id}"]`).filter({ hasText: evil }).waitFor();
  assert.equal(await page.evaluate(() => window.hit), undefined);
  assert.equal(await page.locator('img[src=x]').count(), 0);
  assert.ok((await page.evaluate(() => [...document.querySelectorAll('bdi')].length)) > 0);
  await the('section-users').click();
  await the('find').fill('');
});

test('by the keyboard alone, at 320 px and in the dark', async () => {
  const small = await open({ width: 320, height: 700 });
  try {
    const { page, the } = small;
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${stack.base}/admin`);
    await enter(the, stack.user('administrator'));
    const at = () => page.evaluate(() => document.activeElement?.dataset.testid ?? document.activeElement?.getAttribute('href') ?? '');
    const tabTo = async (id) => { for (let n = 0; n < 120 && (await at()) !== id; n++) await page.keyboard.press('Tab'); assert.equal(await at(), id); };
    const fits = (what) => eventually(() => page.evaluate(() => document.documentElement.scrollWidth <= 320 && ['main', 'header'].every((it) => document.querySelector(it).scrollWidth <= 320)), true, what);
    await the('user').first().waitFor();
    await fits('users');
    await axe(small, 'small and dark');
    await small.shot('admin-small-users');
    await tabTo('user-new');
    await page.keyboard.press('Enter');
    await the('user-form').waitFor();
    const username = unique('k');
    for (const [id, text] of [['first_name', 'Kim'], ['last_name', 'Key'], ['email', `${username}@example.com`], ['site_id', 'Ume'], ['username', username], ['password', PASSWORD]]) {
      await tabTo(`field-${id}`);
      await page.keyboard.type(text);
    }
    await tabTo('field-has_work');
    await page.keyboard.press('Space');
    await tabTo('suggest-work');
    await page.keyboard.press('Enter');
    await until('an extension', async () => (await field(small, 'work_extension').inputValue()) !== '');
    await fits('the form');
    await axe(small, 'the form, small and dark');
    await small.shot('admin-small-form');
    await tabTo('user-save');
    await page.keyboard.press('Enter');
    await the('user-made').waitFor();
    await the('phone-new').waitFor(); // what may be chosen is read again first
    await tabTo('phone-new');
    await page.keyboard.press('Enter');
    await tabTo('phone-make');
    await page.keyboard.press('Enter');
    await the('phone-secret').waitFor();
    await fits('a phone\'s login');
    await axe(small, 'a phone\'s login, small and dark');
    await small.shot('admin-small-phone');
    await tabTo('user-delete');
    await page.keyboard.press('Enter');
    await focused(page, 'user-delete-keep'); // what can't be undone does not go by a second Enter
    await page.keyboard.press('Escape');
    await focused(page, 'user-delete');
    for (const section of ['numbers', 'sites', 'organisation']) {
      await page.goto(`${stack.base}/admin#${section}`);
      await the(section).waitFor();
      await until('it is read', async () => (await the(section).locator('li').count()) > 0);
      await fits(section);
      await axe(small, `${section}, small and dark`);
    }
    await small.shot('admin-small-organisation');
  } finally { await small.close(); }
});

test('calls: a trunk, a rule of the dial plan, a caller id and a limit are made and changed; what is refused stands at its field', async () => {
  const number = await claim(adam, newNumber()), { the } = one;
  const group = ok(await post('agent-groups', { name: unique('Sellers') }), 201);
  const row = (noun, text) => the(`${noun}-row`).filter({ hasText: text });
  await the('section-calls').click();
  await the('call-limits-row').first().waitFor();
  await axe(one, 'calls');
  await the('trunks-new').click();
  await refused(one, { name: /./, host: /./ }, 'trunks-save', ['422 /api/v1/trunks']);
  const name = unique('Carrier');
  await fill(one, { name, host: 'sip.carrier.example', port: '70000', sources: 'nowhere', username: 'us', password: 'carrier secret' });
  await refused(one, { port: /./ }, 'trunks-save', ['422 /api/v1/trunks']);
  await fill(one, { port: '5061', transport: 'tls' });
  await refused(one, { sources: /./ }, 'trunks-save', ['422 /api/v1/trunks']);
  await fill(one, { sources: '192.0.2.7\n198.51.100.0/28' });
  await the('trunks-save').click();
  await row('trunks', name).filter({ hasText: 'sip.carrier.example:5061 by TLS, as us' }).waitFor();
  const [trunk] = ok(await get(`trunks?name=${name}`)).data;
  assert.deepEqual([trunk.sources, trunk.transport, trunk.password], [['192.0.2.7', '198.51.100.0/28'], 'tls', undefined]);

  await the('dial-rules-new').click();
  await fill(one, { prefix: '+46', note: 'Sweden' });
  await refused(one, { action: /./, trunk_ids: /./ }, 'dial-rules-save', ['422 /api/v1/dial-rules']);
  await the('dial-rules-form').locator('label', { hasText: name }).locator('input').check();
  await axe(one, 'a rule');
  await the('dial-rules-save').click();
  await row('dial-rules', '+46').filter({ hasText: name }).waitFor();
  await row('dial-rules', '+46').locator('[data-testid=dial-rules-edit]').click();
  await fill(one, { action: 'refuse' });
  await the('dial-rules-save').click();
  await row('dial-rules', 'Refuse').waitFor();

  await the('caller-ids-new').click();
  await fill(one, { phone_number_id: ok(await get(`numbers?number=${encodeURIComponent(number)}`)).data[0].id, group_id: group.id });
  await the('caller-ids-save').click();
  await row('caller-ids', group.name).waitFor();

  const limit = row('call-limits', 'International');
  await limit.locator('[data-testid=call-limits-edit]').click();
  await fill(one, { user_calls: 'many' });
  await refused(one, { user_calls: /./ }, 'call-limits-save', ['422 /api/v1/call-limits/:id']);
  await fill(one, { user_calls: '1' });
  const { id, version } = ok(await get('call-limits?price_class=international')).data[0];
  ok(await adam.call('PATCH', `/api/v1/call-limits/${id}`, { tenant_calls: 7 }, { headers: { 'if-match': `"${version}"` } }));
  await one.withErrors(['412 /api/v1/call-limits/:id'], async () => {
    await the('call-limits-save').click();
    await reads(one, 'call-limits-refused', /Somebody else has changed it.*of all 7/);
  });
  await the('call-limits-save').click();
  await limit.filter({ hasText: 'One user: 1 at a time' }).waitFor();
  const [now] = ok(await get('call-limits?price_class=international')).data;
  assert.deepEqual([now.user_calls, now.tenant_calls], [1, 7]);
  await axe(one, 'calls in full');
  await one.shot('admin-calls');

  await row('trunks', name).locator('[data-testid=trunks-delete]').click();
  await one.withErrors(['409 /api/v1/trunks/:id'], async () => {
    await the('trunks-delete-sure').click();
    await reads(one, 'trunks-problem', /refer/);
  });
  await row('dial-rules', '+46').locator('[data-testid=dial-rules-delete]').click();
  await the('dial-rules-delete-sure').click();
  await until('the rule is gone', async () => (await row('dial-rules', '+46').count()) === 0);
  await row('trunks', name).locator('[data-testid=trunks-delete]').click();
  await the('trunks-delete-sure').click();
  await until('then the trunk', async () => (await row('trunks', name).count()) === 0);
});

test('SP-15 a queue\'s recordings: set, saved, read again; what is refused stands at its field and nothing is stored', async () => {
  const queue = ok(await post('queues', { name: unique('Hotline'), medium: 'voice' }), 201), texts = ok(await post('queues', { name: unique('Letters'), medium: 'chat' }), 201);
  const { the, page } = one;
  const row = the('queues-row', `[data-id="${queue.id}"]`), now = async () => { const { record, record_announce, record_required, record_pause_s, record_days } = ok(await get(`queues/${queue.id}`)); return [record, record_announce, record_required, record_pause_s, record_days]; };
  await page.goto(`${stack.base}/admin#users`);
  await the('section-calls').click();
  await row.waitFor();
  assert.equal(await the('queues-row', `[data-id="${texts.id}"]`).count(), 0, 'texts are not recorded');
  assert.equal(await the('queues-new').count(), 0);
  await eventually(() => row.textContent(), /Not recorded/);
  await row.locator('[data-testid=queues-edit]').click();
  for (const [values, wanted] of [[{ record: true, record_days: '0' }, { record_days: /1/ }], [{ record_days: 'for ever' }, { record_days: /./ }], [{ record_days: '', record_pause_s: '5' }, { record_pause_s: /10/ }]]) {
    await fill(one, values);
    await refused(one, wanted, 'queues-save', ['422 /api/v1/queues/:id']);
  }
  await eventually(() => the('queues-refused').textContent(), 'Nothing was saved.');
  assert.deepEqual(await now(), [false, true, false, 180, null]);
  await axe(one, 'recordings, refused');
  await row.scrollIntoViewIfNeeded();
  await one.keep('76-recordings-refused');
  await fill(one, { record_announce: false, record_required: true, record_pause_s: '60', record_days: '30' });
  await the('queues-save').click();
  await row.filter({ hasText: 'Callers are not told, no call without, kept 30 days' }).waitFor();
  assert.deepEqual(await now(), [true, false, true, 60, 30]);
  await page.reload();
  await row.filter({ hasText: 'kept 30 days' }).waitFor();
  await row.locator('[data-testid=queues-edit]').press('Enter');
  await eventually(async () => [await field(one, 'record').isChecked(), await field(one, 'record_announce').isChecked(), await field(one, 'record_days').inputValue()], [true, false, '30']);
  await fill(one, { record_days: '' });
  await the('queues-save').click();
  await row.filter({ hasText: 'kept as the organisation says' }).waitFor();
  assert.deepEqual(await now(), [true, false, true, 60, null]);
  await axe(one, 'recordings');
  await row.scrollIntoViewIfNeeded();
  await one.keep('76-recordings');
});

// Of a queue's sounds, in the order of the page.
const SOUNDS = { welcome: 'Welcome message', music: 'Hold music', waiting: 'Comfort message', closed: 'Closed message', overflow: 'Overflow message', callback: 'Callback message', voicemail: 'Voicemail greeting' };
const wavFile = (name, ms) => [{ name, mimeType: 'audio/wav', buffer: wav16(sine(440, ms)) }];
async function openSounds(who, queue) {
  await who.page.goto(`${stack.base}/admin#users`);
  await who.the('section-calls').click();
  await who.the('sounds-row', `[data-id="${queue.id}"]`).locator('[data-testid=sounds-open]').click();
  await eventually(() => who.the('sound').evaluateAll((all) => all.map((one) => one.dataset.id)), Object.keys(SOUNDS));
  const of = (use) => who.the('sound', `[data-id=${use}]`), in_ = (use, part) => of(use).locator(`[data-testid=sound-${part}]`);
  return { of, in: in_, says: (use, words) => until(`${use}: ${words}`, async () => words.test(await of(use).textContent())) };
}

test('SP-10 SP-14 a queue of calls has its own sounds, from a file or the microphone, each heard, cut with a notice, and standard again', async () => {
  const queue = ok(await post('queues', { name: unique('Voices'), medium: 'voice' }), 201), { page, the } = one;
  const stored = async (use) => { const { own, duration_ms } = ok(await get(`queues/${queue.id}/sounds`)).data.find((it) => it.use === use); return own && duration_ms; };
  const sounds = await openSounds(one, queue);
  for (const [use, name] of Object.entries(SOUNDS)) {
    await sounds.says(use, new RegExp(`${name}.*${use === 'waiting' ? 'None' : 'Standard'}.*Played .*Up to ${use === 'music' ? '5 minutes' : '60 seconds'}`));
    assert.equal(await sounds.of(use).getAttribute('aria-label'), `The ${name.toLowerCase()} of ${queue.name}`);
    assert.deepEqual([await sounds.in(use, 'play').count(), await sounds.in(use, 'standard').count()], [0, 0], `${use}: nothing own to play or to drop`);
  }

  await sounds.in('welcome', 'file').setInputFiles([{ name: 'no.wav', mimeType: 'audio/wav', buffer: Buffer.from('no sound') }]);
  await sounds.says('welcome', /can’t read this file/);
  await one.withErrors(['422 /api/v1/queues/:id/sounds/welcome'], async () => {
    await sounds.in('welcome', 'file').setInputFiles(wavFile('short.wav', 400));
    await sounds.says('welcome', /from 1 to 60 seconds/);
  });
  await axe(one, 'a sound, refused');
  assert.equal(await stored('welcome'), false);

  // One recording at a time on the page.
  await sounds.in('welcome', 'record').click();
  await sounds.in('welcome', 'stop').waitFor();
  await sounds.says('welcome', /Recording/);
  await sounds.in('closed', 'record').press('Enter');
  await sounds.says('closed', /Another sound is being recorded/);
  assert.equal(await the('sound-stop').count(), 1);
  await spoken();
  await axe(one, 'a sound is recorded');
  await sounds.in('welcome', 'stop').click();
  await sounds.says('welcome', /Own, 0:0[1-9]/);
  assert.ok(await stored('welcome') >= 1000);
  await eventually(() => sounds.in('closed', 'record').getAttribute('aria-disabled'), 'false');
  await eventually(() => sounds.in('closed', 'notice').textContent(), '', 'nothing hinders it any more');

  // Longer than they may be: the beginning is kept, and the page says so.
  await sounds.in('music', 'file').setInputFiles(wavFile('concert.wav', 305_000));
  await sounds.says('music', /Own, 5:00.*only its first 5 minutes are used/);
  assert.equal(await stored('music'), 300_000);
  await sounds.in('overflow', 'file').setInputFiles(wavFile('speech.wav', 62_000));
  await sounds.says('overflow', /Own, 1:00.*only its first 60 seconds are used/);
  await sounds.in('music', 'file').setInputFiles(wavFile('hold.wav', 90_000));
  await sounds.says('music', /Own, 1:30/);
  assert.equal(await sounds.in('music', 'notice').textContent(), '', 'nothing of it was cut');
  assert.equal(await stored('music'), 90_000);

  // The voicemail greeting is the one of the older path.
  await sounds.in('voicemail', 'file').setInputFiles(wavFile('hello.wav', 2000));
  await sounds.says('voicemail', /Own, 0:02/);
  assert.equal(ok(await get(`queues/${queue.id}/greeting`)).duration_ms, 2000);
  await sounds.in('voicemail', 'play').evaluate((it) => it.play());
  await until('it is heard', () => sounds.in('voicemail', 'play').evaluate((it) => it.currentTime > 0.2 && Math.abs(it.duration - 2) < 0.1));
  await sounds.in('voicemail', 'file').setInputFiles(wavFile('later.wav', 4000));
  await sounds.says('voicemail', /Own, 0:04/);
  await sounds.in('voicemail', 'play').evaluate((it) => it.play());
  await until('the later one is heard, not the former', () => sounds.in('voicemail', 'play').evaluate((it) => it.currentTime > 0.2 && Math.abs(it.duration - 4) < 0.1));
  await sounds.in('music', 'play').evaluate((it) => it.load());
  await until('the music can be played', () => sounds.in('music', 'play').evaluate((it) => { it.preload = 'metadata'; return Math.abs(it.duration - 90) < 0.1; }));

  await the('sounds-row', `[data-id="${queue.id}"]`).scrollIntoViewIfNeeded();
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await axe(one, `sounds of a queue, ${colorScheme}`);
  }
  await one.keep('76-queue-sounds', ['light', 'dark']);
  await one.shot('admin-sounds');
  await page.setViewportSize({ width: 400, height: 800 });
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('[data-testid=sounds] :is(button:not(.hidden), audio, small, b)')].filter((it) => { const { left, right } = it.getBoundingClientRect(); return left < 0 || right > innerWidth; }).map((it) => it.outerHTML)), [], 'all of it within 400 px');
  await axe(one, 'sounds of a queue, narrow');
  await one.shot('admin-sounds-narrow');
  await page.setViewportSize({ width: 1200, height: 900 });

  await page.reload();
  const again = await openSounds(one, queue);
  await again.says('music', /Own, 1:30/);
  await again.in('music', 'standard').focus();
  await page.keyboard.press('Enter');
  await again.says('music', /Standard music/);
  assert.equal(await stored('music'), false);
  await until('the focus stays at the sound', () => again.in('music', 'record').evaluate((it) => it === document.activeElement));
  assert.equal(await again.in('music', 'play').count(), 0);
  await again.says('welcome', /Own/);
});

test('SP-14 a recording ends by itself at its longest, and when its part of the page goes: no microphone stays on', async () => {
  const queue = ok(await post('queues', { name: unique('Takes'), medium: 'voice' }), 201), two = await open(), { page, the } = two;
  try {
    await page.addInitScript(() => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      window.tracks = [];
      navigator.mediaDevices.getUserMedia = async (what) => { const stream = await ask(what); window.tracks.push(...stream.getTracks()); return stream; };
    });
    await page.clock.install();
    await page.goto(`${stack.base}/admin`);
    await enter(the, stack.user('administrator'));
    const sounds = await openSounds(two, queue), tracks = () => page.evaluate(() => window.tracks.map((it) => it.readyState));
    await sounds.in('callback', 'record').click();
    await sounds.in('callback', 'stop').waitFor();
    assert.deepEqual(await tracks(), ['live']);
    await spoken();
    await page.clock.fastForward(60_000);
    await sounds.says('callback', /Own, .*The recording ended after 60 seconds, the longest possible/);
    assert.deepEqual(await tracks(), ['ended']);

    await sounds.in('closed', 'record').click();
    await sounds.in('closed', 'stop').waitFor();
    await the('sounds-row', `[data-id="${queue.id}"]`).locator('[data-testid=sounds-open]').click();
    await eventually(tracks, ['ended', 'ended']);
    const again = await openSounds(two, queue);
    await again.in('closed', 'record').click();
    await again.in('closed', 'stop').waitFor();
    assert.deepEqual(ok(await get(`queues/${queue.id}/sounds`)).data.filter((it) => it.own).map((it) => it.use), ['callback'], 'what was being recorded is not kept');
  } finally {
    await two.close();
  }
});
