// One's own account in a real Chromium: password, second factor, sessions; a logout that needs a reason; a longer wrap-up.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encode } from '../../web/node_modules/uqr/dist/index.mjs';
import { Client } from '../lib/client.mjs';
import { beAvailable, eventually, focused, hasRead, logIn, openPage, reads, takeOffer } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';
import { codeOf } from '../lib/totp.mjs';

const PASSWORD = 'seven green chairs', NEXT = 'nine blue tables', LAST = 'two yellow doors';
let stack, adam, robin, page, the, shot, withErrors, close;
before(async () => {
  stack = await Stack.start({ name: 'account', instances: 'presenced routerd smsgw chatd' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  robin = await call('POST', 'users', { username: 'robin-account', name: 'Robin Teststone', password: PASSWORD, role: 'agent', has_seat: true });
  ({ page, the, shot, withErrors, close } = await openPage({ size: { width: 1280, height: 900 }, screens: 'build/screens' }));
  await page.goto(stack.base + '/');
  await logIn(the, { username: robin.username, password: PASSWORD });
});
after(async () => { await close?.(); await stack?.stop(); });

async function call(method, path, body, headers) {
  const answer = await adam.call(method, `/api/v1/${path}`, body, { headers });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body;
}
const says = (id, words) => reads({ the }, id, words);
const inside = (box, id) => the(box).locator(`[data-testid=${id}]`);
async function openSecurity() {
  await the('status').click();
  await the('open-security').click();
  await the('security-dialog').waitFor();
}

test('the password is changed: the rule stands there, what is wrong stands at its field, other sessions end', async () => {
  const there = await Client.login(stack, { username: robin.username, password: PASSWORD });
  await openSecurity();
  await says('security-rule', /^At least 10 characters/);
  const form = 'security-password-form';
  const change = async (current, password) => {
    await inside(form, 'security-current').fill(current);
    await inside(form, 'security-password').fill(password);
    await inside(form, 'security-password-save').click();
  };
  const trouble = (field, words) => eventually(() => inside(form, `${field}-trouble`).textContent(), words);
  const refused = (status, current, password, field, words) => withErrors([`${status} /api/v1/me/password`], async () => {
    await change(current, password);
    await trouble(field, words);
  });
  await refused(403, 'not this one', NEXT, 'security-current', /not your present password/);
  await eventually(() => inside(form, 'security-current').getAttribute('aria-invalid'), 'true');
  await refused(422, PASSWORD, 'short', 'security-password', /needs 10 characters/);
  await trouble('security-current', '');
  await refused(422, PASSWORD, 'Robin Teststone 1', 'security-password', /name/);
  await shot('16-security');
  await change(PASSWORD, NEXT);
  await says('security-password-done', /changed/);
  assert.equal((await there.call('GET', '/api/v1/me/status')).status, 401, 'the other session has ended');
  await eventually(() => inside(form, 'security-password').inputValue(), '');
  await eventually(() => the('security-sessions').locator('li').count(), 1);
});

test('the second factor is turned on with key, link and QR code; recovery codes are shown once; it is turned off', async () => {
  const field = (id) => inside('security-factor', id);
  await field('factor-on').click();
  await field('security-current').fill('wrong');
  await withErrors(['403 /api/v1/me/second-factor'], async () => {
    await field('factor-confirm').click();
    await eventually(() => field('security-current-trouble').textContent(), /not your present password/);
  });
  await field('security-current').fill(NEXT);
  await field('factor-confirm').click();
  await field('factor-secret').waitFor();
  const secret = (await field('factor-secret').textContent()).replaceAll(' ', '');
  const link = await field('factor-link').getAttribute('href');
  assert.ok(link.startsWith('otpauth://totp/') && link.includes(secret), link);
  const drawn = await field('factor-qr').locator('path').getAttribute('d');
  const wanted = encode(link, { ecc: 'M', border: 4 }).data.flatMap((cells, y) => cells.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  assert.equal(drawn, wanted, 'the code is of the link');
  await shot('17-factor');
  await field('security-code').fill('000000');
  await withErrors(['403 /api/v1/me/second-factor/confirm'], async () => {
    await field('factor-confirm').click();
    await eventually(() => field('security-code-trouble').textContent(), /not right/);
  });
  await field('security-code').fill(codeOf(secret));
  await field('factor-confirm').click();
  await field('factor-codes').waitFor();
  const codes = await field('factor-codes').locator('li').allTextContents();
  assert.equal(new Set(codes).size, 10);
  await field('factor-kept').click();
  await says('factor-state', /^On\. 10 recovery codes are left\.$/);
  assert.doesNotMatch(await page.content(), new RegExp(codes[0]), 'they are nowhere any more');
  await the('dialog-close').click();
  await openSecurity();
  // With a second factor the password alone changes nothing once the login is older than five minutes.
  await stack.asOwner('UPDATE presence.session SET proved_at = NULL WHERE user_id = $1', [robin.id]);
  await inside('security-password-form', 'security-current').fill(NEXT);
  await inside('security-password-form', 'security-password').fill(LAST);
  await withErrors(['403 /api/v1/me/password'], async () => {
    await inside('security-password-form', 'security-password-save').click();
    await the('proof-dialog').waitFor();
  });
  await the('proof-field').fill(codes[5]);
  await shot('17-proof');
  await the('proof-confirm').click();
  await says('security-password-done', /changed/);
  await field('factor-off').click();
  await field('security-code').fill(codes[3]);
  await field('factor-confirm').click();
  await field('factor-on').waitFor();
  assert.equal((await stack.query('SELECT 1 FROM directory.second_factor WHERE user_id = $1', [robin.id])).length, 0);
});

test('sessions are listed, this one named; another one is ended', async () => {
  const there = await Client.login(stack, { username: robin.username, password: LAST });
  await the('dialog-close').click();
  await openSecurity();
  await eventually(() => the('security-sessions').locator('li').count(), 2);
  await eventually(() => the('security-sessions').locator('li[data-own=true]').textContent(), /Agent workspace, this one.*since (Today|Yesterday) \d.*from 127\.0\.0\.1/);
  assert.equal(await the('security-sessions').locator('li[data-own=true] button').count(), 0);
  await the('security-end').click();
  await eventually(() => the('security-sessions').locator('li').count(), 1);
  assert.equal((await there.call('GET', '/api/v1/me/status')).status, 401);
  await the('dialog-close').click();
});

test('a wrap-up is made longer where the queue allows it', async () => {
  const queue = await call('GET', 'queues/1');
  await call('PATCH', 'queues/1', { wrap_ms: 30000, wrap_extend: true }, { 'if-match': queue.version });
  await call('POST', 'memberships', { queue_id: '1', agent_id: robin.id });
  for (const skill of (await call('GET', 'skills')).data) await call('POST', 'agent-skills', { agent_id: robin.id, skill_id: skill.id, level: 100 });
  await beAvailable(the);
  await text(stack.channel('twilio'), newNumber(), 'hello');
  await takeOffer(the);
  await the('message', '[data-direction=in]').waitFor();
  await hasRead(the);
  await the('end').click();
  await the('end-confirm').click();
  await the('wrap-longer').waitFor();
  const until_ = async () => (await stack.query("SELECT wrap_until FROM routing.interaction WHERE agent = $1 AND state = 'wrap_up'", [robin.id]))[0].wrap_until.getTime();
  const before = await until_();
  await the('wrap-longer').click();
  await until('longer', async () => (await until_()) > before + 10000);
  await the('wrap-done').click();
  await the('wrap-up').waitFor({ state: 'detached' });
  await focused(page, 'status');
});

test('a logout that needs a reason asks for it, also where the page did not know of the rule', async () => {
  const made = await call('POST', 'status-codes', { status: 'logged_out', name: 'End of shift' });
  const [tenant] = (await adam.call('GET', '/api/v1/tenants')).body.data;
  await call('PATCH', `tenants/${tenant.id}`, { codes_required: ['logged_out'] }, { 'if-match': tenant.version });
  await the('status').click();
  await withErrors(['422 /api/v1/sessions/me'], async () => {
    await the('logout').click();
    await the('logout-code').waitFor();
    await the('logout-return').click();
    await says('logout-problem', /Choose a reason/);
  });
  await shot('18-logout');
  await the('logout-code').selectOption({ label: 'End of shift' });
  await the('logout-return').click();
  await the('login').waitFor();
  const [last] = await stack.query('SELECT chosen, code::text FROM presence.status_change WHERE agent = $1 ORDER BY at DESC LIMIT 1', [robin.id]);
  assert.deepEqual([last.chosen, last.code], ['logged_out', made.id]);
});
