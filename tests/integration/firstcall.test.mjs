// A newcomer's first calls: quickstart --voice plays them over SIP, RTP and the relay, and says what was heard; what does not work is said, too.
// Afterwards there are numbers outside to call; what serves them survives whatever comes to its port, and ends with the demo.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { NUMBERS, Outside, TONE_HZ } from '../../deploy/demo/outside.mjs';
import { Phone, toneIn } from '../../deploy/demo/phone.mjs';
import { Client } from '../lib/client.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { generator } from '../lib/random.mjs';
import { ROOT, Stack, running, until } from '../lib/stack.mjs';

let stack, first;
const outside = (script) => NUMBERS.find((one) => one.script === script).number;
before(async () => {
  stack = await Stack.start({ name: 'firstcall', instances: 'presenced routerd chatd voiced' });
  first = await runs(join(ROOT, 'deploy/quickstart'), [...stack.args, '--voice']);
  stack.run = JSON.parse(readFileSync(join(stack.dir, 'run.json'), 'utf8'));
});
after(async () => { await stack?.stop(); });

const runs = (file, args) => new Promise((done) => { execFile(file, args, { cwd: ROOT, maxBuffer: 1 << 24, env: { ...process.env, PATIENCE: '6' } }, (error, stdout, stderr) => done({ code: error?.code ?? 0, stdout, stderr })); });
const play = () => runs(process.execPath, [join(ROOT, 'deploy/demo/play_voice.mjs'), join(stack.dir, 'run.json')]);
const piece = (file) => { const all = readFileSync(file), middle = all.length >> 1; return all.subarray(middle, middle + 800); };

// The agent's phone calls while they are Available: it shows the queue's number. What becomes of the call is `look`'s. A call that is answered is hung up.
async function calls(number, look) {
  const { voice, sip } = stack.run, [login] = voice.phones, phone = await Phone.open({ server: sip.voiced, hz: 880, login });
  const agent = await Client.ready(stack, stack.user('agent', 0));
  try {
    await phone.call(number, login.username);
    return await look(phone);
  } finally {
    await phone.hangUp();
    phone.close();
    await agent.call('DELETE', '/api/v1/sessions/me?return=true');
    agent.close();
  }
}
const says = (phone, file) => until(`${file} is heard`, () => phone.sound.heard.includes(piece(file)));
const answers = () => calls(outside('answer'), async (phone) => {
  await says(phone, join(stack.dir, 'outside/answer.wav'));
  await until('its tone is heard', () => phone.sound.heard.length > 8000 && toneIn(phone.sound.lately(250), TONE_HZ) > 0.9);
});

test('quickstart --voice plays calls: in by the queue with greeting, place, music, offer, talk, hold; out to a number that speaks, and to one that calls back (SP-10, SP-12, SP-13)', async () => {
  const { code, stdout, stderr } = first;
  assert.equal(code, 0, stdout + stderr);
  const steps = stdout.split('\n').map((line) => /^ +[\d.]+ s +\(\+ *\d+ ms\) +(.+?)(  |$)/.exec(line)?.[1]).filter(Boolean);
  assert.deepEqual(steps, ['agent\'s phone registered', 'call answered by the queue', 'greeting heard', 'position said', 'music heard', 'agent available',
    'routed, offered, phone rings', 'accepted and picked up', 'talk', 'held', 'resumed', 'ended', 'wrapped up',
    'called out, and answered', 'a voice and a tone heard', 'called out again', 'called back']);
  const heard = [...stdout.matchAll(/(agent|customer) hears (\d+) Hz \((\d+) % of the sound, (\d+) packets/g)].map(([, who, hz, tone, packets]) => [who, hz, tone > 90, packets > 20]);
  assert.deepEqual(heard, Array(2).fill([['agent', '440', true, true], ['customer', '880', true, true]]).flat());
  const [it] = await stack.query('SELECT state, outcome, medium FROM routing.interaction ORDER BY id DESC LIMIT 1');
  assert.deepEqual(it, { state: 'ended', outcome: 'ended', medium: 'voice' });
  const { voice, sip } = stack.run;
  assert.ok(stdout.includes(`${voice.number}, called from ${voice.trunk.address}`) && stdout.includes(`sip:127.0.0.1:${sip.voiced.port}`));
  for (const phone of voice.phones) assert.ok(stdout.includes(phone.username) && stdout.includes(phone.password), phone.user);
  for (const { number, words } of NUMBERS) assert.ok(stdout.includes(`${number}  ${words}`), number);
  assert.match(stdout, /dial 0999 in the page/);
});

test('the numbers outside stay: one speaks, one is busy, others are nobody\'s', async () => {
  await answers();
  await assert.rejects(calls(outside('busy'), () => {}), /486/);
  await assert.rejects(calls('+14155550199', () => {}), /404/);
});

test('whatever comes to the outside world\'s port, it serves on', async () => {
  const port = Number(new URL(stack.run.base_url).port) + 5, socket = createSocket('udp4'), pid = stack.pid('demo-outside');
  await new Promise((done) => socket.bind(0, '127.0.0.1', done));
  const send = (data) => new Promise((done) => socket.send(data, port, '127.0.0.7', done));
  const answered = [];
  socket.on('message', (data) => answered.push(data.toString('latin1')));
  let n = 0;
  const invite = ({ line = `INVITE sip:${outside('answer')}@127.0.0.7 SIP/2.0`, sdp = 'v=0\r\n', cseq = '1 INVITE', via = 'SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx', from = '<sip:+14155550100@x>;tag=1', to = '<sip:a@b>', id = `bad-${++n}`, more = '' } = {}) =>
    `${line}\r\nVia: ${via}\r\nFrom: ${from}\r\nTo: ${to}\r\nCall-ID: ${id}\r\nCSeq: ${cseq}\r\n${more}Contact: <sip:x@127.0.0.1:9>\r\n\r\n${sdp}`;
  const media = (m, c = '127.0.0.1') => `v=0\r\nc=IN IP4 ${c}\r\nm=${m}\r\n`;
  const whole = invite({ sdp: media('audio 9 RTP/AVP 0') });
  const bad = ['', '\r\n\r\n', 'x', '\0\0\0\0', 'INVITE\r\n\r\n', 'SIP/2.0 200 OK\r\n\r\n', 'SIP/2.0 999 X\r\nCSeq: 1 INVITE\r\n\r\n', whole.slice(0, -whole.length / 2),
    ...[media('audio 0 RTP/AVP 0'), media('audio 70000 RTP/AVP 0'), media('audio 4 RTP/AVP 0', '999.1.1.1'), media('audio 4 RTP/AVP 0', '127.999.1.1'), media('audio 4 RTP/AVP 0', 'evil.example'), media('audio 4 RTP/AVP 0', '192.0.2.1'), media('audio 4 RTP/SAVP 8'), 'm=audio', ''].map((sdp) => invite({ sdp })),
    invite({ line: 'INVITE sip:%00@%ff SIP/2.0' }), invite({ line: `INVITE sip:${'9'.repeat(60000)}@x SIP/2.0` }), invite({ cseq: 'x' }), invite({ cseq: '99999999999999999999 INVITE' }), invite({ cseq: '1 BYE' }), invite({ from: '\x01' }),
    invite({ more: 'X: y\r\n'.repeat(5000) }), invite({ more: `X: ${'y'.repeat(30000)}\r\n` }), invite({ more: ': \r\nno colon\r\n' }),
    ...['BYE', 'CANCEL', 'ACK', 'OPTIONS', 'UPDATE', 'NOTIFY'].map((method) => invite({ line: `${method} sip:x@y SIP/2.0`, cseq: `1 ${method}` })),
    ...['BYE', 'INVITE', 'CANCEL'].map((method) => invite({ line: 'SIP/2.0 200 OK', cseq: `1 ${method}` }))];
  for (const one of bad) await send(one);
  const random = generator();
  for (let i = 0; i < 500; i++) await send(random.bytes(1 + (i * 37) % 2000));
  // A whole message with any one part of it broken.
  for (let i = 0; i < whole.length; i += 3) await send(whole.slice(0, i) + String.fromCharCode((i * 7) % 256) + whole.slice(i + 1));
  await answers();
  assert.equal(stack.pid('demo-outside'), pid);
  assert.ok(running(pid));
  assert.ok(answered.some((one) => one.startsWith('SIP/2.0 488')), 'what was a message was answered');
  socket.close();
});

test('a call outside that can have no sound, or whose end nobody answers, is no call any more', async () => {
  const peer = createSocket('udp4'), heard = [];
  peer.on('message', (data) => heard.push(data.toString('latin1')));
  await new Promise((done) => peer.bind(0, '127.0.0.1', done));
  const port = await reservePorts(), to = { address: '127.0.0.1', port: peer.address().port };
  const world = await Outside.open({ host: '127.0.0.8', port, voices: join(stack.dir, 'outside') });
  const gets = (what) => until(what, () => heard.find((one) => one.startsWith(what)));
  const nothing = (what) => until(what, () => world.calls.size === 0);
  try {
    world.callBack('+14155550100', outside('call_back'), to);
    const invite = await gets('INVITE');
    peer.send(invite.replace(/^INVITE.*/, 'SIP/2.0 180 Ringing').replace(/\r\n\r\n[^]*/, '\r\n\r\n'), port, '127.0.0.8');
    const [call] = world.calls.values();
    await until('it rings', () => [...call.waiting.values()][0]?.heard);
    call.hangUp();
    await gets('CANCEL');
    await nothing('the end of a call whose other side is gone');

    world.host = '192.0.2.1'; // this machine has no such address
    world.callBack('+14155550100', outside('call_back'), to);
    assert.equal(world.calls.size, 1);
    await nothing('the end of a call back without sound');
    peer.send(invite.replace(/^INVITE \S+/, `INVITE sip:${outside('answer')}@127.0.0.8`), port, '127.0.0.8');
    await gets('SIP/2.0 500');
    await nothing('the end of a call without sound');
  } finally {
    await world.close();
    peer.close();
  }
});

test('a caller whom nobody answers leaves a voicemail in words, once (SP-14)', async () => {
  const ida = await Client.login(stack, stack.run.users.find((one) => one.username === 'ida'), 'work');
  for (let i = 0; i < 2; i++) {
    const { code, stdout, stderr } = await runs(process.execPath, [join(ROOT, 'deploy/demo/furnish_calls.mjs'), join(stack.dir, 'run.json')]);
    assert.equal(code, 0, stdout + stderr);
    const { data } = (await ida.call('GET', '/api/v1/me/voicemails')).body;
    assert.equal(data.length, 1);
    assert.ok(data[0].duration_ms > 3000, JSON.stringify(data[0]));
  }
});

test('it is played again; a second quickstart starts the outside world again that was killed', async () => {
  process.kill(stack.pid('demo-outside'), 'SIGKILL');
  await stack.ensure();
  const again = await play();
  assert.equal(again.code, 0, again.stdout + again.stderr);
});

test('what does not work is said', async () => {
  await stack.kill('rtpengine');
  const { code, stderr } = await play();
  assert.equal(code, 1);
  assert.match(stderr, /the call was refused: SIP\/2\.0 (5|4)\d\d/);
});

test('the test number of emergency calls answers, says that it is no real one; the number that it can call back was sent', async () => {
  await stack.ensure();
  await until('the relay is back', async () => !(await (await fetch(`${stack.run.http.voiced}/readyz`)).text()).includes('relay'));
  await calls('0999', (phone) => says(phone, join(ROOT, 'build/prompts/en/sandbox.wav')));
  const adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const { body: { data: [site] } } = await adam.call('GET', '/api/v1/sites');
  assert.match(site.call_back_number, /^\+1415555/);
});

test('--stop ends the outside world with the rest', async () => {
  const pid = stack.pid('demo-outside');
  assert.ok(running(pid));
  await stack.halt();
  assert.ok(!running(pid));
});
