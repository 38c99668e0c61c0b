// A trunk over TLS: stunnel4 is the carrier's end of it, SIPp behind that, baresip over TLS the agent's phone. Calls both ways, with sound; a
// certificate that names another, or that nobody vouches for, is no trunk; and what is promised to come encrypted is not taken in clear.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Certificates } from '../lib/certificates.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { sanitizerOptions } from '../lib/preload.mjs';
import { Sipp, SCENARIOS } from '../lib/sipp.mjs';
import { until } from '../lib/stack.mjs';
import { Stunnel } from '../lib/stunnel.mjs';
import { hear, sing } from '../lib/tones.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const HOST = '127.0.0.5', TONES = { carrier: 1300, phone: 1700 };
const NUMBERS = { good: '+12025550188', elsewhere: '+13035550188', stranger: '+14045550188' };
const ports = {}, open = new Set();
let calls, stunnel, files, ann, annPhone, kim, phone;
before(async () => {
  Object.assign(process.env, sanitizerOptions('fast_unwind_on_malloc=0')); // see tests/lsan.supp
  calls = await Calls.start({ name: 'trunktls' });
  files = new Certificates(join(calls.stack.dir, 'tls')).authority('root').authority('other').issue('own', 'root', 'subjectAltName=DNS:sip.example.com,IP:127.0.0.1')
    .issue('good', 'root', 'subjectAltName=DNS:localhost').issue('elsewhere', 'root', 'subjectAltName=DNS:elsewhere.example.com').issue('stranger', 'other', 'subjectAltName=DNS:localhost');
  const tls = await calls.tls(files);
  for (const name of ['gateway', 'out', 'wrong', ...Object.keys(NUMBERS)]) ports[name] = await reservePorts();
  const carrier = (name) => ({ accept: `127.0.0.1:${ports[name]}`, connect: `${HOST}:${ports.gateway}`, cert: files.path(`${name}.pem`), key: files.path(`${name}.key`) });
  const client = (host) => ({ client: 'yes', connect: `127.0.0.1:${tls.port}`, local: HOST, CAfile: files.path('root.pem'), verifyChain: 'yes', checkHost: host });
  stunnel = await Stunnel.start({ good: carrier('good'), elsewhere: carrier('elsewhere'), stranger: carrier('stranger'),
    out: { accept: `127.0.0.1:${ports.out}`, ...client('sip.example.com') }, wrong: { accept: `127.0.0.1:${ports.wrong}`, ...client('another.example.com') } });
  for (const [name, number] of Object.entries(NUMBERS)) {
    const trunk = await calls.make('trunks', { name, host: 'localhost', port: ports[name], transport: 'tls', sources: [HOST] });
    await calls.make('dial-rules', { prefix: number.slice(0, 5), action: 'allow', trunk_ids: [trunk.id] });
  }
  ann = await calls.worker('ann', '301');
  annPhone = await calls.ua();
  kim = await calls.agent('kim', { phone: null, phone_mode: 'workspace' });
  phone = await calls.baresip(kim.user, 'agent', TONES.phone, tls);
});
after(async () => { for (const one of open) await one.stop(); await stunnel?.stop(); await calls?.stop(); });

// A scenario whose words are of TLS, though its program speaks TCP.
async function sipp(name, args, how) {
  const scenario = readFileSync(join(SCENARIOS, `${name}.xml`), 'utf8').replaceAll('[transport]', 'TLS').replaceAll('WHO', CALLER);
  const one = await Sipp.start(args, { scenario, transport: 't1', host: HOST, calls: 1, sound: true, ...how });
  sing(one.end, TONES.carrier);
  open.add(one);
  return one;
}
const dial = (number) => annPhone.call(number, { from: ann.device.username, login: ann.device });
const final = (call) => until('a final answer', () => call.told.find((word) => Number(word) >= 300 && word !== '401'));

test('a call from the trunk to a queue, and to an agent\'s phone, both over TLS: each hears the other, the phone hangs up', async () => {
  await calls.available(kim);
  const customer = await sipp('caller', ['-s', CALLED], { to: `127.0.0.1:${ports.out}` });
  await customer.says(/media \d+/);
  await phone.rings();
  phone.command('accept');
  await calls.state('assigned');
  await phone.hears(TONES.carrier);
  await hear([customer, phone], new Map([[customer, [phone]]]));
  phone.command('hangup');
  await customer.done();
  assert.equal((await calls.wrapped()).outcome, 'ended_by_agent_phone');
  await calls.nothingLeft();
});

test('a call to the trunk, over TLS: each hears the other', async () => {
  const trunk = await sipp('phone', [], { port: ports.gateway });
  const call = await dial(NUMBERS.good);
  sing(call.end, TONES.phone);
  await call.has(200, 15000);
  await trunk.says(/media \d+/);
  await hear([call, trunk], new Map([[call, [trunk]], [trunk, [call]]]));
  await call.bye();
  await trunk.done();
  await calls.nothingLeft();
});

test('a certificate that names another, or whose authority is not believed, is no trunk: nothing is said to it', async () => {
  const trunk = await sipp('phone', [], { port: ports.gateway });
  const dialled = await Promise.all(['elsewhere', 'stranger'].map((name) => dial(NUMBERS[name])));
  for (const call of dialled) assert.match(await final(call), /^(503|408|480)$/, call.target);
  assert.equal(trunk.said, '');
});

test('our own certificate is checked by the carrier: under another name it says nothing to us', async () => {
  const socket = net.connect(ports.wrong, '127.0.0.1');
  const closed = new Promise((done) => socket.once('close', done).on('error', () => {}));
  socket.write('OPTIONS sip:127.0.0.1 SIP/2.0\r\n\r\n');
  socket.resume();
  await closed;
  await stunnel.says(/no matching host name|host name mismatch|certificate verify failed/i);
});

test('what is promised to come encrypted is not taken in clear', async () => {
  const stranger = await calls.ua({ host: HOST });
  const call = await stranger.call(CALLED);
  await call.has(401);
});
