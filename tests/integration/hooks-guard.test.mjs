// Webhooks as they are configured by default: no request into our own network, whatever the name says (IN-1).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createServer } from 'node:net';
import { Client } from '../lib/client.mjs';
import { Stack } from '../lib/stack.mjs';

let stack, adam, server, port, touched = 0;
before(async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('TRUNKLINE_HOOKD_')) delete process.env[name];
  process.env.TRUNKLINE_HOOKD_HOOK_HTTP_HOSTS = 'plain.example hook.localhost';
  stack = await Stack.start({ name: 'hooks-guard' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  server = createServer((socket) => { touched++; socket.destroy(); });
  await new Promise((done) => server.listen(0, '::', done));
  port = server.address().port;
});
after(async () => { server?.close(); await stack?.stop(); });

const make = (url) => adam.call('POST', '/api/v1/webhooks', { url, types: ['*'] });

test('an address of our own network is refused when a webhook is made, however it is written', async () => {
  for (const host of ['127.0.0.1', '127.1', '2130706433', '0x7f.0.0.1', '0177.0.0.1', '10.0.0.8', '172.31.255.1', '192.168.1.1',
    '169.254.169.254', '100.64.0.1', '0.0.0.0', '255.255.255.255', '[::1]', '[::]', '[fe80::1]', '[fd00::1]', '[::ffff:127.0.0.1]',
    '[64:ff9b::7f00:1]', '[2002:7f00:1::]', 'localhost', 'LOCALHOST']) {
    const answer = await make(`https://${host}:${port}/`);
    assert.equal(answer.status, 422, `${host}: ${JSON.stringify(answer.body)}`);
    assert.equal(answer.body.errors[0].pointer, '/url', JSON.stringify(answer.body));
  }
  for (const url of ['http://example.com/', 'http://8.8.8.8/', 'https://me@example.com/', 'https://me:word@example.com/', 'https://:word@example.com/', 'gopher://example.com/'])
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
