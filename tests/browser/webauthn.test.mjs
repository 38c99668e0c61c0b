// Security keys on the pages: one is added, asked for at the login and for a proof, removed. Chromium's virtual authenticator answers.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { eventually, faults, focused, openPage } from '../lib/page.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { Stack } from '../lib/stack.mjs';

const PASSWORD = 'seven green chairs';
let stack, adam, front, site, page, the, shot, withErrors, close;
before(async () => {
  const port = await reservePorts();
  site = `http://localhost:${port}`; // a host's name, which browsers trust without TLS
  process.env.TRUNKLINE_COMMON_PUBLIC_URL = site;
  stack = await Stack.start({ name: 'keys', instances: 'presenced routerd smsgw chatd' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  front = await serve(port);
  ({ page, the, shot, withErrors, close } = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' }));
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
