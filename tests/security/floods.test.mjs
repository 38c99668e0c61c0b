// Floods from strangers: of connections that say nothing, of datagrams from ever new addresses. Trunks, phones and HTTP do not suffer
// (Security, SP-10, RL-4).
import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { ids } from '../lib/random.mjs';
import { authorize, challengeOf, parse, SipClient } from '../lib/sip.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, Calls } from '../lib/voice.mjs';

const ALL = 40, STRANGERS = 16, OF_ADDRESS = 6;
let calls, worker;
const ends = [];
before(async () => {
  calls = await Calls.start({ name: 'floods', settings: { voiced: { sip_connections: ALL, sip_connections_of_address: OF_ADDRESS } } });
  worker = await calls.worker('ines', '379');
});
after(async () => { for (const end of ends) end(); await calls?.stop(); });

const metric = async (name) => (await calls.stack.metrics('voiced'))[name] ?? 0;

async function connection(localAddress) {
  const socket = net.connect({ port: calls.port, host: '127.0.0.1', localAddress }).on('error', () => {});
  socket.on('close', () => { socket.gone = true; });
  ends.push(() => socket.destroy());
  await new Promise((done) => socket.once('connect', done).once('close', done));
  return socket;
}
const standing = (sockets) => sockets.filter(({ gone }) => !gone).length;

test('connections that say nothing: one address has few, all strangers have a part, and who registers then is let in', async () => {
  const one = await Promise.all(Array.from({ length: 3 * OF_ADDRESS }, () => connection('127.0.2.1')));
  await until('those beyond the address\'s part make room', () => standing(one) === OF_ADDRESS);
  assert.ok(standing(one.slice(0, 2 * OF_ADDRESS)) === 0, 'the oldest ones');
  assert.equal(await metric('voice_sip_connections_ended_total{why="displaced"}'), 2 * OF_ADDRESS);
  const many = await Promise.all(Array.from({ length: 2 * STRANGERS }, (_, i) => connection(`127.0.3.${1 + i}`)));
  await until('strangers have no more than their part', () => standing([...one, ...many]) === STRANGERS);
  assert.ok(await metric('voice_sip_connections_ended_total{why="displaced"}') >= 2 * OF_ADDRESS + STRANGERS);
  const phone = await SipClient.open(calls.port, { transport: 'tcp' });
  ends.push(() => phone.close());
  assert.equal((await phone.register(worker.device)).status, 200, 'a phone over TCP');
  const more = await Promise.all(Array.from({ length: STRANGERS }, (_, i) => connection(`127.0.4.${1 + i}`)));
  await until('the strangers before them made room', () => standing([...many, ...more]) <= STRANGERS);
  assert.equal((await phone.request('OPTIONS')).status, 200, 'whoever has proved who they are stays');
  const caller = await calls.carrier.call(CALLED);
  await caller.has(200);
  await caller.bye();
  await calls.nothingLeft();
  await until('who says nothing is ended in time', () => standing([...one, ...many, ...more]) === 0);
  assert.ok(await metric('voice_sip_connections_ended_total{why="silent"}') >= STRANGERS);
  assert.equal((await phone.request('OPTIONS')).status, 200);
});

// A socket, with what it was told.
async function stranger(address) {
  const socket = dgram.createSocket('udp4');
  socket.told = [];
  socket.on('message', (data) => socket.told.push(parse(data.toString('latin1'))));
  await new Promise((done) => socket.bind(0, address, done));
  ends.push(() => socket.close());
  return socket;
}
function invite(socket) {
  const id = ids.hex(8), { address, port } = socket.address();
  return [`INVITE sip:+12025550188@127.0.0.1:${calls.port} SIP/2.0`, `Via: SIP/2.0/UDP ${address}:${port};branch=z9hG4bK${id}`, 'Max-Forwards: 70', `From: <sip:x@${address}>;tag=${id}`,
    'To: <sip:+12025550188@127.0.0.1>', `Call-ID: ${id}`, 'CSeq: 1 INVITE', `Contact: <sip:x@${address}:${port}>`, 'Content-Length: 0', '', ''].join('\r\n');
}

test('an INVITE without a proof has no transaction: said again it is challenged anew, with the same tag, and no answer is repeated', async () => {
  const one = await stranger('127.0.5.1'), text = invite(one), before = await metric('voice_sip_stateless_total');
  for (let n = 1; n <= 2; n++) {
    one.send(text, calls.port, '127.0.0.1');
    await until('a challenge', () => one.told.length === n);
  }
  const [first, second] = one.told;
  assert.deepEqual([first.status, second.status], [401, 401]);
  assert.equal(first.get('to'), second.get('to'));
  assert.notEqual(challengeOf(first.get('www-authenticate')).nonce, challengeOf(second.get('www-authenticate')).nonce);
  assert.equal(await metric('voice_sip_stateless_total'), before + 2);
  await repetitionSeen();
  assert.equal(one.told.length, 2, 'none came again');
});

// A phone's INVITE that is refused has a transaction: until its ACK, its answer is repeated, first after 500 ms. Whatever was answered before would have been repeated by now.
async function repetitionSeen() {
  const phone = await SipClient.open(calls.port);
  ends.push(() => phone.close());
  const { username, password } = worker.device, uri = `sip:+12025550199@127.0.0.1:${calls.port}`;
  let answers = 0;
  phone.socket.on('message', (data) => { answers += /^SIP\/2.0 [4-6]/.test(data.toString('latin1')); });
  const challenge = challengeOf((await phone.request('INVITE', { user: username, uri, resend: false })).get('www-authenticate'));
  assert.ok((await phone.request('INVITE', { user: username, uri, resend: false, headers: [phone.contact(username), `Authorization: ${authorize({ username, password, method: 'INVITE', uri, challenge })}`] })).status >= 400);
  await until('its refusal is repeated', () => answers >= 3);
}

test('a trunk\'s address over UDP proves nothing: what is refused at once costs no transaction and is answered anew', async () => {
  const before = await metric('voice_sip_stateless_total'), carrier = await stranger('127.0.0.2');
  const text = invite(carrier).replaceAll('+12025550188', 'nobody');
  for (let n = 1; n <= 2; n++) {
    carrier.send(text, calls.port, '127.0.0.1');
    await until('a refusal', () => carrier.told.length === n);
  }
  assert.deepEqual(carrier.told.map(({ status }) => status), [404, 404]);
  assert.equal(await metric('voice_sip_stateless_total'), before + 2);
  await repetitionSeen();
  assert.equal(carrier.told.length, 2);
});

test('thousands of INVITEs from ever new addresses: none is answered twice, a phone is served meanwhile, and so is the next caller', async () => {
  const ADDRESSES = 120, EACH = 25;
  const strangers = await Promise.all(Array.from({ length: ADDRESSES }, (_, i) => stranger(`127.0.6.${1 + i}`)));
  const phone = await SipClient.open(calls.port);
  ends.push(() => phone.close());
  for (let i = 0; i < EACH; i++) {
    for (const socket of strangers) socket.send(invite(socket), calls.port, '127.0.0.1');
    assert.equal((await phone.request('OPTIONS', { user: worker.device.username })).status, 200, 'a phone is served meanwhile');
  }
  assert.equal((await phone.register(worker.device)).status, 200);
  await until('answers', () => strangers.every(({ told }) => told.length > 0));
  const caller = await calls.carrier.call(CALLED);
  await caller.has(200);
  await caller.bye();
  await calls.nothingLeft();
  await repetitionSeen();
  for (const { told } of strangers) assert.equal(new Set(told.map((one) => one.get('call-id'))).size, told.length, 'each is another request\'s');
});
