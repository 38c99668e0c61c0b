// Emergency calls by voiced itself (60-emergency, EM-1 to EM-12): an agent's phone, carriers' gateways, the phases that follow, what goes with
// the call, who is told, a line that is kept free, and the sandbox emergency service.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { ann, annPhone, annRegisters, calls, callsForHelp, change, dial, emergency, first, helped, lastCall, LEADER, LOST_S, maya, mayaPhone,
  mayaRegisters, MINUTES, next, NUMBER, ok, phase, quiet, second, SITE, stack } from '../lib/help.mjs';
import { latency, stopwatch } from '../lib/patience.mjs';
import { until } from '../lib/stack.mjs';
import { parseMessage } from '../lib/ua.mjs';

callsForHelp('help');

test('an agent whose page is their phone: dialling, in call, lock, by the call itself', async () => {
  const call = await dial('911');
  const leg = await next();
  await phase('dialling');
  assert.equal(leg.user, '911');
  assert.match(leg.invite.get('from'), new RegExp(`sip:\\${SITE}@`), 'the number that a call back reaches');
  leg.ring();
  await call.has(180);
  await phase('dialling');
  await leg.answer();
  await call.has(200);
  await phase('in_call');
  await leg.hears(15);
  await call.hears(15);
  await leg.bye();
  await call.has('BYE');
  const { lock_ends_at: ends, since } = await phase('lock');
  assert.equal(Date.parse(ends) - Date.parse(since), 5 * MINUTES);
  const stored = await lastCall();
  assert.deepEqual([stored.number, stored.sent, stored.place.words, stored.place.confirmed, stored.answered, stored.ended], ['911', SITE, '5 K Street, 20001 Washington, DC, US', false, true, true]);
});

test('given up, refused by all, dropped without a word: the lock, each time', async () => {
  const call = await dial('911');
  const leg = await next();
  leg.ring();
  await call.has(180);
  await phase('dialling');
  call.cancel();
  await leg.has('CANCEL');
  await call.has(487);
  await phase('lock');
  await quiet();
  const again = await dial('911');
  await phase('dialling');
  for (let n = 0; n < 4; n++) (await next()).refuse(503); // both trunks, with the location and without
  await again.has(503);
  await phase('lock');
  assert.equal((await lastCall()).answered, false);
});

test('the location goes with it (RFC 6442), and who refuses such a body is asked without it at once', async () => {
  const call = await dial('911');
  const leg = await next();
  const [, boundary] = leg.invite.get('content-type').match(/^multipart\/mixed;\s*boundary="?([^";]+)/);
  const parts = leg.invite.body.split(`--${boundary}`).slice(1, -1).map((text) => parseMessage(`PART\r\n${text.replace(/^\r\n/, '')}`));
  assert.deepEqual(parts.map((part) => part.get('content-type')), ['application/sdp', 'application/pidf+xml']);
  assert.equal(leg.invite.get('geolocation'), `<cid:${parts[1].get('content-id').slice(1, -1)}>`);
  assert.equal(leg.invite.get('geolocation-routing'), 'yes');
  for (const piece of ['<ca:country>US</ca:country>', '<ca:RD>K Street</ca:RD>', '<ca:HNO>5</ca:HNO>', '<ca:PC>20001</ca:PC>', `entity="pres:${SITE}@`, 'has not confirmed it'])
    assert.ok(parts[1].body.includes(piece), `${piece} in ${parts[1].body}`);
  assert.match(parts[0].body, /^v=0\r\n[^]*m=audio /);
  const asked = leg.ua;
  leg.refuse(415);
  const plain = await next();
  assert.equal(plain.ua, asked, 'the same trunk');
  assert.equal(plain.invite.get('content-type'), 'application/sdp');
  assert.equal(plain.invite.get('geolocation'), undefined);
  await plain.answer();
  await call.has(200);
  await plain.hears(10);
  await call.bye();
  await plain.has('BYE');
  await phase('lock');
});

test('urn:service:sos and tel: of a phone are emergency calls', async () => {
  for (const target of ['urn:service:sos', 'urn:service:sos.fire', 'tel:911']) {
    const call = await dial('911', mayaPhone, { target });
    const leg = await next().catch((error) => { throw new Error(`${target}: ${error.message}: ${call.answers.map((a) => a.first)}`); });
    assert.match(leg.user, /^(112|911)$/, target);
    leg.ring();
    await call.has(180);
    call.cancel();
    await call.has(487);
    await leg.has('CANCEL');
  }
});

test('the caller\'s phone can\'t hold it, nor hand it over', async () => {
  const { call, leg } = await helped();
  await call.hears(10);
  assert.equal((await call.offer('sendonly')).status, 488);
  call.told = [];
  call.request('REFER', { headers: ['Refer-To: <sip:302@trunkline.invalid>'] });
  await until('the answer to REFER', () => call.told.some((one) => Number(one) >= 400));
  await leg.hears(10);
  await call.hears(10);
  await call.bye();
  await leg.has('BYE');
});

test('who is no agent at their page calls for help as anybody calls: with number and location, no phase', async () => {
  const call = await dial('911', annPhone);
  const leg = await next();
  assert.match(leg.invite.get('from'), new RegExp(`sip:\\${NUMBER}@`));
  assert.match(leg.invite.body, /<ca:RD>K Street/);
  await leg.answer();
  await call.has(200);
  await leg.bye();
  assert.equal((await stack.query('SELECT count(*)::int AS n FROM presence.emergency_call WHERE agent = $1', [ann.user.id]))[0].n, 0);
});

test('the place that was confirmed decides what is an emergency number, and goes', async () => {
  const home = ok(await maya.call('POST', '/api/v1/me/places', { name: 'Home', country: 'NO', city: 'Oslo', street: 'Parkveien', house_number: '9 B', postal_code: '0350' }), 201);
  ok(await maya.call('PUT', '/api/v1/me/location', { place: home.id }));
  const call = await until('113 is for help in Norway', async () => {
    const one = await dial('113');
    await until('an answer', () => one.told.some((word) => Number(word) > 401) || first.came.length + second.came.length > 0);
    return first.came.length + second.came.length > 0 && one;
  });
  const leg = await next();
  assert.equal(leg.user, '113');
  assert.match(leg.invite.body, /<ca:country>NO<\/ca:country>[^]*<ca:RD>Parkveien<\/ca:RD>/);
  assert.doesNotMatch(leg.invite.body, /has not confirmed/);
  await leg.answer();
  await call.has(200);
  await call.bye();
  await phase('lock');
  assert.equal((await lastCall()).place.words, 'Parkveien 9 B, 0350 Oslo, NO');
  ok(await maya.call('PUT', '/api/v1/me/location', { place: null }));
  ok(await maya.call('DELETE', `/api/v1/me/places/${home.id}`), 204);
});

test('sandbox (EM-9): the test number is answered, hangs up, calls back, as it is told', async () => {
  const call = await dial('0999');
  await call.has(180);
  await phase('dialling');
  await call.has(200);
  await phase('in_call');
  await call.hears(20);
  assert.deepEqual([first.came.length, second.came.length], [0, 0], 'no trunk is asked');
  call.end.press(1);
  await call.has('BYE');
  await phase('lock');
  const again = await dial('0999');
  Object.defineProperty(again.end, 'sdp', { value: again.end.sdp + `a=x-wordy:${'w'.repeat(60)}\r\n`.repeat(40) }); // as long as a page's
  await again.has(200);
  await again.hears(20);
  again.end.press(4);
  const line = await mayaPhone.called();
  assert.equal(line.invite.get('x-trunkline-emergency'), 'call-back');
  await line.answer();
  await line.hears(20);
  await again.bye();
  await phase('in_call');
  line.end.press(1);
  await line.has('BYE');
  await phase('lock');
  const third = await dial('0999');
  await third.has(200);
  await third.hears(20);
  third.end.press(3);
  await third.has('BYE');
  const back = await mayaPhone.called(20000);
  await back.answer();
  await phase('in_call');
  await back.bye();
  await phase('lock');
});

test('sandbox (EM-9): on 2 it is cut off without a word: the lock begins when nothing is heard any more, and a call back reaches the caller', async () => {
  const call = await dial('0999');
  await call.has(200);
  await call.hears(20);
  await phase('in_call');
  const pressed = Date.now();
  call.end.press(2);
  await call.has('BYE', (LOST_S + 20) * 1000);
  assert.ok(Date.now() - pressed >= LOST_S * 1000, `nobody said that it had ended: ${Date.now() - pressed} ms`);
  const { lock_ends_at: ends, since } = await phase('lock');
  assert.equal(Date.parse(ends) - Date.parse(since), 5 * MINUTES);
  const back = await first.call(SITE, { from: '911' });
  const page = await mayaPhone.called();
  await page.answer();
  await back.has(200);
  await phase('in_call');
  await page.hears(10);
  await back.bye();
  await page.has('BYE');
  await phase('lock');
});

test('an administrator\'s change of the agent cuts no call off: what would end their login is refused (EM-6)', async () => {
  const call = await dial('0999');
  await call.has(200);
  await call.hears(20);
  await phase('in_call');
  const path = `/api/v1/users/${maya.user.id}`;
  for (const fields of [{ password: 'eight green chairs' }, { disabled: true }, { has_seat: false }]) {
    const { version } = ok(await calls.adam.call('GET', path));
    const { status, body } = await calls.adam.call('PATCH', path, fields, { headers: { 'if-match': `"${version}"` } });
    assert.deepEqual([status, body.type, body.phase], [409, 'emergency_runs', 'in_call'], JSON.stringify(body));
  }
  await call.hears(20);
  await phase('in_call');
  await call.bye();
  await phase('lock');
});

test('keep_line_free (EM-10): in call and lock a colleague\'s call to the agent is refused by the system, and the caller hears why', async () => {
  const tenant = `tenants/${ok(await calls.adam.call('GET', '/api/v1/tenants')).data[0].id}`;
  await change(`users/${maya.user.id}`, { agent_extension: '7311' });
  await until('7311 can be dialled', async () => (await calls.adam.call('GET', '/api/v1/dial?number=7311')).body.kind === 'extension');
  await change(tenant, { keep_line_free: true });
  const rings = async () => { // before the call, and while it is dialled
    const caller = await dial('7311', annPhone);
    (await mayaPhone.called()).refuse(486);
    await caller.has(200); // her voicemail
    await caller.bye();
  };
  // Words, not a tone and not silence: loud and soft by turns, for a second at least.
  const loud = (packet) => packet.reduce((sum, byte) => sum + ((~byte & 0x70) >= 0x40), 0) > 40;
  const hearsWhy = async () => {
    const caller = await dial('7311', annPhone);
    caller.end.listen();
    await caller.has(200);
    await caller.has('BYE', 20000);
    const packets = caller.end.sounds.map(loud), n = packets.filter(Boolean).length;
    assert.ok(n > 50 && packets.length - n > 20, `${n} of ${packets.length} packets are loud`);
    assert.equal(mayaPhone.came.length, 0, 'her phone is free');
  };
  try {
    await rings();
    const call = await dial('911'), leg = await next();
    leg.ring();
    await phase('dialling');
    await rings();
    await leg.answer();
    await call.has(200);
    await phase('in_call');
    await hearsWhy();
    await leg.bye();
    await phase('lock');
    await hearsWhy();
    await quiet();
    const back = await leg.ua.call(SITE, { from: '911' });
    const page = await mayaPhone.called(); // whom nothing is refused
    page.ring();
    await back.has(180);
    back.cancel();
    await page.has('CANCEL');
    await stack.passAll(5 * MINUTES);
    await phase('held');
    await mayaRegisters();
    await annRegisters();
    await rings();
    const [{ cause }] = await stack.query('SELECT cause FROM voice.call_log WHERE owner = $1 AND cause = $2 LIMIT 1', [ann.user.id, 'busy']);
    assert.equal(cause, 'busy', 'so it stands in the caller\'s log');
  } finally { await change(tenant, { keep_line_free: false }); }
});

test('who leads the agent sees who, where and when within a second of the dialling', async () => {
  const lead = await Client.login(stack, LEADER);
  await lead.open();
  const took = stopwatch();
  const call = await dial('911');
  const leg = await next();
  const { state } = await lead.see('emergency', (s) => s.agent.id === maya.user.id && s.state === 'begun');
  latency('who leads is told', took(), 1000);
  assert.deepEqual([state.number, state.sent, state.place.words], ['911', SITE, '5 K Street, 20001 Washington, DC, US']);
  leg.ring();
  await call.has(180);
  call.cancel();
  await call.has(487);
  lead.close();
});

test('an address that guessed passwords is not heard; a phone there that calls for help, and knows its own, is', async () => {
  const there = await calls.ua({ host: '127.0.0.5' });
  const from = (to, password) => there.call(to, { from: ann.device.username, login: { ...ann.device, password } });
  for (let n = 0; n < 10; n++) await (await from('302', `guess ${n}`)).has(403);
  await (await from('302', ann.device.password)).has(403);
  await (await from('911', 'one more')).has(403);
  assert.deepEqual([first.came.length, second.came.length], [0, 0]);
  const call = await from('911', ann.device.password);
  const leg = await next();
  await leg.answer();
  await call.has(200);
  await leg.hears(10);
  await call.bye();
  await leg.has('BYE');
});
