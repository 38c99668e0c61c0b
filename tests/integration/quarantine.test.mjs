// A peer whose input ends a daemon is refused after the second time, so that it can't end it again after each restart (decision 0115).
// The daemons crash in earnest: tests/lib/crash.c, which is preloaded, aborts where bytes with a marker are copied.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { Esme } from '../lib/esme.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { buildPreload, preloadEnv } from '../lib/preload.mjs';
import { Receiver } from '../lib/receiver.mjs';
import { request } from '../lib/request.mjs';
import { BUILD } from '../lib/root.mjs';
import { SipClient } from '../lib/sip.mjs';
import { smppLine } from '../lib/smsc.mjs';
import { running, Stack, until } from '../lib/stack.mjs';
import { hookAt, inboundParams, newNumber, newSid, postSigned } from '../lib/texts.mjs';

const MARK = 'CRASH ON DEMAND', ESCAPED = '\\u0043RASH ON DEMAND', S = { ROK: 0, RBINDFAIL: 0x0d };
const FIRST_S = 600, PASSWORD = 'seven green chairs';
let stack, admin, other, port, library;

const environment = () => preloadEnv(library, { TRUNKLINE_SMSGW_SMPP_LISTEN: `127.0.0.1:${port}`,
  TRUNKLINE_HOOKD_HOOK_ALLOW_PRIVATE: '1', TRUNKLINE_HOOKD_HOOK_HTTP_HOSTS: '127.0.0.1', TRUNKLINE_HOOKD_RETRY_FIRST_MS: '50' });
const lines = (name, event) => readFileSync(stack.run.logs[name], 'utf8').split('\n').filter((line) => line.includes(`"event":"${event}"`)).map((line) => JSON.parse(line));
const inputFile = (name) => join(stack.bus, `${name}.input`);

async function begin(name) {
  stack.spawn(name, environment());
  await stack.untilReady(name);
}
// The daemon ends by what `act` sends it, and is started again, as a supervisor does.
async function crashes(name, act) {
  const pid = stack.pid(name);
  await act().catch(() => {}); // nobody answers
  await until(`${name} has crashed`, () => !running(pid));
  await begin(name);
}
async function freshly(name) {
  await stack.kill(name, 'SIGTERM');
  rmSync(inputFile(name), { force: true }); // as docs/operating.md tells an operator
  await begin(name);
}
const crashed = (name, kind) => lines(name, 'input_crashed').filter((line) => line.kind === kind).map(({ id, crashes: n }) => [id, n]);

before(async () => {
  stack = await Stack.start({ name: 'quarantine', instances: 'presenced routerd smsgw chatd hookd voiced' });
  library = join(stack.dir, 'crash.so');
  buildPreload('crash', library);
  port = await reservePorts();
  stack.bus = /^bus_dir = (.*)$/m.exec(readFileSync(join(stack.dir, 'trunkline.conf'), 'utf8'))[1];
  await stack.kill('smsgw', 'SIGTERM');
  await begin('smsgw');
  admin = await Client.login(stack, stack.user('administrator'), 'admin');
  const added = spawnSync(join(BUILD, 'bin/trunklinectl'), ['tenant', 'add', 'Second & Co', '--administrator', 'second', '--database', stack.conninfo('trunkline')], { input: `${PASSWORD}\n`, encoding: 'utf8' });
  assert.equal(added.status, 0, added.stderr);
  other = await Client.login(stack, { username: 'second', password: PASSWORD }, 'admin');
});
after(() => stack?.stop());

let next = 1;
async function clientOf(owner, channel) {
  const n = next++, answer = await owner.call('POST', '/api/v1/smpp-clients', { name: `Client ${n}`, system_id: `client-${n}`, channel_ids: [channel.id], rate_per_s: 1000, submit_window: 50 });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}
async function bound(client) {
  const esme = await Esme.bind(port, client);
  assert.equal(esme.bound, S.ROK);
  return esme;
}

test('an SMPP client that ends the gateway twice is refused; one of another organisation is served', async () => {
  const line = await smppLine(stack, admin);
  const channel = await other.call('POST', '/api/v1/channels', { medium: 'sms', name: 'Second', number: '+14157790001' });
  assert.equal(channel.status, 201, JSON.stringify(channel.body));
  const hostile = await clientOf(admin, line.channel), well = await clientOf(other, channel.body);
  const crash = async () => { const esme = await bound(hostile); await esme.submit(line.number, newNumber(), MARK); };
  await crashes('smsgw', crash);
  assert.deepEqual(lines('smsgw', 'input_crashed').map(({ kind, id, crashes: n }) => [kind, id, n]), [['smpp_client', `1:${hostile.id}`, 1]]);
  assert.deepEqual(lines('smsgw', 'input_quarantined'), [], 'once is not enough');
  const again = await bound(hostile);
  assert.equal((await again.submit(line.number, newNumber(), 'harmless')).command_status, S.ROK, 'it is still served');
  await crashes('smsgw', crash);
  const [row, ...more] = lines('smsgw', 'input_quarantined');
  assert.deepEqual([row.level, row.kind, row.id, row.crashes, more.length], ['error', 'smpp_client', `1:${hostile.id}`, 2, 0]);
  const left = (Date.parse(row.until) - Date.parse(row.at)) / 1000;
  assert.ok(Math.abs(left - FIRST_S) < 1, `${left} s`);
  const refused = await Esme.bind(port, hostile);
  assert.equal(refused.bound, S.RBINDFAIL);
  assert.ok(refused.answer.command_status !== S.ROK);
  const esme = await bound(well);
  assert.equal((await esme.ask('enquire_link')).command_status, S.ROK);
  const metrics = await stack.metrics('smsgw');
  assert.deepEqual([metrics.trunkline_quarantine_peers, metrics.trunkline_quarantine_refused_total], [1, 1]);
  await esme.close();
  // A restart alone releases nobody; the file's removal does.
  await stack.kill('smsgw', 'SIGTERM');
  await begin('smsgw');
  assert.equal((await Esme.bind(port, hostile)).bound, S.RBINDFAIL);
  await freshly('smsgw');
  await (await bound(hostile)).close();
  await line.smsc.close();
});

test('a user that ends the gateway twice is answered 503 with Retry-After; others are served', async () => {
  const login = { username: 'eve', password: 'nine blue bicycles' };
  assert.equal((await admin.call('POST', '/api/v1/users', { ...login, name: 'Eve', role: 'administrator' })).status, 201);
  const eve = await Client.login(stack, login, 'admin');
  const path = '/api/v1/smpp-clients', list = (client) => client.call('GET', path);
  for (const n of [1, 2]) {
    assert.equal((await list(eve)).status, 200, `before crash ${n}`);
    await crashes('smsgw', () => eve.call('POST', path, undefined, { raw: `{"name":"${ESCAPED}","system_id":"eve-${n}","channel_ids":[]}` }));
  }
  assert.deepEqual(crashed('smsgw', 'user'), [[`1:${eve.id}`, 1], [`1:${eve.id}`, 2]]);
  const refused = await list(eve), after = Number(refused.headers.get('retry-after'));
  assert.deepEqual([refused.status, refused.body.type], [503, 'unavailable']);
  assert.match(refused.body.detail, /has failed repeatedly while it processed input of this client/);
  assert.ok(after > FIRST_S - 60 && after <= FIRST_S, `${after} s`);
  for (const client of [admin, other]) assert.equal((await list(client)).status, 200);
  assert.equal((await eve.call('GET', '/api/v1/users')).status, 200, 'where nothing crashed it is served');
  await freshly('smsgw');
  assert.equal((await list(eve)).status, 200);
});

test('a channel that ends the gateway twice by its webhook, once signed, is answered 503; unsigned requests count for nobody; the rest of the gateway serves', async () => {
  const channel = stack.channel('twilio'), at = hookAt(stack, 'smsgw', channel);
  const text = (words) => postSigned(channel, inboundParams(channel, newNumber(), words), { to: at });
  const unsigned = () => request(at, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `Body=${encodeURIComponent(MARK)}` });
  for (let n = 0; n < 2; n++) await crashes('smsgw', unsigned);
  assert.equal((await text('harmless')).status, 200, 'whoever knows the address of the webhook blames nobody');
  // The copies of a text before its signature is verified are passed over, so that it crashes later and later.
  for (let skip = 1; crashed('smsgw', 'channel').length < 2; skip++) {
    assert.ok(skip < 40, 'the text is handled beyond its signature');
    assert.equal((await text('harmless')).status, 200, `before crash ${skip}`);
    await stack.kill('smsgw', 'SIGTERM');
    stack.spawn('smsgw', { ...environment(), CRASH_SKIP: String(skip) });
    await stack.untilReady('smsgw');
    const pid = stack.pid('smsgw');
    if (await text(MARK).then(() => true, () => false)) continue;
    await until('smsgw has crashed', () => !running(pid));
    await begin('smsgw');
  }
  assert.equal((await text('harmless')).status, 503);
  assert.equal((await admin.call('GET', '/api/v1/smpp-clients')).status, 200);
  await freshly('smsgw');
  assert.equal((await text('harmless')).status, 200);
});

test('a carrier that ends the gateway twice is not connected to; texts wait for it, and leave once it is released', async () => {
  const line = await smppLine(stack, admin), second = await smppLine(stack, admin);
  for (const n of [1, 2]) {
    await until(`bound before crash ${n}`, () => line.smsc.bound().length > 0);
    await crashes('smsgw', () => line.smsc.text(newNumber(), line.number, MARK));
  }
  assert.deepEqual(crashed('smsgw', 'carrier_account'), [[`1:${line.account.id}`, 1], [`1:${line.account.id}`, 2]]);
  await second.smsc.untilBound();
  const client = await clientOf(admin, line.channel), esme = await bound(client), number = newNumber();
  const opened = line.smsc.opened;
  assert.equal((await esme.submit(line.number, number, 'kept')).command_status, S.ROK);
  await until('it has been tried', async () => (await stack.query("SELECT FROM sms.outbox WHERE number = $1 AND attempt > 0", [number])).length > 0);
  assert.deepEqual([line.smsc.opened, line.smsc.bound().length, line.smsc.to(number).length], [opened, 0, 0], 'no connection is opened');
  assert.equal(lines('smsgw', 'smpp_quarantined').at(-1).account, line.account.id);
  await freshly('smsgw');
  await line.smsc.untilTo(number);
  assert.equal(line.smsc.to(number).length, 1);
  await Promise.all([line.smsc.close(), second.smsc.close()]);
});

test('a carrier that ends the gateway twice by its answers is sent nothing; texts wait for it, and leave once it is released', async () => {
  const channel = stack.channel('twilio'), texts = [];
  let says = () => JSON.stringify({ sid: newSid(), status: 'queued' });
  await stack.kill('demo-carrier', 'SIGTERM');
  const carrier = createServer(async (req, res) => {
    let body = '';
    for await (const chunk of req.setEncoding('utf8')) body += chunk;
    texts.push(new URLSearchParams(body).get('Body'));
    res.writeHead(201, { 'content-type': 'application/json' }).end(says());
  });
  await new Promise((done) => carrier.listen(new URL(channel.carrier_url).port, '127.0.0.1', done));
  await freshly('smsgw');
  const client = await clientOf(admin, channel), before = crashed('smsgw', 'carrier_account').length;
  const send = async (words) => { const esme = await bound(client); assert.equal((await esme.submit(channel.number, newNumber(), words)).command_status, S.ROK); };
  const sound = says;
  says = () => MARK;
  for (const n of [1, 2]) {
    const pid = stack.pid('smsgw');
    await send(`text ${n}`);
    await until(`crash ${n}`, () => !running(pid));
    await begin('smsgw');
  }
  assert.deepEqual(crashed('smsgw', 'carrier_account').slice(before).map(([, n]) => n), [1, 2]);
  says = sound;
  await send('kept');
  const tried = () => stack.query("SELECT FROM sms.outbox AS o JOIN messaging.message AS m ON m.tenant = o.tenant AND m.id = o.message WHERE m.text = 'kept' AND o.attempt > 0");
  await until('it has been tried', async () => (await tried()).length > 0);
  assert.deepEqual(texts, ['text 1', 'text 2'], 'nothing more has left');
  await freshly('smsgw');
  await until('it has left', () => texts.includes('kept'));
  assert.deepEqual(texts.filter((words) => words === 'kept'), ['kept']);
  carrier.closeAllConnections();
  carrier.close();
});

test('an agent that ends chatd twice by a frame has no stream any more; a colleague has', async () => {
  const [maya, ida] = [await Client.login(stack, stack.user('agent', 0)), await Client.login(stack, stack.user('agent', 1))];
  await stack.kill('chatd', 'SIGTERM');
  await begin('chatd');
  for (const n of [1, 2]) {
    await maya.open();
    const pid = stack.pid('chatd');
    maya.socket.send(MARK);
    await until(`crash ${n}`, () => !running(pid));
    await begin('chatd');
  }
  assert.deepEqual(crashed('chatd', 'user'), [[`1:${maya.id}`, 1], [`1:${maya.id}`, 2]]);
  await assert.rejects(maya.open(), /503/);
  await ida.open();
  ida.close();
  await freshly('chatd');
});

// A TCP connection to the SIP port; `ended`: the other side has closed it.
async function sipConnection(host) {
  const socket = connect({ port: stack.run.sip.voiced.port, host: '127.0.0.1', localAddress: host });
  const one = { socket, heard: '', ended: false };
  socket.on('data', (data) => { one.heard += data; }).on('error', () => {}).on('close', () => { one.ended = true; });
  await new Promise((done) => { socket.once('connect', done).once('close', done); });
  one.options = (more = '') => socket.write(`OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP ${host}:${socket.localPort};branch=z9hG4bK${Math.random().toString(36).slice(2)}\r\nMax-Forwards: 70\r\n` +
    `From: <sip:x@${host}>;tag=1\r\nTo: <sip:127.0.0.1>\r\nCall-ID: ${Math.random()}\r\nCSeq: 1 OPTIONS\r\n${more}Content-Length: 0\r\n\r\n`);
  return one;
}

test('an address whose connection ends the SIP port twice is not let in; another one is', async () => {
  await stack.kill('voiced', 'SIGTERM');
  await begin('voiced');
  for (const n of [1, 2]) {
    const hostile = await sipConnection('127.0.0.11'), pid = stack.pid('voiced');
    hostile.options();
    await until(`an answer before crash ${n}`, () => hostile.heard.startsWith('SIP/2.0 200'));
    hostile.options(`Authorization: Digest username="${MARK}"\r\n`);
    await until(`crash ${n}`, () => !running(pid));
    await begin('voiced');
  }
  assert.deepEqual(crashed('voiced', 'sip_address'), [['127.0.0.11', 1], ['127.0.0.11', 2]]);
  const hostile = await sipConnection('127.0.0.11'), well = await sipConnection('127.0.0.9');
  await until('it is closed', () => hostile.ended);
  well.options();
  await until('the other one is answered', () => well.heard.startsWith('SIP/2.0 200'));
  well.socket.destroy();
});

test('an address in a datagram proves nothing: it is logged, and heard', async () => {
  const client = await SipClient.open(stack.run.sip.voiced.port, { host: '127.0.0.8' });
  client.host = '127.0.0.1';
  for (const n of [1, 2, 3]) {
    assert.equal((await client.request('OPTIONS')).status, 200, `before crash ${n}`);
    const pid = stack.pid('voiced');
    client.request('OPTIONS', { headers: [`Authorization: Digest username="${MARK}"`], resend: false }).catch(() => {});
    await until(`crash ${n}`, () => !running(pid));
    await begin('voiced');
  }
  assert.deepEqual(crashed('voiced', 'sip_datagram'), [1, 2, 3].map((n) => ['127.0.0.8', n]));
  assert.equal((await client.request('OPTIONS')).status, 200);
  client.close();
});

test('an address that ends presenced twice before anybody is logged in is refused; others, and this machine, are served', async () => {
  const from = (address, username = 'nobody') => request('http://presenced/api/v1/sessions', { method: 'POST', socket: stack.run.sockets.presenced,
    headers: { 'content-type': 'application/json', ...(address ? { 'x-forwarded-for': address } : {}) }, body: `{"username":"${username}","password":"nine blue bicycles","app":"work"}` });
  await stack.kill('presenced', 'SIGTERM');
  await begin('presenced');
  for (const n of [1, 2]) {
    assert.equal((await from('203.0.113.7')).status, 401, `before crash ${n}`);
    await crashes('presenced', () => from('203.0.113.7', ESCAPED));
  }
  assert.deepEqual(crashed('presenced', 'address'), [['203.0.113.7', 1], ['203.0.113.7', 2]]);
  assert.equal((await from('203.0.113.7')).status, 503);
  assert.equal((await from('203.0.113.8')).status, 401);
  // An edge that forwards no address, or a probe: this machine is never refused.
  for (let n = 0; n < 3; n++) await crashes('presenced', () => from(null, ESCAPED));
  assert.equal((await from(null)).status, 401);
  assert.deepEqual(crashed('presenced', 'address').length, 2);
  await freshly('presenced');
  assert.equal((await from('203.0.113.7')).status, 401);
});

// A bind_transceiver whose system id is the marker, as bytes; true: it is answered, false: the connection is closed without a word.
function bindFrom(localAddress, words) {
  const body = Buffer.concat([Buffer.from(`${words}\0password\0\0`), Buffer.from([0x34, 0, 0, 0])]), head = Buffer.alloc(16);
  [16 + body.length, 9, 0, 1].forEach((n, i) => head.writeUInt32BE(n, 4 * i));
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress }, () => socket.write(Buffer.concat([head, body])));
    socket.on('data', () => { done(true); socket.destroy(); }).on('error', () => done(false)).on('close', () => done(false));
  });
}

test('an address that ends the gateway twice before it is bound is disconnected; another one is answered', async () => {
  await freshly('smsgw');
  for (const n of [1, 2]) {
    assert.equal(await bindFrom('127.0.0.3', 'nobody'), true, `before crash ${n}`);
    await crashes('smsgw', () => bindFrom('127.0.0.3', MARK));
  }
  assert.deepEqual(crashed('smsgw', 'smpp_address'), [['127.0.0.3', 1], ['127.0.0.3', 2]]);
  assert.equal(await bindFrom('127.0.0.3', 'nobody'), false);
  assert.equal(await bindFrom('127.0.0.4', 'nobody'), true);
  await freshly('smsgw');
});

test('a webhook that ends hookd twice by its answers is sent nothing more, and gets all once it is released', async () => {
  const sandbox = stack.channel('sandbox'), key = new Client(stack, stack.run.api_key);
  const text = async () => assert.equal((await key.call('POST', `/api/v1/channels/${sandbox.id}/sandbox/inbound`, { from: newNumber(), text: 'hello' })).status, 202);
  const receiverOf = async () => {
    const receiver = await Receiver.start(), made = await admin.call('POST', '/api/v1/webhooks', { url: receiver.url, types: ['*'] });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return Object.assign(receiver, { id: made.body.webhook });
  };
  await freshly('hookd');
  const hostile = await receiverOf(), well = await receiverOf();
  let armed = false;
  hostile.behave = () => { const now = armed; armed = false; return now ? { status: 200, body: MARK } : 500; };
  for (const n of [1, 2]) {
    const pid = stack.pid('hookd');
    armed = true;
    if (n === 1) await text();
    await until(`crash ${n}`, () => !running(pid));
    await begin('hookd');
  }
  assert.deepEqual(crashed('hookd', 'webhook'), [[`1:${hostile.id}`, 1], [`1:${hostile.id}`, 2]]);
  const before = hostile.all.length, others = well.taken.length;
  await text();
  await until('the other one has it', () => well.taken.length > others);
  assert.equal(hostile.all.length, before, 'nothing is sent to it');
  hostile.behave = () => 200;
  await freshly('hookd');
  const has = (id) => hostile.taken.some(({ event }) => event.id === id);
  await until('it has all that the other one has', () => well.taken.every(({ event }) => has(event.id)));
  for (const receiver of [hostile, well]) await receiver.close();
});

test('a daemon that ends while it works on nobody\'s input counts it for nobody', async () => {
  assert.equal((await admin.call('GET', '/api/v1/users')).status, 200);
  for (const name of ['presenced', 'chatd', 'smsgw', 'voiced']) {
    const before = lines(name, 'input_crashed').length;
    for (let n = 0; n < 2; n++) {
      await stack.kill(name, 'SIGABRT'); // as a watchdog does: of a mark that stayed, this would be a crash
      await begin(name);
    }
    assert.equal(lines(name, 'input_crashed').length, before, name);
    assert.ok(existsSync(inputFile(name)));
  }
});
