// Phones over TLS have SRTP, whose keys stand in the descriptions (SDES, RFC 4568): baresip, set to take nothing else. A phone without SRTP is
// called without it. Keys stay over a hold and another far end, and new keys are followed (Security).
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Certificates } from '../lib/certificates.mjs';
import { generator } from '../lib/random.mjs';
import { KEY_BYTES, protector } from '../lib/srtp.mjs';
import { until } from '../lib/stack.mjs';
import { hear, sing } from '../lib/tones.mjs';
import { CALLED, Calls } from '../lib/voice.mjs';

const TONES = { customer: 1300, phone: 1700, colleague: 900 };
let calls, tls, kim, phone, annPhone;
before(async () => {
  calls = await Calls.start({ name: 'srtp' });
  tls = await calls.tls(new Certificates(join(calls.stack.dir, 'tls')).authority('root').issue('own', 'root', 'subjectAltName=DNS:localhost,IP:127.0.0.1'));
  annPhone = await calls.register(await calls.worker('ann', '301'));
  kim = await calls.agent('kim', { phone: null, phone_mode: 'workspace' });
  phone = await calls.baresip(kim.user, 'agent', TONES.phone, { ...tls, srtp: true });
});
after(() => calls?.stop());

// What the outer ends speak, but for the one that hears at this port: the other side's.
const protocols = async (other) => (await calls.ends()).filter(({ tag, to }) => tag === 'outer' && to !== other).map(({ protocol }) => protocol);

// A customer of the queue whom this phone has answered: each hears the other, and the phone's sound goes by this protocol.
async function talk(one, protocol) {
  const customer = await calls.carrier.call(CALLED);
  sing(customer.end, TONES.customer);
  await one.rings();
  one.command('accept');
  await calls.state('assigned');
  await one.hears(TONES.customer);
  await hear([customer, one], new Map([[customer, [one]]]));
  // Other phones that rang may still be leaving the relay.
  await until(`${protocol} alone`, async () => (await protocols(customer.end.port)).join() === protocol);
  return customer;
}

test('a queue\'s call to a phone over TLS: it is asked for SRTP, both hear each other, also after a hold of the phone and one of the page', async () => {
  await calls.available(kim);
  const customer = await talk(phone, 'RTP/SAVP');
  phone.command('hold');
  await phone.carries(false);
  phone.command('resume');
  await hear([customer, phone], new Map([[customer, [phone]]]));
  await phone.carries(true);
  const { id } = await calls.interaction();
  const held = (wanted) => kim.see('interaction', (state, facts) => facts.id === String(id) && (state.call?.held_by ?? null) === wanted);
  assert.equal((await kim.call('POST', `/api/v1/interactions/${id}/call/hold`)).status, 202);
  await held('agent');
  await hear([customer, phone], new Map([[customer, []]]));
  assert.equal((await kim.call('POST', `/api/v1/interactions/${id}/call/resume`)).status, 202);
  await held(null);
  await hear([customer, phone], new Map([[customer, [phone]]]));
  await phone.carries(true);
  phone.command('hangup');
  await customer.has('BYE');
  await calls.nothingLeft();
});

test('a call that the phone makes has SRTP, and no key leaves its leg', async () => {
  phone.command('dial', '301');
  const leg = await annPhone.called();
  assert.doesNotMatch(leg.invite.body, /crypto|SAVP/);
  sing(await leg.sound(), TONES.colleague);
  await leg.answer();
  await phone.hears(TONES.colleague);
  await hear([leg, phone], new Map([[leg, [phone]]]));
  assert.deepEqual(await protocols(leg.end.port), ['RTP/SAVP']);
  phone.command('hangup');
  await leg.has('BYE');
  await calls.nothingLeft();
});

test('a phone over TLS without SRTP refuses it, and is called without: it rings beside one with SRTP, stops when the caller gives up, and is heard', async () => {
  const plain = await calls.baresip(kim.user, 'agent', TONES.phone, tls);
  const refused = async () => (await calls.stack.metrics('voiced')).voice_phones_without_srtp_total ?? 0;
  const earlier = await refused();
  await calls.available(kim);
  const impatient = await calls.carrier.call(CALLED);
  await Promise.all([phone.rings(), plain.rings(), impatient.has(200)]); // else its CANCEL would cross the answer
  const ended = () => [phone, plain].map(({ events }) => events.filter(({ type }) => type === 'CALL_CLOSED').length), rung = ended();
  impatient.drop();
  await until('neither rings', () => ended().every((count, i) => count > rung[i]));
  await calls.nothingLeft();
  const customer = await talk(plain, 'RTP/AVP');
  assert.equal(await refused(), earlier + 2);
  plain.command('hangup');
  await customer.has('BYE');
  await calls.nothingLeft();
  await kim.call('PUT', '/api/v1/me/status', { status: 'on_break' });
});

const random = generator(); // a packet is what its key makes of it
const newKey = (bytes = KEY_BYTES) => random.bytes(bytes);
const keyLine = (tag, suite, key) => `a=crypto:${tag} ${suite} inline:${key.toString('base64')}\r\n`;
const secured = (sdp, lines) => `${sdp.replace('RTP/AVP', 'RTP/SAVP')}${lines}`;
const chosen = ({ body }) => { const [, tag, suite, key] = /^a=crypto:(\d+) (\S+) inline:(\S+)\r$/m.exec(body); return { tag, suite, key }; };

test('an offer of SRTP is answered with SRTP, and its sound is heard; a refresh keeps our key, new keys of theirs are followed, plain RTP in their place is refused', async () => {
  const rae = await calls.agent('rae');
  await calls.available(rae);
  const keys = [newKey(), newKey()];
  const lines = keys.map((key, i) => keyLine(2 * i + 1, 'NULL_HMAC_SHA1_80', newKey()) + keyLine(2 * i + 2, 'AES_CM_128_HMAC_SHA1_80', key));
  const caller = await calls.carrier.call(CALLED, { sdp: (own) => secured(own, lines[0]) });
  caller.end.protect = protector(keys[0]);
  await caller.has(200);
  let version = 1;
  const again = async (sdp) => {
    caller.request('INVITE', { sdp: sdp.replace(/^(o=- \d+) \d+/m, `$1 ${++version}`) });
    return until('an answer', () => caller.answered());
  };
  const first = chosen(caller.last);
  assert.match(caller.last.body, /^m=audio \d+ RTP\/SAVP 0/m);
  assert.deepEqual([first.tag, first.suite], ['2', 'AES_CM_128_HMAC_SHA1_80'], 'not the one without encryption');
  const leg = await rae.phone.called();
  assert.doesNotMatch(leg.invite.body, /crypto|SAVP/);
  await leg.answer();
  await leg.hears(20);
  const refreshed = await again(secured(caller.end.sdp, lines[0]));
  assert.deepEqual([refreshed.status, chosen(refreshed)], [200, first]);
  const changed = await again(secured(caller.end.sdp, lines[1]));
  caller.end.protect = protector(keys[1]);
  assert.deepEqual([changed.status, chosen(changed).tag], [200, '4']);
  await leg.hears(20);
  assert.equal((await again(caller.end.sdp)).status, 488);
  await leg.hears(20);
  await leg.bye();
  await caller.has('BYE');
  await calls.nothingLeft();
});

test('a key of AES-GCM is answered whole, with its padding', async () => {
  const caller = await calls.carrier.call(CALLED, { sdp: (own) => secured(own, keyLine(1, 'AEAD_AES_256_GCM', newKey(44))) });
  await caller.has(200);
  const { key } = chosen(caller.last);
  assert.deepEqual([Buffer.from(key, 'base64').length, key.length % 4], [44, 0]);
  await caller.bye();
  await calls.nothingLeft();
});

test('keys of which the relay understands none: the call is refused, not answered without a key', async () => {
  const caller = await calls.carrier.call(CALLED, { sdp: (own) => secured(own, keyLine(1, 'NO_SUCH_SUITE', newKey())) });
  await until('a refusal', () => caller.told.some((word) => Number(word) >= 400));
  await calls.nothingLeft();
});
