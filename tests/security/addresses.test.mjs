// Whatever address somebody gives us to ask (webhooks, identity providers, address books): by default no request goes into our own network,
// however the address is written and whatever its name says (IN-1).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Client } from '../lib/client.mjs';
import { Receiver } from '../lib/receiver.mjs';
import { ROOT, Stack } from '../lib/stack.mjs';

let stack, adam, server, port, touched = 0;
before(async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('TRUNKLINE_HOOKD_')) delete process.env[name];
  process.env.TRUNKLINE_HOOKD_HOOK_HTTP_HOSTS = 'plain.example hook.localhost';
  stack = await Stack.start({ name: 'addresses' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  server = createServer((socket) => { touched++; socket.destroy(); });
  await new Promise((done) => server.listen(0, '::', done));
  port = server.address().port;
});
after(async () => { server?.close(); await stack?.stop(); });

const make = (url) => adam.call('POST', '/api/v1/webhooks', { url, types: ['*'] });

// What leads to this machine or to its networks, as programs that look for a hole write it.
const INSIDE = ['127.0.0.1', '127.1', '2130706433', '0x7f.0.0.1', '0x7f000001', '0177.0.0.1', '127.0.0.1.', '10.0.0.8', '172.31.255.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '0',
  '198.18.0.1', '224.0.0.1', '255.255.255.255', '[::1]', '[::]', '[fe80::1]', '[fd00::1]', '[ff02::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::7f00:1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]',
  'localhost', 'LOCALHOST', 'localhost.', '127.0.0.1%00.example.com', '127.0.0.1#@example.com', 'example.com@127.0.0.1', 'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ', '１２７.0.0.1'];
// Each field of the API that holds an address which a daemon asks, and what else its thing needs.
const book = (field) => ({ path: 'address-books', field, more: { provider: 'google', name: 'Contacts', client_id: 'x' } });
const ASKED = [
  { path: 'webhooks', field: 'url', more: { types: ['*'] } },
  { path: 'identity-providers', field: 'issuer', more: { name: 'Inside', slug: 'inside', client_id: 'x' } },
  ...['authorize_url', 'token_url', 'revoke_url', 'api_url'].map(book),
];

test('an address of our own network is refused wherever one is given that a daemon asks, however it is written', async () => {
  const let_in = [];
  for (const { path, field, more } of ASKED) for (const host of INSIDE) for (const written of [`https://${host}:${port}/`, `https://${host}/x`]) {
    const { status, body } = await adam.call('POST', `/api/v1/${path}`, { ...more, [field]: written });
    if (status !== 422 || body.errors[0].pointer !== `/${field}`) let_in.push(`${path} ${field} ${written}: ${status} ${JSON.stringify(body.errors ?? body.title)}`);
  }
  assert.deepEqual(let_in, []);
  assert.equal(touched, 0);
});

test('a webhook goes by https to where it says, without a name and a password in it', async () => {
  for (const url of ['http://example.com/', 'http://8.8.8.8/', 'https://me@example.com/', 'https://me:word@example.com/', 'https://:word@example.com/', 'gopher://example.com/', 'file:///etc/passwd', 'https:///x', 'https://'])
    assert.equal((await make(url)).status, 422, url);
  for (const url of ['https://example.com/hook', 'https://8.8.8.8/', 'http://plain.example/x'])
    assert.equal((await make(url)).status, 201, url);
});

test('a name that leads to our own network is refused when it is resolved, before a byte leaves', async () => {
  for (const scheme of ['https', 'http']) {
    const made = await make(`${scheme}://hook.localhost:${port}/`);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const tested = await adam.call('POST', `/api/v1/webhooks/${made.body.webhook}/test`);
    assert.deepEqual([tested.status, tested.body.delivered, tested.body.result], [200, false, 'address_refused'], JSON.stringify(tested.body));
  }
  assert.equal(touched, 0);
});

test('on a demo they go to this machine as long as quickstart is told so, and no longer; by default it is not', async () => {
  const receiver = await Receiver.start(), quickstart = (...more) => promisify(execFile)(join(ROOT, 'deploy/quickstart'), [...stack.args, ...more]);
  const tried = async (webhook) => (await adam.call('POST', `/api/v1/webhooks/${webhook}/test`)).body;
  try {
    const { stdout } = await quickstart('--allow-local-webhooks');
    assert.match(stdout, /Webhooks may go to this machine and its networks/);
    const made = await make(receiver.url);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.equal((await tried(made.body.webhook)).delivered, true);
    receiver.verify(receiver.all[0], made.body.secret);
    assert.doesNotMatch((await quickstart()).stdout, /Webhooks may go/);
    assert.deepEqual([(await make(receiver.url)).status, (await tried(made.body.webhook)).result], [422, 'address_refused']);
  } finally { await receiver.close(); }
});
