// Who is no phone and no trunk of ours is not heard for long; descriptions that would make the relay send to this machine are refused;
// a caller may describe its media late, and move them (Security, SP-10).
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, test } from 'node:test';
import { SipClient } from '../lib/sip.mjs';
import { End } from '../lib/rtpengine.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, Calls } from '../lib/voice.mjs';
import { WsPhone } from '../lib/wsphone.mjs';

let calls, kim;
const ends = [];
before(async () => {
  calls = await Calls.start({ name: 'strangers' });
  kim = await calls.agent('kim');
});
after(async () => { for (const end of ends) end.close(); await calls?.stop(); });

const metric = async (name) => (await calls.stack.metrics('voiced'))[name];
const sdpTo = (address, port = 4000) => `v=0\r\no=- 1 1 IN IP4 ${address}\r\ns=-\r\nc=IN IP4 ${address}\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\n`;

test('a stranger is challenged for a while, then not answered any more; phones and trunks at the same address are', async () => {
  const { device } = await calls.worker('iris', '377');
  const phone = await SipClient.open(calls.port);
  ends.push(phone);
  await until('a registration', async () => (await phone.register(device)).status === 200);
  const stranger = await calls.ua();
  const tries = [];
  for (let i = 0; i < 40; i++) tries.push(await stranger.call('+12025550188', { from: `guess${i}` }));
  await until('the last one is dropped', async () => await metric('voice_sip_dropped_total') >= 10);
  assert.ok(tries.filter((call) => call.told.includes('401')).length <= 30, 'so many within a minute');
  assert.equal((await phone.register(device)).status, 200, 'a phone of ours at the same address');
  const other = await SipClient.open(calls.port, { host: '127.0.0.7' });
  ends.push(other);
  other.host = '127.0.0.1'; // whom it calls
  assert.equal((await other.request('OPTIONS')).status, 200, 'others are heard');
  const caller = await calls.carrier.call(CALLED);
  await caller.has(200);
  await caller.bye();
  await calls.nothingLeft();
});

test('what is answered whoever asks counts, too: OPTIONS, and what nobody could be served', async () => {
  const { device } = await calls.worker('ivan', '378');
  for (const [host, method, uri] of [['127.0.0.9', 'OPTIONS'], ['127.0.0.10', 'MESSAGE', 'nobody:knows'], ['127.0.0.11', 'CANCEL']]) {
    const stranger = await SipClient.open(calls.port, { host });
    ends.push(stranger);
    stranger.host = '127.0.0.1'; // whom it calls
    const before = await metric('voice_sip_dropped_total'), statuses = [];
    for (let i = 0; i < 40; i++) stranger.request(method, { uri, resend: false }).then(({ status }) => statuses.push(status), () => {});
    await until(`the last ${method} are dropped`, async () => await metric('voice_sip_dropped_total') >= before + 10);
    assert.ok(statuses.length <= 30, `${statuses.length} ${method} are answered`);
    assert.equal((await until('a registration', async () => { const answer = await stranger.register(device); return answer.status === 200 && answer; })).status, 200, 'a phone of ours at the same address');
    assert.equal((await stranger.request('OPTIONS', { user: device.username })).status, 200, 'and what it asks');
  }
});

test('a program that looks for open systems is dropped at once', async () => {
  const scanner = await calls.ua({ host: '127.0.0.8' });
  const before = await metric('voice_sip_dropped_total');
  const call = await scanner.call('100', { from: '100', headers: ['User-Agent: friendly-scanner'] });
  await until('it is dropped', async () => await metric('voice_sip_dropped_total') > before);
  assert.deepEqual(call.told, []);
  call.vanish(); // it asks no more
});

const outer = Object.values(networkInterfaces()).flat().find((one) => one.family === 'IPv4' && !one.internal)?.address;
test('a carrier elsewhere whose media would go to this machine is refused, at the beginning and in the call', { skip: outer ? false : 'this machine has no other address' }, async () => {
  await calls.make('trunks', { name: 'Elsewhere', host: outer, port: 5060, transport: 'udp', sources: [outer] });
  const carrier = await calls.ua({ host: outer });
  for (const sdp of [sdpTo('127.0.0.1', calls.relayPort), sdpTo('239.1.2.3'), `${sdpTo(outer)}a=candidate:1 1 udp 1 127.0.0.1 5432 typ host\r\n`, `${sdpTo(outer)}a=rtcp:4001 IN IP4 127.0.0.1\r\n`]) {
    const call = await until('a trunk that is known', async () => {
      const one = await carrier.call(CALLED, { sdp });
      await until('an answer', () => one.told.some((word) => Number(word) >= 200));
      return !one.told.includes('401') && one;
    });
    assert.equal(call.told.at(-1), '488', sdp);
  }
  const good = await carrier.call(CALLED, { sdp: sdpTo(outer) });
  await good.has(200);
  good.told = [];
  good.request('INVITE', { sdp: sdpTo('127.0.0.1', calls.relayPort) });
  await good.has(488);
  await good.bye();
  await calls.nothingLeft();
  assert.ok(await metric('voice_descriptions_astray_total') >= 5);
});

// The phone check of a page (*43) is called: answered, and in it another description comes.
const WEBRTC = (address) => `v=0\r\no=- 1 1 IN IP4 ${address}\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 ${address}\r\na=rtpmap:0 PCMU/8000\r\na=rtcp-mux\r\na=ice-ufrag:abcd\r\n`
  + `a=ice-pwd:0123456789012345678901234\r\na=setup:actpass\r\na=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}\r\na=mid:0\r\na=candidate:1 1 udp 2113937151 ${address} 9 typ host\r\n`;
test('a page speaks WebRTC and nothing else: plain media to this machine is refused, at the beginning and in the call', async () => {
  const paul = await calls.agent('paul', { phone: null, phone_mode: 'workspace' });
  const page = await WsPhone.open(paul);
  assert.equal((await page.register()).status, 200);
  const headers = [page.contact(), 'Content-Type: application/sdp'];
  const astray = await metric('voice_descriptions_astray_total');
  assert.equal((await page.request('INVITE', { uri: 'sip:*43@trunkline.invalid', headers, body: sdpTo('127.0.0.1', calls.relayPort) })).status, 488);
  assert.equal(await metric('voice_descriptions_astray_total'), astray + 1);
  page.callId += 'x';
  const answer = await page.request('INVITE', { uri: 'sip:*43@trunkline.invalid', headers, body: WEBRTC('127.0.0.1') });
  assert.equal(answer.status, 200, answer.text);
  const inside = { uri: answer.get('contact').match(/<([^>]+)>/)[1], change: (text) => text.replace(/^To: .*$/m, `To: ${answer.get('to')}`) };
  page.ack(inside);
  const again = await page.request('INVITE', { ...inside, headers, body: sdpTo('127.0.0.1', calls.relayPort) });
  assert.equal(again.status, 488, again.text);
  page.ack({ ...inside, branch: page.branch });
  assert.equal(await metric('voice_descriptions_astray_total'), astray + 2);
  assert.equal((await page.request('BYE', inside)).status, 200);
  await calls.nothingLeft();
  await page.close();
});

test('a description without sound is refused, and nobody else\'s call suffers', async () => {
  const head = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n';
  for (const sections of ['', 'm=video 4000 RTP/AVP 31\r\n', 'm=audio 0 RTP/AVP 0\r\n']) {
    const call = await calls.carrier.call(CALLED, { sdp: head + sections });
    await call.has(488);
  }
  const good = await calls.carrier.call(CALLED);
  await good.has(200);
  good.told = [];
  good.request('INVITE', { sdp: `${head}m=audio 0 RTP/AVP 0\r\n` });
  await good.has(488);
  await good.bye();
  await calls.nothingLeft();
});

// A call that kim's phone has answered.
async function talk(how) {
  await calls.available(kim);
  const caller = await calls.carrier.call(CALLED, how);
  await caller.has(200);
  const leg = await kim.phone.called();
  await leg.answer();
  await calls.state('assigned');
  await leg.hears(10);
  await caller.hears(10);
  return { caller, leg };
}

// So many of a stranger's packets that the relay has taken it for the end itself, if ever.
async function sendsInside() {
  const inside = await calls.inner();
  for (const { port } of inside) {
    const stranger = await End.open();
    ends.push(stranger);
    stranger.to = port;
    await until(`packets to ${port} that are refused`, async () => (await calls.inner()).find((one) => one.port === port).refused >= 20);
    assert.equal(stranger.heard, 0, 'nothing is sent to a stranger');
    stranger.close(); // the next call may have this port
  }
  return inside.length;
}

test('who sends to the inner side of a call is neither heard nor hears, from the beginning', async () => {
  const caller = await calls.carrier.call(CALLED);
  await caller.has(200);
  assert.equal(await sendsInside(), 1, 'a caller who waits');
  await caller.hears(20);
  await caller.bye();
  await calls.nothingLeft();
  const both = await talk();
  assert.equal(await sendsInside(), 2, 'a caller and who talks to them');
  await both.leg.hears(20);
  await both.caller.hears(20);
  await both.leg.bye();
  await both.caller.has('BYE');
  await calls.nothingLeft();
  await kim.call('PUT', '/api/v1/me/status', { status: 'on_break' });
});

// Phones behind NAT send from elsewhere than they say, so where each sends from is learned, for 3 s (decision 0073). False: it was learned
// before the stranger had sent anything.
async function standsAgainstStranger(late) {
  const caller = await calls.carrier.call(CALLED, { late });
  await caller.has(200);
  await caller.hears(1);
  const stranger = await End.open(), outer = async () => (await calls.ends()).find(({ tag }) => tag === 'outer');
  ends.push(stranger);
  stranger.to = (await outer()).port;
  const { sequence } = stranger;
  await until('the stranger\'s packets', () => stranger.sequence >= sequence + 10);
  const learning = !(await outer()).flags.includes('confirmed');
  await caller.hears(20);
  stranger.close();
  assert.ok(stranger.heard < 10, `${stranger.heard} packets for the stranger`);
  await caller.bye();
  await calls.nothingLeft();
  return learning;
}
test('a stranger who sends to a caller\'s own port is not taken for the caller, who sends from where they say; nor for one who says it late', async () => {
  for (const late of [false, true]) for (let round = 1; !await standsAgainstStranger(late); round++) assert.ok(round < 5, 'no stranger was in time');
});

// The same dialog, with its sound at another port from now on.
async function moves(dialog) {
  const old = dialog.end;
  dialog.end = await End.open();
  dialog.end.to = old.to;
  const answer = await dialog.offer('sendrecv');
  assert.equal(answer.status, 200);
  old.close();
}

async function goesOn(who) {
  const both = await talk();
  await moves(both[who]);
  await both.leg.hears(20);
  await both.caller.hears(20);
  await both[who].offer('sendonly');
  await both[who].offer('sendrecv');
  await both.leg.hears(20);
  await both.caller.hears(20);
  await both.leg.bye();
  await both.caller.has('BYE');
  await calls.nothingLeft();
  await kim.call('PUT', '/api/v1/me/status', { status: 'on_break' });
}
test('media that move in a call are followed: of the caller', () => goesOn('caller'));
test('media that move in a call are followed: of the phone that was called', () => goesOn('leg'));

test('media that move in the ACK of an offer that was asked for are followed', async () => {
  const { caller, leg } = await talk();
  const old = caller.end;
  caller.end = await End.open();
  caller.end.to = old.to;
  caller.late = true;
  caller.told = [];
  caller.request('INVITE');
  await caller.has(200);
  old.close();
  await caller.hears(20);
  await leg.hears(20);
  await leg.bye();
  await caller.has('BYE');
  await calls.nothingLeft();
  await kim.call('PUT', '/api/v1/me/status', { status: 'on_break' });
});

test('an offer while the relay is still asked about what the ACK before it described is to be made again, and then taken', async () => {
  const { caller, leg } = await talk();
  const old = caller.end;
  caller.end = await End.open();
  caller.end.to = old.to;
  await calls.stack.freeze('rtpengine');
  try {
    Object.assign(caller, { late: true, told: [] });
    caller.request('INVITE');
    await caller.has(200);
    Object.assign(caller, { late: false, told: [] });
    caller.request('INVITE', { sdp: caller.end.sdp });
    assert.equal(await until('an answer', () => caller.told.find((one) => Number(one) >= 200)), '491');
  } finally { calls.stack.signal('rtpengine', 'SIGCONT'); }
  old.close();
  await until('it is taken', async () => (await caller.offer('sendrecv')).status === 200);
  await caller.hears(20);
  await leg.hears(20);
  await leg.bye();
  await caller.has('BYE');
  await calls.nothingLeft();
  await kim.call('PUT', '/api/v1/me/status', { status: 'on_break' });
});

test('of a description with pictures, more sound and several ports the first sound is carried; nothing else takes ports of the relay', async () => {
  const used = async () => (await calls.ports()).used;
  const more = (sdp) => `${sdp.replace(/^(m=audio \d+)/m, '$1/4')}m=video 6000 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n${'m=audio 6002/8 RTP/AVP 0\r\n'.repeat(5)}`;
  const off = (sdp) => sdp.match(/^m=.*$/gm).map((line) => Number(line.split(' ')[1])).map((port, i) => (i === 0) === (port > 0));
  await until('no port is used', async () => await used() === 0);
  const { caller, leg } = await talk({ sdp: more });
  assert.deepEqual(off(caller.last.body), Array(7).fill(true), caller.last.body);
  await until('those of two plain calls are used', async () => await used() === 8);
  const offers = async (dialog, direction, sections = 7) => {
    dialog.told = [];
    dialog.request('INVITE', { sdp: (sections > 1 ? more(dialog.end.sdp) : dialog.end.sdp).replace('a=sendrecv', `a=${direction}`) });
    await dialog.has(200);
    assert.deepEqual(off(dialog.last.body), Array(sections).fill(true), dialog.last.body);
    assert.match(dialog.last.body.match(/^m=audio [1-9][^]*?(?=^m=)|^m=audio [1-9][^]*/m)[0], direction === 'sendonly' ? /a=recvonly/ : /a=sendrecv/);
  };
  for (const dialog of [caller, leg]) for (const direction of ['sendonly', 'sendrecv']) await offers(dialog, direction); // a hold, and its end
  const old = caller.end;
  caller.end = await End.open(); // and a move
  caller.end.to = old.to;
  await offers(caller, 'sendrecv');
  old.close();
  await offers(caller, 'sendrecv', 1);
  await leg.hears(20);
  await caller.hears(20);
  assert.equal(await used(), 8);
  await leg.bye();
  await caller.has('BYE');
  await calls.nothingLeft();
  await kim.call('PUT', '/api/v1/me/status', { status: 'on_break' });
});

test('a caller who describes its media late (INVITE without SDP) hears and is heard', async () => {
  await calls.available(kim);
  const caller = await calls.carrier.call(CALLED, { late: true });
  await caller.has(200);
  assert.match(caller.last.body, /m=audio \d+ RTP\/AVP/, 'our 200 offers');
  await caller.hears(20);
  const leg = await kim.phone.called();
  await leg.answer();
  await leg.hears(20);
  await caller.hears(20);
  await caller.bye();
  await leg.has('BYE');
  await calls.nothingLeft();
});
