// Session timers of our own (RFC 4028): of a call that both phones hold nothing is heard, and nothing is sent; it is asked after on both sides, goes
// on when both are there, and ends when one has vanished.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { authorize, challengeOf } from '../lib/sip.mjs';
import { until } from '../lib/stack.mjs';
import { Calls } from '../lib/voice.mjs';

const SESSION_S = 90, FOUND_MS = 65000; // the least that there is; found a third before its end
let calls, ann, ben, annPhone, benPhone;
before(async () => {
  calls = await Calls.start({ name: 'sessions', settings: { voiced: { sip_session_s: SESSION_S } } });
  ann = await calls.worker('annika', '381');
  ben = await calls.worker('benno', '382');
  annPhone = await calls.register(ann);
  benPhone = await calls.register(ben);
});
after(() => calls?.stop());

// Both talk, then both hold; each refreshes nothing by itself. timer: they know session timers.
async function held(timer) {
  const call = await annPhone.call('382', { from: ann.device.username, login: ann.device, headers: timer ? ['Supported: timer', `Session-Expires: ${SESSION_S};refresher=uas`] : [] });
  const leg = await benPhone.called();
  call.timer = leg.timer = timer;
  await leg.answer();
  await call.has(200);
  await leg.hears(10);
  await call.hears(10);
  for (const one of [call, leg]) assert.equal((await one.offer('sendonly')).status, 200);
  for (const one of [call, leg]) one.told = [];
  return { call, leg };
}
const silent = (one) => { one.end.to = null; };

test('a call that both phones hold is refreshed on both sides and goes on; one whose phone vanished ends within its timer, whether they know session timers or not', async () => {
  const kept = [await held(true), await held(false)], lost = [await held(true), await held(false)], lone = kept[1];
  const ends = kept.flatMap(({ call, leg }) => [call, leg]);
  for (const one of [...ends, ...lost.flatMap(({ call, leg }) => [call, leg])]) silent(one);
  // Whoever knows no session timer may refuse to be asked after, and is there.
  lone.leg.takes = (message) => message.method === 'INVITE' && (lone.leg.reply(message, 488), true);
  for (const { leg } of lost) leg.vanish();
  const began = Date.now();
  for (const one of ends) await until('it is asked after', () => one.told.some((word) => ['INVITE', 'UPDATE'].includes(word)), FOUND_MS);
  for (const { call } of lost) await call.has('BYE', FOUND_MS);
  assert.ok(Date.now() - began > SESSION_S * 1000 / 2, 'not by the silence of a call on hold');
  lone.leg.told = [];
  await lone.leg.has('INVITE', FOUND_MS); // once more
  assert.ok(!ends.some((one) => one.told.includes('BYE')), 'the others go on');
  for (const { call, leg } of kept) {
    await call.bye();
    await leg.has('BYE');
  }
  await calls.nothingLeftAtLast();
});

test('a carrier that wants a login for each request in the call is refreshed with one, and the call goes on', async () => {
  const carrier = await calls.ua({ host: '127.0.0.3' });
  const rules = async () => (await calls.stack.metrics('voiced')).voice_dial_rules, before = await rules();
  const trunk = await calls.make('trunks', { name: 'Login', host: carrier.host, port: carrier.local, transport: 'udp', sources: [], username: 'us', password: 'carrier secret' });
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: [trunk.id] });
  await until('the plan is known', async () => await rules() === before + 1);
  const call = await annPhone.call('+12025550188', { from: ann.device.username, login: ann.device });
  const leg = await carrier.called();
  const logins = [];
  leg.timer = true;
  leg.takes = (message) => {
    if (message.method !== 'UPDATE') return false;
    const said = message.get('proxy-authorization');
    if (said) logins.push({ uri: message.uri, said: challengeOf(said) });
    leg.reply(message, said ? 200 : 407, { headers: said ? [] : ['Proxy-Authenticate: Digest realm="carrier", nonce="n0nce", algorithm=SHA-256, qop="auth"'] });
    return true;
  };
  await leg.answer(['Allow: INVITE, ACK, BYE, CANCEL, UPDATE']);
  await call.has(200);
  await leg.hears(10);
  const [{ uri, said }] = await until('it is asked after with a login', () => logins.length > 0 && logins, FOUND_MS);
  const challenge = { realm: 'carrier', nonce: 'n0nce', algorithm: 'SHA-256' };
  assert.equal(said.uri, uri);
  assert.equal(said.response, challengeOf(authorize({ username: 'us', password: 'carrier secret', method: 'UPDATE', uri, challenge, cnonce: said.cnonce })).response);
  await leg.hears(10);
  await call.bye();
  await leg.has('BYE');
  await calls.nothingLeft();
});
