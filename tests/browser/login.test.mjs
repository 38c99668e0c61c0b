// The login page besides name and password: a second factor that is asked for and set up, an identity provider.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { Identity } from '../lib/identity.mjs';
import { eventually, faults, openPage } from '../lib/page.mjs';
import { Stack } from '../lib/stack.mjs';
import { codeOf } from '../lib/totp.mjs';

const PASSWORD = 'seven green chairs';
let stack, adam, identity, page, the, shot, withErrors, close;
before(async () => {
  process.env.TRUNKLINE_PRESENCED_OIDC_ALLOW_PRIVATE = '1';
  stack = await Stack.start({ name: 'login', instances: 'presenced routerd smsgw chatd' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  identity = await Identity.start({ accounts: {}, clients: [{ client_id: 'trunkline', token_endpoint_auth_method: 'none',
    redirect_uris: [`${stack.base}/api/v1/sessions/oidc/office/callback`] }] });
  identity.answers = { '/favicon.ico': '{}' };
  ({ page, the, shot, withErrors, close } = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' }));
});
after(async () => { await close?.(); await identity?.stop(); await stack?.stop(); });

const call = async (method, path, body, headers) => {
  const answer = await adam.call(method, `/api/v1/${path}`, body, { headers });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body;
};
const user = (username, more = {}) => call('POST', 'users', { username, name: 'Robin Teststone', password: PASSWORD, role: 'agent', has_seat: true, ...more });
const roles = async (list) => {
  const [tenant] = (await call('GET', 'tenants')).data;
  await call('PATCH', `tenants/${tenant.id}`, { second_factor_roles: list }, { 'if-match': tenant.version });
};
// Leaves the page, then ends what the browser knows of its session: a page that still loads would be told 401.
async function forget() {
  await page.goto('about:blank');
  await page.context().clearCookies();
}
// The first half of a login with a second factor.
async function passwordAlone(username, password) {
  await withErrors(['401 /api/v1/sessions'], async () => {
    await fill(username, password);
    await the('login-code').waitFor();
  });
}
async function fill(username, password) {
  await the('login-username').fill(username);
  await the('login-password').fill(password);
  await the('login-submit').click();
}

test('who must have a second factor sets it up on the page, keeps the recovery codes, and logs in with a code', async () => {
  const robin = await user('robin-factor');
  await roles(['agent']);
  await page.goto(stack.base + '/');
  await fill(robin.username, PASSWORD);
  await the('factor').waitFor();
  await shot('login-factor');
  const secret = (await the('factor-secret').textContent()).replaceAll(' ', '');
  await the('login-code').fill('000000');
  await withErrors(['403 /api/v1/me/second-factor/confirm'], async () => {
    await the('factor-submit').click();
    await eventually(() => the('factor-error').textContent(), /not right/);
  });
  await the('login-code').fill(codeOf(secret));
  await the('factor-submit').click();
  await the('factor-codes').waitFor();
  await eventually(() => the('factor-codes').locator('li').count(), 10);
  const codes = await the('factor-codes').locator('li').allTextContents();
  await shot('login-codes');
  await the('factor-submit').click();
  await the('login-code').waitFor(); // name and password still stand there
  await the('login-code').fill(codes[0].replaceAll('-', 'x'));
  await withErrors(['401 /api/v1/sessions'], async () => {
    await the('login-submit').click();
    await eventually(() => the('login-error').textContent(), /not right/);
  });
  await shot('login-code');
  await the('login-code').fill(codes[0]);
  await the('login-submit').click();
  await the('status').waitFor();
  await roles([]);
  await forget();
});

test('one password and one factor open Work and the workspace; changed on the Work page it is changed for both (SP-1)', async () => {
  const robin = await user('robin-both', { has_work: true }), NEXT = 'nine blue tables';
  const there = await Client.login(stack, { username: robin.username, password: PASSWORD });
  const { secret } = (await there.call('POST', '/api/v1/me/second-factor', { password: PASSWORD })).body;
  const { recovery_codes: codes } = (await there.call('POST', '/api/v1/me/second-factor/confirm', { code: codeOf(secret) })).body;
  await page.goto(`${stack.base}/work`);
  await passwordAlone(robin.username, PASSWORD);
  await the('login-code').fill(codes[0]);
  await the('login-submit').click();
  await the('work', '[data-link=live]').waitFor();
  await the('own-status').click();
  await the('open-security').click();
  await the('security-factor', '[data-enabled=true]').waitFor();
  await the('security-current').first().fill(PASSWORD);
  await the('security-password').fill(NEXT);
  await the('security-password-save').click();
  await eventually(() => the('security-password-done').textContent(), /changed/);
  assert.equal((await there.call('GET', '/api/v1/me/status')).status, 401, 'the workspace session has ended');
  assert.deepEqual(await faults(page), []);
  await shot('work-security');
  await page.keyboard.press('Escape');
  await page.goto(stack.base + '/');
  await passwordAlone(robin.username, NEXT);
  await the('login-code').fill(codes[1]);
  await the('login-submit').click();
  await the('status').waitFor();
  await forget();
});

// The address is where each of them looks first; where they may work is another page.
for (const [who, more, first, lands, shown] of [
  ['an administrator without a seat', { role: 'administrator', has_seat: false }, '/', '/admin', 'admin'],
  ['a Work user', { has_seat: false, has_work: true }, '/', '/work', 'work'],
  ['an agent', {}, '/admin', '/', 'workspace'],
]) {
  test(`${who} who logs in at ${first} is led to ${lands}, in the same step`, async () => {
    const one = await user(`led-${lands.slice(1) || 'home'}`, more);
    await page.goto(stack.base + first);
    await withErrors(['403 /api/v1/sessions'], async () => {
      await fill(one.username, PASSWORD);
      await the(shown).waitFor();
    });
    assert.equal(new URL(page.url()).pathname, lands);
    await forget();
  });
}

test('whoever has to set up a second factor does so before they are led to their page', async () => {
  const one = await user('led-factor', { role: 'administrator', has_seat: false });
  await roles(['administrator']);
  await page.goto(stack.base + '/');
  await withErrors(['403 /api/v1/sessions'], async () => {
    await fill(one.username, PASSWORD);
    await the('factor').waitFor();
  });
  await the('login-code').fill(codeOf((await the('factor-secret').textContent()).replaceAll(' ', '')));
  await the('factor-submit').click();
  await the('factor-codes').waitFor();
  const code = await the('factor-codes').locator('li').first().textContent();
  await the('factor-submit').click();
  await the('login-code').fill(code);
  await withErrors(['403 /api/v1/sessions'], async () => {
    await the('login-submit').click();
    await the('admin').waitFor();
  });
  assert.equal(new URL(page.url()).pathname, '/admin');
  await roles([]);
  await forget();
});

test('a button leads to the identity provider and back into the workspace; what goes wrong there is told', async () => {
  await call('POST', 'identity-providers', { name: 'Head office', slug: 'office', issuer: identity.issuer, client_id: 'trunkline', listed: true });
  const robin = await user('robin@example.com');
  identity.accounts.robin = { email: robin.username, email_verified: true };
  identity.accounts.nobody = { email: 'nobody@example.com', email_verified: true };
  const through = async (login) => {
    await forget();
    await page.goto(stack.base + '/');
    await the('login-with-office').click();
    await page.fill('input[name=login]', login);
    await page.fill('input[name=password]', 'any');
    await page.click('button[type=submit]');
    await page.click('button[type=submit]'); // consent
  };
  await page.context().route(/^https:\/\/fonts\./, (route) => route.fulfill({ contentType: 'text/css', body: '' })); // the provider's own page asks for one
  await through('nobody');
  await eventually(() => the('login-message').textContent(), /Nobody here is linked/);
  await eventually(() => new URL(page.url()).search, '', 'the address forgets it');
  await shot('login-provider');
  await through('robin');
  await the('status').waitFor();
  assert.equal(new URL(page.url()).origin, stack.base);
  // The provider knows its own user by now: the way to the page that they may use needs nobody's hand.
  const boss = await user('boss@example.com', { role: 'administrator', has_seat: false });
  identity.accounts.boss = { email: boss.username, email_verified: true };
  await through('boss');
  await the('admin').waitFor();
  assert.equal(new URL(page.url()).pathname, '/admin');
});
