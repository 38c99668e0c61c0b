// Sessions without activity in a real Chromium (docs/decisions/0109-idle-sessions.md): what the page reports, its warning, the login page that says why, and the way back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { catchAnswer, eventually, faults, fits, focused, logIn, openPage } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';

const PASSWORD = 'seven green chairs', MINUTES = 15, MIN_MS = 60000, ACTIVITY = '/api/v1/sessions/me/activity';
const WHY = `You were logged out after ${MINUTES} minutes without activity.`;
let stack, count = 0;
before(async () => {
  stack = await Stack.start({ name: 'idlepage', instances: 'presenced routerd smsgw chatd', testClock: true });
  const adam = await Client.login(stack, stack.user('administrator'), 'admin'), [tenant] = (await adam.call('GET', '/api/v1/tenants')).body.data;
  const set = await adam.call('PATCH', `/api/v1/tenants/${tenant.id}`, { session_idle_min: MINUTES }, { headers: { 'if-match': tenant.version } });
  assert.equal(set.status, 200, JSON.stringify(set.body));
});
after(() => stack?.stop());

// An administrator's session idles like any other: each time a new login.
const user = async (more) => {
  const adam = await Client.login(stack, stack.user('administrator'), 'admin'), username = `idle${process.pid}x${++count}`;
  const made = await adam.call('POST', '/api/v1/users', { username, name: 'Robin Teststone', password: PASSWORD, role: 'agent', ...more });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return { ...made.body, password: PASSWORD };
};
const open = (size = { width: 1200, height: 800 }) => openPage({ size, screens: 'build/screens' });
const sessionOf = async ({ id }) => (await stack.query(`SELECT id, extract(epoch FROM ops.clock() - greatest(active_at, opened_at))::float AS idle_s, revoked_at
  FROM presence.session WHERE user_id = $1 ORDER BY id DESC LIMIT 1`, [id]))[0];
// As a machine that wakes, or a tab that is seen again: the page asks at once.
const wake = (page) => page.evaluate(() => { document.dispatchEvent(new Event('visibilitychange')); });
const warned = async ({ page, the }) => until('the warning', async () => { await wake(page); return await the('idle-dialog').count() > 0; });
const left = async (the) => Number.parseInt(await the('idle-left').textContent(), 10);
// To the last minute, by the database's clock.
async function toWarning(who) {
  const { idle_s } = await sessionOf(who);
  await stack.pass((MINUTES * 60 - 57 - idle_s) * 1000);
}

const PAGES = [
  ['workspace', '/', { has_seat: true }, 'workspace'],
  ['the supervisors\' page', '/supervise', { has_seat: true, role: 'supervisor' }, 'supervise'],
  ['the Work page', '/work', { has_work: true, has_seat: false }, 'work'],
  ['the administrators\' page', '/admin', { role: 'administrator', has_seat: false }, 'admin'],
];
for (const [what, path, more, live] of PAGES) {
  test(`${what}: the person's activity is reported, a warning comes a minute before the end, and "Stay logged in" is enough`, async () => {
    const who = await user(more), one = await open(), { page, the } = one;
    await page.goto(stack.base + path);
    await logIn(the, who, live);
    await stack.pass(5 * MIN_MS);
    await wake(page);
    const { id } = await sessionOf(who);
    // The page asks by itself, and nobody is there: only a pointer that moves is somebody.
    const said = page.waitForResponse((answer) => answer.url().endsWith(ACTIVITY) && answer.request().method() === 'POST');
    await until('the report', async () => {
      await page.mouse.move(200, 200);
      await page.mouse.move(260, 220);
      return Promise.race([said, new Promise((done) => setTimeout(done, 200, null))]);
    });
    await eventually(async () => (await sessionOf(who)).idle_s < 30, true, 'activity that is stored');
    await toWarning(who);
    await warned(one);
    const before = await left(the);
    assert.ok(before > 0 && before <= 60, `${before} s`);
    await focused(page, 'idle-stay');
    if (live === 'workspace') await one.shot('idle-workspace');
    await until('a countdown', async () => await left(the) < before);
    await page.keyboard.press('Enter');
    await the('idle-dialog').waitFor({ state: 'detached' });
    await eventually(async () => (await sessionOf(who)).idle_s < 30, true, 'the session goes on');
    assert.equal((await sessionOf(who)).id, id);
    await toWarning(who);
    await warned(one);
    const { idle_s } = await sessionOf(who);
    await page.keyboard.press('Escape');
    await the('idle-dialog').waitFor({ state: 'detached' });
    await eventually(async () => (await sessionOf(who)).idle_s < idle_s, true, 'closing it is an answer, too');
    assert.deepEqual(await faults(page), []);
    await the(live, '[data-link=live]').waitFor();
    await one.close();
  });
}

test('the warning of one tab goes when another one is used, and fits a telephone', async () => {
  const who = await user({ has_work: true, has_seat: false }), one = await open({ width: 360, height: 640 }), { page, the } = one;
  await page.goto(`${stack.base}/work`);
  await logIn(the, who, 'work');
  const other = await page.context().newPage();
  await other.goto(`${stack.base}/work`);
  await other.getByTestId('work').and(other.locator('[data-link=live]')).waitFor();
  await toWarning(who);
  await warned(one);
  await fits(page);
  await warned({ page: other, the: (id) => other.getByTestId(id) });
  await other.getByTestId('idle-stay').click();
  await the('idle-dialog').waitFor({ state: 'detached' });
  await the('work', '[data-link=live]').waitFor();
  await one.close();
});

test('without an answer the login page comes and says why; the login leads back to where one was', async () => {
  const who = await user({ has_work: true, has_seat: false }), one = await open(), { page, the, withErrors } = one;
  await page.goto(`${stack.base}/work`);
  await logIn(the, who, 'work');
  await the('section-contacts').click();
  await the('contacts').waitFor();
  const { id } = await sessionOf(who);
  await toWarning(who);
  await warned(one);
  await withErrors([`401 ${ACTIVITY}`], async () => {
    await stack.pass(MIN_MS);
    await the('login').waitFor();
    await eventually(() => the('login-message').textContent(), WHY);
  });
  assert.equal(await the('idle-dialog').count(), 0);
  assert.deepEqual(await faults(page), []);
  await one.shot('idle-login');
  await eventually(async () => (await sessionOf(who)).revoked_at !== null, true, 'the sweep');
  await logIn(the, who, 'work');
  await the('contacts').waitFor();
  assert.notEqual((await sessionOf(who)).id, id);
  await one.close();
});

test('a page that is loaded again after its session has idled says why, too; one\'s own logout says nothing', async () => {
  const who = await user({ has_seat: true }), one = await open(), { page, the, withErrors } = one;
  await page.goto(stack.base + '/');
  await logIn(the, who);
  await page.goto('about:blank');
  await stack.pass((MINUTES + 1) * MIN_MS);
  await eventually(async () => (await sessionOf(who)).revoked_at !== null, true, 'the sweep');
  await withErrors(['401 /api/v1/sessions/me'], async () => {
    await page.goto(stack.base + '/');
    await eventually(() => the('login-message').textContent(), WHY);
  });
  await page.reload();
  await the('login').waitFor();
  assert.equal(await the('login-message').count(), 0, 'it is said once');
  await logIn(the, who);
  // Also if the stream tells of it before the answer comes.
  const answer = await catchAnswer(page, '**/api/v1/sessions/me?*');
  const answered = page.waitForResponse((one) => one.request().method() === 'DELETE');
  await the('status').click();
  await the('logout').click();
  await the('login').waitFor();
  const message = await the('login-message').count();
  answer();
  assert.equal(message, 0);
  await answered;
  assert.equal(await the('login-message').count(), 0);
  await one.close();
});
