// Security keys on the pages: one is added, asked for at the login and for a proof, removed. Chromium's virtual authenticator answers.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { eventually, faults, fits, focused, openPage } from '../lib/page.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { Stack } from '../lib/stack.mjs';
import { codeOf } from '../lib/totp.mjs';

const PASSWORD = 'seven green chairs';
let stack, adam, front, site, page, the, shot, withErrors, withOutage, close;
before(async () => {
  const port = await reservePorts();
  site = `http://localhost:${port}`; // a host's name, which browsers trust without TLS
  process.env.TRUNKLINE_COMMON_PUBLIC_URL = site;
  stack = await Stack.start({ name: 'keys', instances: 'presenced routerd smsgw chatd' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  front = await serve(port);
  ({ page, the, shot, withErrors, withOutage, close } = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' }));
  const device = await page.context().newCDPSession(page);
  await device.send('WebAuthn.enable');
  await device.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'usb', automaticPresenceSimulation: true } });
});
after(async () => { await close?.(); front?.close(); await stack?.stop(); });

// The edge at the port of public_url.
function serve(port) {
  const edge = new URL(stack.base);
  const server = net.createServer((client) => {
    const upstream = net.connect(edge.port, edge.hostname);
    client.on('error', () => upstream.destroy()).pipe(upstream);
    upstream.on('error', () => client.destroy()).pipe(client);
  });
  return new Promise((done, failed) => server.once('error', failed).listen(port, () => done(server.unref())));
}
const user = async (username) => {
  const answer = await adam.call('POST', '/api/v1/users', { username, name: 'Robin Teststone', password: PASSWORD, role: 'agent', has_seat: true });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
};
async function fill(username) {
  await the('login-username').fill(username);
  await the('login-password').fill(PASSWORD);
  await the('login-submit').click();
}
async function leave() {
  await page.goto('about:blank');
  await page.context().clearCookies();
  await page.goto(site + '/');
}
async function openSecurity() {
  await the('status').click();
  await the('open-security').click();
  await the('security-keys').waitFor();
}

test('a security key is added on the page, and asked for at the next login, which it opens', async () => {
  const robin = await user('robin-key');
  await page.goto(site + '/');
  await fill(robin.username);
  await the('status').waitFor();
  await openSecurity();
  await the('key-add').click();
  await eventually(() => the('key-trouble').textContent(), /name/);
  await the('key-label').fill('Blue key');
  await the('key-add').click();
  await eventually(() => the('key-list').locator('li').textContent(), /^Blue key.*not used yet/);
  await shot('security-keys');
  assert.deepEqual(await faults(page), []);
  // The same key again: the browser says so.
  await the('key-label').fill('Again');
  await the('key-add').click();
  await eventually(() => the('key-trouble').textContent(), /registered already/);

  await leave();
  await withErrors([`401 ${site}/api/v1/sessions`], async () => {
    await fill(robin.username);
    await the('login-key').waitFor();
  });
  await focused(page, 'login-key');
  await shot('login-key');
  assert.deepEqual(await faults(page), []);
  assert.equal(await the('login-code').count(), 0, 'no code would do');
  await the('login-key').click();
  await the('status').waitFor();

  // The proof of the login is over: the key is asked for.
  await stack.asOwner('UPDATE presence.session SET proved_at = NULL WHERE user_id = $1', [robin.id]);
  await openSecurity();
  await eventually(() => the('key-list').textContent(), /last used/i);
  await withErrors([`403 ${site}/api/v1/me/security-keys/:id`], async () => {
    await the('key-remove').click();
    await the('proof-key').waitFor();
  });
  await the('proof-key').click();
  await eventually(() => the('key-list').locator('li').count(), 0);
  await leave();
  await fill(robin.username);
  await the('status').waitFor();
});

test('whoever must have a second factor registers a key at the login instead of an authenticator', async () => {
  const robin = await user('robin-must');
  const roles = async (list) => {
    const [tenant] = (await adam.call('GET', '/api/v1/tenants')).body.data;
    assert.equal((await adam.call('PATCH', `/api/v1/tenants/${tenant.id}`, { second_factor_roles: list }, { headers: { 'if-match': tenant.version } })).status, 200);
  };
  await roles(['agent']);
  try {
    await leave();
    await fill(robin.username);
    await the('factor-key').click();
    await the('login-username').waitFor();
    await withErrors([`401 ${site}/api/v1/sessions`], async () => {
      await fill(robin.username);
      await the('login-key').waitFor();
    });
    await the('login-key').click();
    await the('status').waitFor();
  } finally { await roles([]); }
});

test('where there is an authenticator, too, a code or the key will do, at the login and for a proof, also in a narrow dark window', async () => {
  const robin = await user('robin-both');
  const client = await Client.login(stack, { username: robin.username, password: PASSWORD });
  const { secret } = (await client.call('POST', '/api/v1/me/second-factor', { password: PASSWORD })).body;
  const confirmed = await client.call('POST', '/api/v1/me/second-factor/confirm', { code: codeOf(secret) });
  assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body));
  const { recovery_codes: codes } = confirmed.body;
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 400, height: 800 });
  await leave();
  await withErrors([`401 ${site}/api/v1/sessions`], async () => {
    await fill(robin.username);
    await the('login-code').waitFor();
  });
  assert.equal(await the('login-key').count(), 0, 'there is none yet');
  await the('login-code').fill(codes[0]);
  await the('login-submit').click();
  await the('status').waitFor();
  await openSecurity();
  await the('key-label').fill('Phone');
  await the('key-add').click();
  await eventually(() => the('key-list').locator('li').count(), 1);
  await fits(page);
  await shot('security-keys-small');

  await leave();
  await withErrors([`401 ${site}/api/v1/sessions`], async () => {
    await fill(robin.username);
    await the('login-key').waitFor();
  });
  await focused(page, 'login-code');
  await fits(page);
  assert.deepEqual(await faults(page), []);
  await shot('login-both');
  await withErrors([`401 ${site}/api/v1/sessions`], async () => {
    await the('login-code').fill('000000');
    await the('login-submit').click();
    await eventually(() => the('login-error').textContent(), /not right/);
  });
  await the('login-key').click(); // what stands in the field of the code does not matter
  await the('status').waitFor();

  await stack.asOwner('UPDATE presence.session SET proved_at = NULL WHERE user_id = $1', [robin.id]);
  await openSecurity();
  await withErrors([`403 ${site}/api/v1/me/security-keys/:id`], async () => {
    await the('key-remove').click();
    await the('proof-key').waitFor();
  });
  await fits(page);
  assert.deepEqual(await faults(page), []);
  await shot('proof-both');
  await the('proof-field').fill(codes[1]);
  await the('proof-confirm').click();
  await eventually(() => the('key-list').locator('li').count(), 0);
});

test('a login page whose part can\'t be loaded says so', async () => {
  await page.route('**/workspace-Login-*.js', (route) => route.abort());
  try {
    await withOutage(async () => {
      await leave();
      await eventually(() => page.getByRole('alert').textContent(), 'Part of this page could not be loaded. Load the page again.');
    });
  } finally { await page.unroute('**/workspace-Login-*.js'); }
  await page.reload();
  await the('login-username').waitFor();
});
