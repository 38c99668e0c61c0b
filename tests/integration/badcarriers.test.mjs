// Carriers that misbehave while a text is sent: each by its name. What is judged: where the text stands afterwards
// (unknown where the carrier may have it, queued where it surely has not), that it was asked once where in doubt, and
// that a text by another carrier leaves meanwhile.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { carriers } from '../lib/carriers.mjs';
import { Client } from '../lib/client.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { StandIn } from '../lib/stand_in.mjs';
import { newNumber } from '../lib/texts.mjs';

const TIMEOUT_MS = 1500, twilio = carriers.find((one) => one.name === 'twilio');

// A carrier down to its bytes: keeps each request, then does with the connection what the test says.
class Bytes {
  static async start(options) {
    const bytes = new Bytes();
    Object.assign(bytes, { requests: [], opened: 0, sockets: new Set() });
    bytes.behave = taken;
    const serve = (socket) => bytes.serve(socket);
    bytes.server = options ? tls.createServer(options, serve).on('tlsClientError', () => {}) : net.createServer(serve);
    bytes.server.on('connection', (socket) => { bytes.opened++; bytes.sockets.add(socket); socket.on('error', () => {}); });
    await new Promise((done) => bytes.server.listen(0, '127.0.0.1', done));
    bytes.url = `${options ? 'https' : 'http'}://127.0.0.1:${bytes.server.address().port}`;
    return bytes;
  }

  serve(socket) {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      text += data.toString('latin1');
      const head = text.indexOf('\r\n\r\n'), length = Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? 0);
      if (head < 0 || text.length < head + 4 + length) return;
      this.requests.push({ at: Date.now(), text });
      text = '';
      this.behave(socket, this.requests.length);
    });
  }

  close() { for (const socket of this.sockets) socket.destroy(); return new Promise((done) => this.server.close(done)); }
}

let sids = 0;
const answer = (status, body, headers = {}) => `HTTP/1.1 ${status} As the test says\r\ncontent-type: application/json\r\n${Object.entries({ 'content-length': Buffer.byteLength(body), ...headers })
  .map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
const whole = () => answer(201, JSON.stringify({ sid: `SM-bad-${process.pid}-${++sids}`, status: 'queued' }));
const taken = (socket) => socket.write(whole());

let stack, adam, bad, good, far, near;
before(async () => {
  process.env.TRUNKLINE_SMSGW_SEND_TIMEOUT_MS = String(TIMEOUT_MS);
  stack = await Stack.start({ name: 'badcarriers', instances: 'presenced routerd smsgw chatd' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  [bad, good] = [await Bytes.start(), await StandIn.start()];
  good.answer = (request, n) => twilio.taken(`SM-good-${n}`);
  [far, near] = [await place(bad.url), await place(good.url)];
});
after(async () => { await bad?.close(); await good?.close(); await stack?.stop(); });

let count = 0;
const ok = (answered, status = 200) => { assert.equal(answered.status, status, JSON.stringify(answered.body)); return answered.body; };
const post = (path, body) => adam.call('POST', `/api/v1/${path}`, body);

async function place(base_url) {
  const number = `+1415775${String(1000 + ++count)}`, name = `Carrier ${count}`;
  const channel = ok(await post('channels', { medium: 'sms', name, number }), 201);
  const account = ok(await post('carrier-accounts', { carrier: 'twilio', name, settings: { ...twilio.settings, base_url }, secrets: twilio.secrets }), 201);
  ok(await post('channel-carriers', { channel_id: channel.id, account_id: account.id }), 201);
  await stack.asOwner(`DO $do$ BEGIN PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, '')]);
    UPDATE sms.sender_group SET rate_per_s = 100 WHERE name = '${name}'; PERFORM ops.config_emit(1, 1); PERFORM ops.batch_end(); END $do$`);
  return channel;
}

// An integrator's text: no agent is needed. Answers the message's id.
const say = async (channel, text, number = newNumber()) =>
  ok(await post('sms/interactions', { channel_id: channel.id, number, direction: 'out', text }), 201).message.state.message;
const standing = async (id) => (await stack.query(`SELECT m.delivery, m.delivery_reason AS reason, o.state AS outbox, o.attempt
  FROM messaging.message AS m LEFT JOIN sms.outbox AS o ON o.tenant = m.tenant AND o.message = m.id WHERE m.id = $1`, [id]))[0];
const comesTo = (id, state) => until(`it is ${state}`, async () => { const now = await standing(id); return now.delivery === state && now; })
  .catch(async (error) => { throw new Error(`${error.message}: ${JSON.stringify(await standing(id))}`); });

// A text to the carrier that behaves so: another carrier's text leaves while it does, and it ends in doubt, asked once. What
// comes after it to the same customer leaves as soon as the carrier is well.
async function inDoubt(behave, reason = /did not answer/) {
  const from = bad.requests.length, number = newNumber();
  bad.behave = behave;
  const id = await say(far, 'to a bad carrier', number);
  await until('it has the request', () => bad.requests.length > from);
  await comesTo(await say(near, 'past it'), 'sent');
  const now = await comesTo(id, 'unknown');
  assert.match(now.reason ?? '', reason);
  assert.equal(now.outbox, null, 'nothing of it waits to be sent again');
  bad.behave = taken;
  await comesTo(await say(far, 'after it', number), 'sent');
  assert.equal(bad.requests.length, from + 2, 'each was asked for once');
  assert.equal((await standing(id)).delivery, 'unknown');
}

// … and it waits, for it surely was not sent.
async function waits(channel, reason) {
  const id = await say(channel, 'to a bad carrier');
  const now = await until('a second try', async () => { const one = await standing(id); return one.attempt >= 2 && one.outbox === 'queued' && one; });
  assert.match(now.reason ?? '', reason);
  await comesTo(await say(near, 'past it'), 'sent');
  return id;
}

test('a carrier that answers after 30 s, when nobody listens any more: unknown, whatever it says then', async () => {
  let late;
  await inDoubt((socket) => { late ??= socket; });
  const closed = late.destroyed || late.closed;
  if (!closed) taken(late); // its answer comes now, and changes nothing
  assert.equal(Number((await stack.query(`SELECT count(*) AS n FROM messaging.message WHERE delivery = 'unknown'`))[0].n), 1);
});

test('a carrier that never answers: unknown', () => inDoubt(() => {}));

test('while a carrier does not answer, texts to another one leave', async () => {
  bad.behave = () => {};
  // Once is enough: on a busy machine the time of the first may be over before the second has left.
  await until('one leaves meanwhile', async () => {
    const from = bad.requests.length, id = await say(far, 'to a bad carrier');
    await until('it has the request', () => bad.requests.length > from);
    await comesTo(await say(near, 'past it'), 'sent');
    const meanwhile = (await standing(id)).delivery !== 'unknown';
    await comesTo(id, 'unknown');
    return meanwhile;
  });
});

test('a carrier that says nothing and hangs up: unknown', () => inDoubt((socket) => socket.destroy()));

test('a carrier that answers with half a body: unknown', () => inDoubt((socket) => { const all = whole(); socket.end(all.slice(0, all.length - 20)); }));

test('a carrier that sends half a body and then nothing: unknown', () => inDoubt((socket) => { const all = whole(); socket.write(all.slice(0, all.length - 20)); }));

test('a carrier that answers with 10 MB: unknown, and the rest is not read', async () => {
  const size = 10 << 20;
  let written = 0, hung_up = false;
  await inDoubt((socket) => {
    socket.on('close', () => { hung_up = true; });
    const chunk = Buffer.alloc(1 << 16, 'x');
    const pump = () => { while (written < size && !socket.destroyed) { written += chunk.length; if (!socket.write(chunk)) return void socket.once('drain', pump); } };
    socket.write(`HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: ${size + 2}\r\n\r\n{"`);
    pump();
  }, /^/);
  await until('the gateway has hung up', () => hung_up);
});

test('a carrier whose head has no end: unknown', () => inDoubt((socket) => {
  socket.write('HTTP/1.1 201 Created\r\n');
  const drip = () => { if (!socket.destroyed) socket.write(`x-more: ${'x'.repeat(8000)}\r\n`, () => setImmediate(drip)); };
  drip();
}));

test('a carrier that answers a byte at a time: unknown when the time is over', () => inDoubt((socket) => {
  const all = whole().replace(/content-length: \d+/, 'content-length: 9000');
  let at = 0;
  const drip = () => { if (!socket.destroyed) socket.write(at < all.length ? all[at++] : ' ', () => setTimeout(drip, 20).unref()); };
  drip();
}));

test('a carrier that answers with what is no HTTP: unknown', () => inDoubt((socket) => socket.end('220 mail.example ESMTP\r\n')));

test('a carrier that answers 201 with what is no JSON: unknown', () => inDoubt((socket) => socket.write(answer(201, '<html>welcome</html>')), /^/));

test('a carrier that redirects: unknown, and nobody follows', async () => {
  const asked = good.requests.length;
  await inDoubt((socket) => socket.write(answer(307, '', { location: `${good.url}/elsewhere` })), /^/);
  assert.deepEqual(good.requests.slice(asked).filter((one) => one.path === '/elsewhere'), []);
});

test('a carrier that answers 500: unknown', () => inDoubt((socket) => socket.write(answer(500, '{}')), /^/));

test('a carrier that answers 429 with Retry-After, in seconds or as a date: queued until then, and sent once', async () => {
  for (const retryAfter of [() => '2', () => new Date(Date.now() + 3000).toUTCString()]) { // as of when it answers
    const from = bad.requests.length;
    bad.behave = (socket, n) => (n === from + 1 ? socket.write(answer(429, '{"code": 20429}', { 'retry-after': retryAfter() })) : taken(socket));
    const id = await say(far, 'put off');
    // A busy machine may show the queued text only when it has left.
    await until('it is put off', async () => { const now = await standing(id); return now.attempt >= 1 && now.outbox === 'queued' || now.delivery === 'sent'; });
    await comesTo(await say(near, 'past it'), 'sent');
    await comesTo(id, 'sent');
    const [first, second] = bad.requests.slice(from);
    assert.ok(second.at - first.at >= 1000 && bad.requests.length === from + 2, `sent again after ${second.at - first.at} ms`);
  }
});

test('a carrier with a wrong certificate: queued, and it gets neither text nor password', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'badcarriers-'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(dir, 'key'), '-out', join(dir, 'crt'), '-days', '2', '-subj', '/CN=127.0.0.1',
    '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
  const false_ = await Bytes.start({ key: readFileSync(join(dir, 'key')), cert: readFileSync(join(dir, 'crt')) });
  rmSync(dir, { recursive: true });
  await waits(await place(false_.url), /^/);
  assert.ok(false_.opened >= 2, 'it was asked');
  assert.deepEqual(false_.requests, []);
  await false_.close();
});

test('a carrier that is not there: queued, and sent once when it is back', async () => {
  const port = await reservePorts(), channel = await place(`http://127.0.0.1:${port}`);
  const id = await waits(channel, /^/);
  const back = await StandIn.start(port);
  back.answer = () => twilio.taken(`SM-back-${process.pid}`);
  await comesTo(id, 'sent', 40000);
  assert.equal(back.requests.length, 1);
  await back.close();
});
