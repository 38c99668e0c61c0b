// An emergency as its agent sees it in the workspace (EM-1, EM-6, EM-11, EM-12), and who leads them on their page; in a real Chromium. The calls are
// told as the daemon that carries them does (tests/lib/line.mjs).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { withOutage } from '../lib/console.mjs';
import { finish } from '../lib/desk.mjs';
import { Line } from '../lib/line.mjs';
import { beAvailable, drawn, eventually, faults, fits, logIn, openPage, reads, takeOffer } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

const MINUTES = 60_000, BOTH = ['light', 'dark'];
let stack, line, channel, adam, maya, rosa, tomas, site, calls = 0;
before(async () => {
  stack = await Stack.start({ name: 'emergencypage', instances: 'presenced routerd smsgw chatd', testClock: true });
  line = Line.open(stack);
  channel = stack.channel('twilio');
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  site = ok(await adam.call('POST', '/api/v1/sites', { name: 'North house', country: 'SE', street: 'Storgatan', house_number: '5', postal_code: '111 22', city: 'Stockholm', call_back_number: '+46850009000' }), 201);
  const { data: [user] } = ok(await adam.call('GET', `/api/v1/users?username=${stack.user('agent', 0).username}`));
  ok(await adam.call('PATCH', `/api/v1/users/${user.id}`, { site_id: site.id, agent_extension: '7001' }, { headers: { 'if-match': `"${user.version}"` } }));
  maya = await openPage({ size: { width: 1280, height: 800 }, screens: process.env.SCREENS ?? 'build/screens' });
  maya.id = user.id;
  rosa = await openPage({ size: { width: 1280, height: 800 }, screens: process.env.SCREENS ?? 'build/screens' });
  await rosa.page.addInitScript(() => {
    window.tones = 0;
    const tone = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () { window.tones += 1; return tone.call(this); };
  });
  tomas = ok(await adam.call('GET', `/api/v1/users?username=${stack.user('agent', 1).username}`)).data[0].id;
  await rosa.page.goto(`${stack.base}/supervise`);
  await logIn(rosa.the, stack.user('supervisor'), 'supervise');
});
after(async () => { await maya?.close(); await rosa?.close(); await line?.close(); await stack?.stop(); });

const ok = (answer, code = 200) => { assert.equal(answer.status, code, JSON.stringify(answer.body)); return answer.body; };
const callBackTo = async (call_back_number) => {
  const { version } = ok(await adam.call('GET', `/api/v1/sites/${site.id}`));
  ok(await adam.call('PATCH', `/api/v1/sites/${site.id}`, { call_back_number }, { headers: { 'if-match': `"${version}"` } }));
};
const moveTo = async (site_id) => {
  const { version } = ok(await adam.call('GET', `/api/v1/users/${maya.id}`));
  ok(await adam.call('PATCH', `/api/v1/users/${maya.id}`, { site_id }, { headers: { 'if-match': `"${version}"` } }));
};
const newCall = () => `page-${process.pid}-${++calls}`;
const told = async (call, step, more) => assert.equal((await line.tell(maya.id, call, step, more)).outcome, 'ok', `${step} of ${call}`);
const the = (...about) => maya.the(...about);
const says = (id, words) => reads(maya, id, words);
const phase = (name) => the('emergency', `[data-phase=${name}]`).waitFor();
const clock = async () => Number((await stack.query('SELECT extract(epoch FROM ops.clock()) * 1000 AS ms'))[0].ms);
const lockEnd = async () => Date.parse((await stack.asOwner('SELECT ops.rfc3339(e.lock_ends_at) AS at FROM presence.emergency AS e WHERE e.agent = $1', [maya.id]))[0].at);
const status = (name) => the('status', `[data-status=${name}]`).waitFor();
// Nothing wrong by axe; at 320 px all that is shown can be reached, and nothing makes the page wider.
async function looksRight(name) {
  await maya.shot(`emergency-${name}`);
  assert.deepEqual(await faults(maya.page), [], name);
  await maya.page.setViewportSize({ width: 320, height: 640 });
  await maya.page.emulateMedia({ colorScheme: 'dark' });
  await maya.shot(`emergency-${name}-narrow`);
  await fits(maya.page, name);
  // Where a narrow window shows the list of conversations, its main part is away.
  assert.deepEqual((await faults(maya.page)).filter((one) => !one.startsWith('landmark-one-main')), [], `${name}, narrow and dark`);
  await maya.page.emulateMedia({ colorScheme: 'light' });
  await maya.page.setViewportSize({ width: 1280, height: 800 });
}
// The countdown, against the server's clock: never more than a second of machine time apart.
async function countsDown() {
  const ends = await lockEnd();
  await until('the countdown is the server\'s', async () => {
    const [before, shown, later] = [await clock(), Number(await the('emergency-left').getAttribute('data-seconds')), await clock()];
    const most = Math.ceil((ends - before) / 1000) + 1, least = Math.floor((ends - later) / 1000) - 1;
    return shown <= most && shown >= least;
  });
}

test('at login the agent is asked where they are, confirms a place of their own, and is asked again when the network changes', async () => {
  // The question that can't be loaded leaves alone what is open meanwhile, and is asked all the same.
  const part = '**/workspace-Where-*.js';
  await maya.withOutage(async () => {
    let fail;
    const opened = new Promise((done) => { fail = done; });
    await maya.page.route(part, async (route) => { await opened; await route.abort(); });
    await maya.page.goto(stack.base + '/');
    await logIn(the, stack.user('agent', 0));
    await the('open-keys').click();
    await the('keys-dialog').waitFor();
    fail();
    await says('where-failed', /Where are you now\?/);
  });
  assert.equal(await the('keys-dialog').count(), 1);
  await maya.page.keyboard.press('Escape');
  await the('keys-dialog').waitFor({ state: 'detached' });
  await looksRight('where-failed');
  await maya.page.unroute(part);
  await the('where-again').click();
  await says('where-choice', /North house: Storgatan 5, 111 22 Stockholm, SE/);
  await looksRight('where');
  await the('where-other').click();
  await the('place-new').click();
  for (const [field, value] of Object.entries({ name: 'Home', street: 'Parkveien', house_number: '9 B', postal_code: '0350', city: 'Oslo', country: 'n' })) await the(`place-field-${field}`).fill(value);
  await maya.withErrors(['422 /api/v1/me/places'], async () => {
    await the('place-save').click();
    await says('place-problem', /Country/);
  });
  await the('place-field-country', '[aria-invalid=true]').waitFor();
  await looksRight('place');
  await the('place-field-country').fill('no');
  await the('place-save').click();
  await the('where-save').waitFor();
  await looksRight('places');
  await the('where-save').click();
  await the('where-dialog').waitFor({ state: 'detached' });
  await the('where').waitFor({ state: 'detached' });
  await says('said-soon', /location is confirmed/);
  await maya.page.reload();
  await the('workspace', '[data-link=live]').waitFor();
  await the('status').click();
  await says('open-where', /Home/); // a reload asks nothing
  await maya.page.keyboard.press('Escape');
  // Nobody has confirmed an address to which an administrator moved them.
  await the('status').click();
  await the('open-where').click();
  await the('where-dialog').getByLabel(/North house/).check();
  await the('where-save').click();
  await the('where-dialog').waitFor({ state: 'detached' });
  const south = ok(await adam.call('POST', '/api/v1/sites', { name: 'South house', country: 'SE', street: 'Hamngatan', house_number: '2', city: 'Ystad' }), 201);
  await moveTo(south.id);
  await eventually(async () => (await the('where-choice').locator('option').allTextContents()).join(), /South house: Hamngatan 2, Ystad, SE/);
  // Nor one that an administrator edits while the page shows the former one.
  ok(await adam.call('PATCH', `/api/v1/sites/${south.id}`, { house_number: '3' }, { headers: { 'if-match': `"${south.version}"` } }));
  await the('where-choice').selectOption({ label: 'South house: Hamngatan 2, Ystad, SE' });
  await maya.withErrors(['409 /api/v1/me/location'], async () => {
    await the('where-confirm').click();
    await eventually(async () => (await the('where-choice').locator('option').allTextContents()).join(), /South house: Hamngatan 3, Ystad, SE/);
  });
  await moveTo(site.id);
  await the('where').waitFor({ state: 'detached' });
  await the('status').click();
  await the('open-where').click();
  await the('where-dialog').getByLabel(/Home/).check();
  await the('where-save').click();
  await the('where-dialog').waitFor({ state: 'detached' });
  await maya.page.evaluate(() => navigator.connection.dispatchEvent(new Event('change')));
  // What was confirmed last from here is proposed.
  await eventually(() => the('where-choice').locator('option:checked').textContent(), /^Home: Parkveien 9 B, 0350 Oslo, NO/);
  await the('where-later').click();
  await the('where').waitFor({ state: 'detached' });
});

test('where one user is, which the server answers after their logout, is not where the next one on this page is', async () => {
  for (const [n, extension] of [[1, '7002'], [2, '7003']]) {
    const { data: [{ id, version }] } = ok(await adam.call('GET', `/api/v1/users?username=${stack.user('agent', n).username}`));
    ok(await adam.call('PATCH', `/api/v1/users/${id}`, { site_id: site.id, agent_extension: extension }, { headers: { 'if-match': `"${version}"` } }));
  }
  const desk = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' });
  await desk.page.goto(stack.base + '/');
  await logIn(desk.the, stack.user('agent', 1));
  await desk.the('where-choice').waitFor();
  let answered, answer;
  const asked = new Promise((done) => { answered = done; }), late = new Promise((done) => { answer = done; });
  await desk.page.route('**/api/v1/me/location', async (route) => {
    const response = await route.fetch();
    answered({ response, body: route.request().postDataJSON() });
    await late;
    await route.fulfill({ response });
  });
  await desk.the('where-confirm').click();
  const { response, body } = await asked;
  assert.deepEqual([response.status(), body.words], [200, 'Storgatan 5, 111 22 Stockholm, SE'], 'it is confirmed as it was shown');
  await desk.the('status').click();
  await desk.the('logout').click();
  await logIn(desk.the, stack.user('agent', 2));
  await desk.the('where-other').waitFor();
  const read = desk.page.waitForResponse('**/api/v1/me/location');
  answer();
  await (await read).finished();
  await drawn(desk.page);
  assert.equal(await desk.the('where').count(), 1);
  assert.equal(await desk.the('line').count(), 0);
  await desk.close();
});

test('dialling and in call: what is open delays nothing; stay on the line, what to read out, where a call back arrives', async () => {
  await beAvailable(the);
  const number = newNumber();
  await text(channel, number, 'My parcel is late');
  await takeOffer(the);
  await the('message', '[data-direction=in]').waitFor();
  const call = newCall();
  await callBackTo('+46850009111'); // which the page has not read
  await told(call, 'began');
  await callBackTo('+46850009222'); // which was not sent
  await phase('dialling');
  await says('emergency-number', /\+46 850 009 111/);
  // Who leads them is told on their page: who, where, when.
  await rosa.the('urgent-call', `[data-agent="${maya.id}"][data-state=begun]`).waitFor();
  await reads(rosa, 'urgent-call', /Maya Okafor dialled 112 at .*, from Storgatan 5, 111 22 Stockholm, SE \(not confirmed\), North house\. A call back reaches \+46 850 009 111\./);
  await rosa.page.getByRole('alert').filter({ hasText: 'Maya Okafor dialled 112' }).waitFor();
  await until('the alarm sounds', () => rosa.page.evaluate(() => window.tones > 0));
  await rosa.keep('75-emergency-supervisor', BOTH);
  assert.deepEqual(await faults(rosa.page), []);
  await says('emergency-open', /one open conversation\. The call does not wait for it/);
  await says('emergency-location', /nobody has confirmed this.*Storgatan 5, 111 22 Stockholm, SE/);
  await looksRight('dialling');
  await maya.keep('75-emergency-dialling');
  await told(call, 'answered');
  await phase('in_call');
  await says('emergency', /Stay on the line.*Do not hang up until you are told to.*dialled by mistake, say so/s);
  await says('emergency-number', /\+46 850 009 111/);
  await says('said-now', /Stay on the line\. Do not hang up until you are told to/);
  assert.equal(await maya.page.locator('[data-testid=emergency] [aria-live]:not([aria-live=off])').count(), 0, 'said once, by one region');
  await the('location-open').click();
  await the('where-dialog').waitFor();
  await the('where-dialog').locator('input[type=radio]').nth(1).check();
  await the('where-save').click();
  await says('emergency-location', /^Say where you are.*Parkveien 9 B, 0350 Oslo, NO/);
  await the('emergency-location', '[data-confirmed=true]').waitFor();
  await looksRight('in-call');
  await maya.keep('75-emergency-call', BOTH);
  // The menu says why nothing can be chosen, and takes nothing.
  await status('busy');
  await the('status').click();
  await says('status-on_break', /holds your status until five minutes after the call has ended/);
  await the('status-on_break').click({ force: true });
  await maya.page.keyboard.press('Escape');
  // The address can't be read: they are told to say where they are, and what a call back reaches, all the same.
  await maya.withErrors(['500 /api/v1/me/location', '500 /api/v1/me/location/look'], async () => {
    await maya.page.route('**/api/v1/me/location**', (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{}' }));
    await maya.page.reload();
    await phase('in_call');
    await says('emergency-number', /\+46 850 009 111/);
    await says('emergency-location', /^Say where you are.*The address can't be shown now\./);
    await the('location-open').click();
    await says('where-unread', /^Your places can't be shown now\./);
    await looksRight('where-unread');
  });
  await maya.page.unroute('**/api/v1/me/location**');
  await the('where-read').click();
  await the('where-dialog').getByLabel(/Home/).waitFor();
  await maya.page.keyboard.press('Escape');
  await says('emergency-location', /^Say where you are.*Parkveien 9 B, 0350 Oslo, NO/);
  // Reloaded, the page finds the call running, and the status as it was.
  await maya.page.reload();
  await phase('in_call');
  await status('busy');
  await rosa.page.reload();
  await rosa.the('urgent-call', '[data-state=answered]').waitFor();
  await told(call, 'ended');
  await phase('lock');
  await rosa.the('urgent-call', '[data-state=ended]').waitFor();
  await reads(rosa, 'urgent-call', 'Ended at ');
  await rosa.the('urgent-seen').click();
  await rosa.the('urgent-call').waitFor({ state: 'detached' });
});

test('lock: counts down by the server\'s clock, over a reload and a restart of the daemons; the status stays', async () => {
  await countsDown();
  await says('emergency', /Keep your status, and reject other calls/);
  await maya.keep('75-emergency-cut-off', BOTH);
  await looksRight('lock');
  await maya.page.reload();
  await phase('lock');
  await countsDown();
  await withOutage([maya, rosa], async () => {
    for (const name of ['presenced', 'chatd']) await stack.kill(name);
    // Somebody else's emergency comes and goes meanwhile, and the supervisor's browser allows no sound any more.
    await rosa.page.evaluate(() => {
      Object.assign(window, { tones: 0, asked: 0 });
      Object.defineProperty(AudioContext.prototype, 'state', { get: () => 'suspended' });
      AudioContext.prototype.resume = () => { window.asked += 1; return new Promise(() => {}); };
    });
    const missed = newCall();
    for (const step of ['began', 'ended']) assert.equal((await line.tell(tomas, missed, step)).outcome, 'ok');
    for (const name of ['presenced', 'chatd']) { stack.spawn(name); await stack.untilReady(name); }
    await the('workspace', '[data-link=live]').waitFor();
    await rosa.the('supervise', '[data-link=live]').waitFor();
  });
  await rosa.the('urgent-call', `[data-agent="${tomas}"][data-state=ended]`).waitFor();
  assert.deepEqual([await rosa.page.getByRole('alert').filter({ hasText: 'dialled 112' }).count(), await rosa.page.evaluate(() => [window.asked > 0, window.tones])], [1, [true, 0]], 'sound is asked for, and it is shown all the same');
  await reads(rosa, 'urgent-call', /Ended at [^.]*\. It was not answered\./);
  await rosa.the('urgent-seen').click();
  await rosa.the('urgent-call').waitFor({ state: 'detached' });
  await phase('lock');
  await countsDown();
  await stack.pass(2 * MINUTES);
  await maya.page.reload();
  await phase('lock');
  await says('emergency-number', /\+46 850 009 111/);
  await countsDown();
  await the('status').click();
  const at = new Date(await lockEnd());
  const ends = await maya.page.evaluate((ms) => new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(ms), at.getTime());
  await says('status-available', `until ${ends}`); // the menu says when the lock ends
  await maya.page.keyboard.press('Escape');
});

test('one\'s own logout in the lock asks, and says what is lost', async () => {
  await the('status').click();
  await the('logout').click();
  await the('logout-dialog').waitFor();
  await says('logout-emergency', /may call back.*no longer rings here, only in your Work apps/);
  await looksRight('logout');
  await the('logout-stay').click();
  await phase('lock');
});

test('a supervisor\'s forced logout asks once more; so does an administrator\'s end of sessions', async () => {
  await rosa.the('open-live').click();
  await rosa.the('live-agents').locator(`[data-agent="${maya.id}"] [data-testid=live-agent-open]`).click();
  await rosa.the('lead-status').selectOption('logged_out');
  await rosa.withErrors(['409 /api/v1/agents/:id/status'], async () => {
    await rosa.the('lead-confirm').click();
    await reads(rosa, 'lead-problem', /emergency call.*has to be confirmed/);
  });
  await reads(rosa, 'lead-confirm', 'in spite of it');
  assert.deepEqual(await faults(rosa.page), []);
  await rosa.page.keyboard.press('Escape');
  const admin = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' });
  // No voiced runs here, which the page asks for the user's phones.
  await admin.withErrors(['409 /api/v1/users/:id/sessions', '503 /api/v1/devices'], async () => {
    await admin.page.goto(`${stack.base}/admin#users/${maya.id}`);
    await logIn(admin.the, stack.user('administrator'), 'admin');
    await admin.the('sessions-end').click();
    await admin.the('sessions-end-sure').click();
    await admin.the('sessions-spite').waitFor();
    assert.deepEqual(await faults(admin.page), []);
  });
  await admin.close();
  await phase('lock');
});

test('held: Available asks "exit or remain", closing it changes nothing; remaining can be left', async () => {
  await stack.pass(3 * MINUTES);
  await maya.page.reload();
  await phase('held');
  await status('busy');
  await the('status').click();
  await the('status-available').click();
  await the('exit-dialog').waitFor();
  await looksRight('exit');
  await maya.page.keyboard.press('Escape');
  await the('exit-dialog').waitFor({ state: 'detached' });
  await phase('held');
  await status('busy');
  await the('status').press('Enter');
  await the('status-available').press('Enter');
  await the('exit-dialog').locator('[data-testid=emergency-remain]').press('Enter');
  await phase('remaining');
  await status('available');
  await looksRight('remaining');
  await the('emergency-exit').click();
  await the('emergency').waitFor({ state: 'detached' });
  await status('available');
});

test('who became Available inside the lock is asked by a notice at its end', async () => {
  const api = await Client.login(stack, stack.user('agent', 0));
  await api.open();
  const call = newCall();
  for (const step of ['began', 'answered', 'ended']) await told(call, step);
  await phase('lock');
  for (const frame of [...api.things.values()].filter((f) => f.kind === 'interaction' && f.state?.state === 'assigned')) await finish(api, frame);
  await status('available');
  await stack.pass(5 * MINUTES);
  await maya.page.reload();
  await phase('held');
  await says('emergency', /You are Available/);
  await looksRight('held');
  await the('emergency-exit').click();
  await the('emergency').waitFor({ state: 'detached' });
  api.close();
});

test('nobody answered: the lock says so, and takes it back when an answer is told late', async () => {
  const call = newCall();
  await told(call, 'began');
  await phase('dialling');
  await told(call, 'ended');
  await phase('lock');
  await says('emergency-again', /^Nobody answered 112\. Dial again/);
  await says('said-now', /^Nobody answered 112\. Your status is locked until/);
  await looksRight('unanswered');
  await told(call, 'answered');
  await says('emergency-again', /^Cut off too early\? Dial again/);
});
