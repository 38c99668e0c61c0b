// SIP over TLS: phones register, nothing older than TLS 1.2 is spoken, and a wrong setting is said at the start (Security).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { after, before, test } from 'node:test';
import { Baresip } from '../lib/baresip.mjs';
import { Certificates } from '../lib/certificates.mjs';
import { Client } from '../lib/client.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { SipClient } from '../lib/sip.mjs';
import { Stack, until } from '../lib/stack.mjs';

let stack, adam, port, ca, dir;
const clients = [];

// An authority, one below it, and a certificate of that: what phones are shown must lead to the first.
function makeCertificates() {
  new Certificates(dir).authority('root').issue('middle', 'root', 'basicConstraints=critical,CA:true')
    .issue('own', 'middle', 'subjectAltName=DNS:localhost,IP:127.0.0.1').chain('chain.pem', 'own', 'middle');
}

before(async () => {
  stack = await Stack.start({ name: 'siptls', instances: 'presenced chatd voiced' });
  dir = join(stack.dir, 'tls');
  makeCertificates();
  ca = readFileSync(join(dir, 'root.pem'));
  port = await reservePorts();
  appendFileSync(join(stack.dir, 'trunkline.conf'),
    `\n[voiced]\nsip_tls_port = ${port}\nsip_tls_certificate = ${dir}/chain.pem\nsip_tls_key = ${dir}/own.key\nsip_tls_authorities = ${dir}/root.pem\n`);
  await stack.kill('voiced', 'SIGTERM');
  stack.spawn('voiced');
  await stack.untilAllReady(15000);
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
});
after(async () => { for (const client of clients) client.close(); await stack?.stop(); });

async function device(fields) {
  const [owner] = await stack.query('SELECT id FROM directory.v_user WHERE has_seat ORDER BY id LIMIT 1');
  const answer = await adam.call('POST', '/api/v1/devices', { user_id: owner.id, side: 'agent', label: 'Desk phone', ...fields });
  assert.equal(answer.status, 201);
  return answer.body;
}
const bindings = async (id) => (await adam.call('GET', `/api/v1/devices/${id}`)).body.bindings;

test('a phone registers over TLS, and is shown a certificate that leads to its authority', async () => {
  const made = await device({});
  const client = await SipClient.open(port, { transport: 'tls', ca });
  clients.push(client);
  assert.equal(client.socket.authorized, true);
  await until('a registration', async () => (await client.register(made)).status === 200);
  const [binding] = await bindings(made.id);
  assert.deepEqual([binding.transport, binding.source], ['tls', `127.0.0.1:${client.local}`]);
});

test('TLS 1.2 and 1.3 are spoken, 1.1 is not', async () => {
  const spoken = (version) => new Promise((done) => {
    const socket = tls.connect({ port, host: '127.0.0.1', ca, minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' },
      () => { const protocol = socket.getProtocol(); socket.destroy(); done(protocol); });
    socket.on('error', (error) => done(error.code));
  });
  assert.equal(await spoken('TLSv1.2'), 'TLSv1.2');
  assert.equal(await spoken('TLSv1.3'), 'TLSv1.3');
  for (const old of ['TLSv1', 'TLSv1.1']) assert.match(await spoken(old), /^ERR_SSL|ECONNRESET/);
});

test('a phone of another maker registers over TLS', async () => {
  const made = await device({ algorithm: 'MD5', label: 'baresip' });
  const phone = await Baresip.start({ ...made, port, transport: 'tls', cafile: join(dir, 'root.pem') });
  try {
    await phone.says(/registered successfully/);
    const [binding] = await bindings(made.id);
    assert.equal(binding.transport, 'tls');
  } finally { await phone.stop().catch(() => {}); }
});

test('bytes that are no TLS end their connection and nothing else', async () => {
  const socket = net.connect(port, '127.0.0.1');
  await new Promise((done) => socket.once('connect', done));
  const ended = new Promise((done) => socket.once('close', done).on('error', () => {}));
  socket.write('OPTIONS sip:127.0.0.1 SIP/2.0\r\n\r\n');
  socket.resume();
  await ended;
  const client = await SipClient.open(port, { transport: 'tls', ca });
  clients.push(client);
  assert.equal((await client.request('OPTIONS')).status, 200);
});

test('no copy of the key is left', () => {
  assert.equal(execFileSync('sh', ['-c', 'ls -d "${TMPDIR:-/tmp}"/voiced-tls-* 2>/dev/null | wc -l']).toString().trim(), '0');
});
