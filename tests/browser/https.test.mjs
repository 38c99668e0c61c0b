// Pages under https, as in production: the cookies of a login, and what another host of the domain may plant.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import tls from 'node:tls';
import { Certificates } from '../lib/certificates.mjs';
import { Client } from '../lib/client.mjs';
import { Identity } from '../lib/identity.mjs';
import { eventually, logIn, openPage } from '../lib/page.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { Stack, until } from '../lib/stack.mjs';

let stack, maya, folder, front, site, page, the, withErrors, close;
before(async () => {
  const port = await reservePorts();
  site = `https://127.0.0.1:${port}`;
  Object.assign(process.env, { TRUNKLINE_COMMON_PUBLIC_URL: site, TRUNKLINE_PRESENCED_OIDC_ALLOW_PRIVATE: '1' });
  stack = await Stack.start({ name: 'https', instances: 'presenced routerd smsgw chatd' });
  maya = stack.user('agent');
  folder = mkdtempSync(join(tmpdir(), 'https-'));
  front = await serveTls(port);
  ({ page, the, withErrors, close } = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens', anyCertificate: true }));
});
after(async () => {
  await close?.();
  front?.close();
  await stack?.stop();
  if (folder) rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  await page.goto('about:blank'); // a page that still loads would be told 401
  await page.context().clearCookies();
});

// TLS in front of the edge, which it passes every byte.
function serveTls(port) {
  const made = new Certificates(folder).authority('root').issue('desk', 'root', 'subjectAltName=IP:127.0.0.1'), edge = new URL(stack.base);
  const server = tls.createServer({ cert: readFileSync(made.path('desk.pem')), key: readFileSync(made.path('desk.key')) }, (client) => {
    const upstream = net.connect(edge.port, edge.hostname);
    client.on('error', () => upstream.destroy()).pipe(upstream);
    upstream.on('error', () => client.destroy()).pipe(client);
  }).on('tlsClientError', () => {});
  return new Promise((done, failed) => server.once('error', failed).listen(port, '127.0.0.1', () => done(server.unref())));
}
const cookies = async () => Object.fromEntries((await page.context().cookies()).map((cookie) => [cookie.name, cookie]));
const plant = (name, value) => page.context().addCookies([{ name, value, domain: '127.0.0.1', path: '/' }]);

test('a login sets cookies of this host alone, a reload keeps it, and a logout takes the mark away', async () => {
  await page.goto(site + '/');
  await logIn(the, maya);
  const set = await cookies();
  assert.deepEqual(Object.keys(set).sort(), ['__Host-tl_device', '__Host-tl_workspace', '__Host-tl_workspace_open']);
  for (const [name, { domain, path, secure, httpOnly, sameSite }] of Object.entries(set))
    assert.deepEqual({ domain, path, secure, httpOnly, sameSite }, { domain: '127.0.0.1', path: '/', secure: true, httpOnly: !name.endsWith('_open'), sameSite: 'Strict' }, name);
  await page.reload();
  await the('workspace', '[data-link=live]').waitFor();
  await the('status').click();
  await the('logout').click();
  await the('login-username').waitFor();
  await until('no page asks for a session any more', async () => !('__Host-tl_workspace_open' in await cookies()));
});

test('a session that another host of the domain plants by the bare name is none: the page asks for a login', async () => {
  const { token } = await Client.login(stack, stack.user('agent', 1));
  await plant('tl_workspace', token);
  await plant('tl_workspace_open', '1');
  await page.goto(site + '/');
  await the('login-username').waitFor();
  // Beside one's own it changes nothing.
  await logIn(the, maya);
  await plant('tl_workspace', token);
  await page.reload();
  await the('workspace', '[data-link=live]').waitFor();
  const session = await page.evaluate(async () => (await fetch('/api/v1/sessions/me', { headers: { 'x-trunkline-app': 'workspace' } })).json());
  assert.match(session.user.name, /^Maya /);
});

test('a login at an identity provider comes back with the cookie that it left with, and takes it away', async () => {
  const identity = await Identity.start({ accounts: { robin: { email: 'robin@example.com', email_verified: true } },
    clients: [{ client_id: 'trunkline', token_endpoint_auth_method: 'none', redirect_uris: [`${site}/api/v1/sessions/oidc/office/callback`] }] });
  identity.answers = { '/favicon.ico': '{}' };
  try {
    const adam = await Client.login(stack, stack.user('administrator'), 'admin');
    for (const [path, body] of [['identity-providers', { name: 'Head office', slug: 'office', issuer: identity.issuer, client_id: 'trunkline', listed: true }],
      ['users', { username: 'robin@example.com', name: 'Robin Teststone', password: 'seven green chairs', role: 'agent', has_seat: true }]])
      assert.equal((await adam.call('POST', `/api/v1/${path}`, body)).status, 201);
    await page.context().route(/^https:\/\/fonts\./, (route) => route.fulfill({ contentType: 'text/css', body: '' })); // the provider's own page asks for one
    await page.goto(site + '/');
    await the('login-with-office').click();
    await page.fill('input[name=login]', 'robin');
    assert.deepEqual(Object.entries(await cookies()).filter(([, { domain }]) => domain === '127.0.0.1').map(([name, { secure, sameSite }]) => [name, secure, sameSite])
      .filter(([name]) => name.includes('tl_')), [['__Host-tl_oidc', true, 'Lax']]);
    await page.fill('input[name=password]', 'any');
    await page.click('button[type=submit]');
    await page.click('button[type=submit]'); // consent
    await the('status').waitFor();
    assert.equal(new URL(page.url()).origin, site);
    assert.deepEqual(Object.keys(await cookies()).filter((name) => name.includes('oidc')), []);
  } finally { await identity.stop(); }
});
