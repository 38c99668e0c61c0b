// Emergency calls by voiced itself (60-emergency, EM-1 to EM-12): an agent's phone, carriers' gateways, the phases that follow, what goes with
// the call, who is told, call backs, a line that is kept free, and the sandbox emergency service.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '../lib/client.mjs';
import { latency, stopwatch } from '../lib/patience.mjs';
import { running, until } from '../lib/stack.mjs';
import { SipClient } from '../lib/sip.mjs';
import { parseMessage } from '../lib/ua.mjs';
import { CALLED, Calls } from '../lib/voice.mjs';
import { WsPhone } from '../lib/wsphone.mjs';

const MINUTES = 60_000, LOST_S = 10, NUMBER = '+12025550311', SITE = '+12025550310';
let calls, stack, first, second, maya, mayaPhone, ann, annPhone, sue;
const ok = (answer, code = 200) => { assert.equal(answer.status, code, JSON.stringify(answer.body)); return answer.body; };

before(async () => {
  calls = await Calls.start({ name: 'help', testClock: true, settings: { voiced: { media_lost_s: LOST_S } } });
  ({ stack } = calls);
  first = await calls.ua({ host: '127.0.0.3' });
  second = await calls.ua({ host: '127.0.0.4' });
  for (const [name, ua] of [['One', first], ['Two', second]])
    await calls.make('trunks', { name, host: ua.host, port: ua.local, transport: 'udp', sources: [ua.host], emergency: true });
  ok(await calls.adam.call('PATCH', `/api/v1/sites/${calls.site.id}`, { street: 'K Street', house_number: '5', postal_code: '20001', city: 'Washington', region: 'DC', call_back_number: SITE },
    { headers: { 'if-match': `"${calls.site.version}"` } }));
  sue = await calls.make('users', { username: 'susi', first_name: 'Sue', last_name: 'Lead', email: 'sue@example.com', password: 'seven green chairs', role: 'supervisor', supervises: [calls.group.id], has_seat: true, chat_limit: 1, group_id: calls.group.id, site_id: calls.site.id });
  maya = await calls.agent('hana', { phone: 'workspace' });
  await calls.claim(NUMBER);
  ann = await calls.worker('ann', '311', { work_number: NUMBER });
  const device = await calls.make('devices', { user_id: maya.user.id, side: 'agent', label: 'Softphone' });
  mayaPhone = { device };
  annPhone = Object.assign(await calls.register(ann), { device: ann.device });
});
after(() => calls?.stop());
// The clock passes more than a registration lasts.
beforeEach(async () => { mayaPhone = Object.assign(await calls.register(mayaPhone), { device: mayaPhone.device }); });
afterEach(async () => {
  await quiet();
  await stack.passAll(5 * MINUTES);
  await maya.call('POST', '/api/v1/me/emergency/exit');
  first.came.length = second.came.length = 0;
});

const dial = (to, phone = mayaPhone, more = {}) => phone.call(to, { from: phone.device.username, login: phone.device, ...more });
// Whichever trunk is asked next: one that failed lately is asked last.
const next = (ms) => until('a trunk is asked', () => first.came.shift() ?? second.came.shift(), ms);
const emergency = async (who = maya) => ok(await who.call('GET', '/api/v1/me/emergency'));
const phase = (wanted, who = maya) => until(`phase ${wanted}`, async () => { const e = await emergency(who); return e.phase === wanted && e; });
async function quiet() {
  await until('no call is left', async () => { const m = await stack.metrics('voiced'); return m.voice_help_calls === 0 && m.voice_legs === 0 && m.voice_direct_calls === 0; }); // an ACK that was lost is waited for 32 s
}
// Somebody calls for help, and who answers is there.
async function helped() {
  const call = await dial('911'), leg = await next();
  await leg.answer();
  await call.has(200);
  return { call, leg };
}
const logged = (event) => readFileSync(join(stack.dir, 'log/voiced.log'), 'utf8').split('\n').filter((row) => row.includes(`"${event}"`)).map((row) => JSON.parse(row));
const missed = async () => (await stack.query("SELECT count(*)::int AS n FROM presence.emergency_call e JOIN voice.call_log l ON l.call = e.call WHERE e.call_back AND e.answered_at IS NULL AND e.ended_at IS NOT NULL AND l.cause = 'no_answer'"))[0].n;
const lastCall = async () => (await stack.query('SELECT number, sent, call_back, place, answered_at IS NOT NULL AS answered, ended_at IS NOT NULL AS ended FROM presence.emergency_call ORDER BY begun_at DESC LIMIT 1'))[0];

// The first, as nobody else has ports yet: calls of a voiced that was killed keep theirs while somebody speaks.
test('the relay has few ports left: new calls are refused, who waits is put through; fewer: nobody is, and that is no agent\'s fault; a call for help and its call back are carried', async () => {
  const PORTS = 200, RESERVED = PORTS / 10, A_CALL = 4; // voiced/core/relay_ports.h
  const seen = (left) => until(`voiced sees ${left} free ports at most`, async () => (await stack.metrics('voiced')).voiced_relay_ports_free <= left);
  const statusOf = async (who) => ok(await who.call('GET', '/api/v1/me/status')).state.status;
  const offers = (who) => stack.query('SELECT state, cause FROM routing.offer WHERE agent = $1 ORDER BY made_at', [who.user.id]);
  await away();
  const [kim, lou] = [await calls.agent('kora'), await calls.agent('lora')], waiting = [];
  for (let n = 0; n < 2; n++) waiting.push(await (await calls.carrier.call(CALLED)).has(200));

  const giveBack = await calls.takePorts(2 * RESERVED + 2 * A_CALL - 1);
  await seen(2 * RESERVED + 2 * A_CALL - 1);
  await (await calls.carrier.call(CALLED)).has(503);
  await (await dial('311', annPhone)).has(503);
  assert.ok((await stack.metrics('voiced'))['voice_calls_refused_total{why="ports"}'] >= 2);
  await calls.available(kim);
  const talk = await kim.phone.called();
  await talk.answer();
  await talk.hears(10);

  const giveMoreBack = await calls.takePorts(RESERVED + A_CALL - 1);
  await seen(RESERVED + A_CALL - 1);
  await calls.available(lou);
  await until('the offer is withdrawn', async () => (await offers(lou))[0]?.state === 'withdrawn');
  assert.equal((await offers(lou))[0].cause, 'no_room');
  assert.equal(await statusOf(lou), 'available');
  assert.equal(lou.phone.came.length, 0, 'nobody rings');

  const { call, leg } = await helped();
  await leg.hears(10);
  await call.hears(10);
  await leg.bye();
  await call.has('BYE');
  await phase('lock');
  const back = await leg.ua.call(SITE, { from: '911' }), page = await mayaPhone.called();
  await page.answer();
  await back.has(200);
  await page.hears(10);
  await back.hears(10);
  await back.bye();
  await page.has('BYE');

  await giveMoreBack();
  const second = await lou.phone.called();
  await second.answer();
  await second.hears(10);
  assert.ok((await offers(lou)).every(({ state }) => state === 'withdrawn' || state === 'accepted'), 'none counts as a reject');
  await giveBack();
  for (const who of [kim, lou]) ok(await who.call('PUT', '/api/v1/me/status', { status: 'on_break' }));
  for (const one of waiting) await one.bye();
  for (const one of [talk, second]) await one.has('BYE');
  await until('others have ports again', async () => {
    const one = await calls.carrier.call(CALLED), answer = await until('an answer', () => ['200', '503'].find((word) => one.told.includes(word)));
    if (answer === '200') await one.bye();
    return answer === '200';
  });
});

test('a phone that calls for help again and again leaves the reserve of the relay to others; calls to the sandbox never use it', async () => {
  const RESERVED = 200 / 10, A_CALL = 4, left = RESERVED + 2 * 2 * A_CALL + A_CALL + 3; // two calls for help with both ends, a third without a trunk
  const giveBack = await calls.takePorts(left);
  try {
    await until('voiced sees so many', async () => (await stack.metrics('voiced')).voiced_relay_ports_free <= left);
    const stand = [], refused = async (number) => { const one = await dial(number, annPhone); await until(`${number} is refused`, () => one.told.some((word) => Number(word) >= 400)); };
    for (let n = 0; n < 2; n++) {
      const call = await dial('911', annPhone), leg = await next();
      await leg.answer();
      await call.has(200);
      stand.push({ call, leg });
    }
    await refused('911');
    await refused('0999');
    stand.push(await helped());
    for (const { call, leg } of stand) {
      await leg.hears(10);
      await leg.bye();
      await call.has('BYE');
    }
  } finally { await giveBack(); }
});

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
  assert.deepEqual([stored.number, stored.sent, stored.place.words, stored.place.confirmed, stored.answered, stored.ended], ['911', SITE, 'K Street 5, 20001 Washington, DC, US', false, true, true]);
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

test('the relay dies: other calls are refused at once, a call for help not before it is tried, and the log says that nobody took it, and why', async () => {
  const told = () => logged('emergency_call_not_taken').filter((row) => row.why === 'no_media');
  const before = told().length;
  const call = await dial('911'), leg = await next();
  await stack.freeze('rtpengine');
  try {
    await leg.answer(); // what the trunk says is not carried any more
    await until('the caller is told', () => call.told.some((word) => Number(word) >= 480));
    await until('the log says so', () => told().length === before + 1);
    await until('voiced misses it', async () => (await (await fetch(`${stack.run.http.voiced}/readyz`)).json()).missing.includes('relay'));
    const refused = async () => (await stack.metrics('voiced'))['voice_calls_refused_total{why="relay"}'], refusedFirst = await refused(), others = [await dial('311', annPhone)];
    for (let n = 0; n < 4; n++) others.push(await calls.carrier.call(CALLED));
    for (const one of others) await one.has(503);
    await until('the relay was asked of none of them', async () => await refused() - refusedFirst === others.length);
    const lines = await until('the log says so', () => { const rows = logged('calls_refused').filter((row) => row.why === 'relay'); return rows.length > 0 && rows; });
    assert.ok(lines.length < others.length, JSON.stringify(lines));
    const again = await dial('911');
    await again.has(503);
    await phase('lock');
    await until('and once more', () => told().length === before + 2);
    const back = await first.call(SITE, { from: '911' });
    await back.has(503);
    await until('and of a call back', () => told().length === before + 3);
    const stored = await until('it is stored, and over', async () => { const last = await lastCall(); return last.call_back && last.ended && last; });
    assert.equal(stored.answered, false);
    const refusedBefore = await refused(), missedBefore = await missed();
    await stack.locked('directory.service', async () => { // so long nobody says that it is one
      const gone = await first.call(SITE, { from: '911' });
      gone.cancel();
      await gone.has(487);
    });
    await until('one that was given up before it was known is missed', async () => await missed() === missedBefore + 1);
    assert.equal(await refused(), refusedBefore, 'and was not refused');
  } finally { stack.signal('rtpengine', 'SIGCONT'); }
  const rows = told().slice(before);
  assert.ok(rows.every((row) => row.level === 'error' && row.call && row.tenant), JSON.stringify(rows));
  assert.deepEqual(rows.map((row) => row.kind), ['dialled', 'dialled', 'call_back']);
  assert.equal(new Set(rows.map((row) => row.call)).size, 3, 'each call has its own');
  await until('it is back', () => stack.ready('voiced'));
  first.came.length = second.came.length = 0;
  const well = await helped();
  await well.leg.hears(10);
  await well.leg.bye();
  await well.call.has('BYE');
});

test('the relay dies in a call for help and in a call back, and comes back without them: all are told, the lock begins, and the log says that the media were lost', async () => {
  const before = logged('emergency_call_media_lost').length;
  const { call, leg } = await helped();
  const back = await leg.ua.call(SITE, { from: '911' }), page = await mayaPhone.called();
  await page.answer();
  await back.has(200);
  await leg.hears(10);
  await page.hears(10);
  await stack.kill('rtpengine');
  await stack.startRelay();
  for (const one of [call, back]) await one.has('BYE', (LOST_S + 20) * 1000);
  for (const one of [leg, page]) await one.has('BYE');
  await phase('lock');
  const rows = await until('the log says so, of each', () => { const all = logged('emergency_call_media_lost').slice(before); return all.length === 2 && all; });
  assert.deepEqual(rows.map((row) => row.kind).sort(), ['call_back', 'dialled']);
  assert.ok(rows.every((row) => row.level === 'error' && row.call && row.tenant), JSON.stringify(rows));
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

// In the phase that follows from a call of hers that has been answered, and has ended.
async function toLock() {
  const { call, leg } = await helped();
  await leg.bye();
  await call.has('BYE');
  await phase('lock');
  await quiet();
  return leg.ua;
}

// No phone of hers is registered; those of former tests are so no more by the clock.
async function gone() {
  const client = await SipClient.open(calls.port);
  assert.equal((await client.register({ ...mayaPhone.device, headers: ['Contact: *', 'Expires: 0'] })).status, 200);
  client.close();
  await until('nothing of hers is registered', async () => (await stack.query('SELECT count(*)::int AS n FROM voice.v_device_binding WHERE owner = $1', [maya.user.id]))[0].n === 0);
}

// She has a Work app, too.
async function workApp() {
  const user = ok(await calls.adam.call('GET', `/api/v1/users/${maya.user.id}`));
  ok(await calls.adam.call('PATCH', `/api/v1/users/${maya.user.id}`, { has_work: true, work_extension: '399' }, { headers: { 'if-match': `"${user.version}"` } }));
  const device = await calls.make('devices', { user_id: maya.user.id, side: 'work', label: 'Work app' });
  return Object.assign(await calls.register({ device }), { device });
}

test('call back (EM-3): the page and the Work apps ring together, whoever picks up first has it, the five minutes begin anew', async () => {
  const psap = await toLock();
  const work = await workApp();
  const back = await psap.call(SITE, { from: '911' });
  const [page, app] = await Promise.all([mayaPhone.called(), work.called()]);
  assert.equal(page.invite.get('x-trunkline-emergency'), 'call-back');
  page.ring();
  await back.has(180);
  await phase('lock');
  await app.answer();
  await back.has(200);
  await page.has('CANCEL');
  await phase('in_call');
  await app.hears(10);
  await back.hears(10);
  assert.equal((await app.offer('sendonly')).status, 488, 'it can\'t be held');
  await back.bye();
  await app.has('BYE');
  await phase('lock');
  assert.deepEqual((({ call_back, answered, ended }) => [call_back, answered, ended])(await lastCall()), [true, true, true]);
});

test('call back: what the relay can\'t carry of one of several phones is not why nobody took it; of all of them it is', async () => {
  const psap = await toLock(), work = await workApp();
  const told = () => logged('emergency_call_not_taken').filter((row) => row.kind === 'call_back'), before = told().length;
  const uncarried = (leg) => leg.reply(leg.invite, 200, { sdp: 'nothing that could be read' });
  for (const end of [(leg) => leg.refuse(603), uncarried]) {
    const back = await psap.call(SITE, { from: '911' }), [page, app] = await Promise.all([mayaPhone.called(), work.called()]);
    assert.equal(told().length, before);
    uncarried(page);
    await page.has('BYE');
    end(app);
    await back.has(480);
  }
  await until('the log says so, of the second', () => told().length > before);
  assert.deepEqual(told().slice(before).map((row) => row.why), ['no_media']);
});

test('call back as a second line, in dialling and in call; the phase ends with the last of the two', async () => {
  const call = await dial('911');
  const leg = await next();
  leg.ring();
  await phase('dialling');
  const back = await leg.ua.call(SITE, { from: '911' });
  const page = await mayaPhone.called();
  await page.answer();
  await back.has(200);
  await phase('in_call');
  await leg.answer();
  await call.has(200);
  await leg.bye();
  await call.has('BYE');
  await page.hears(10);
  assert.equal((await emergency()).phase, 'in_call');
  await page.bye();
  await back.has('BYE');
  await phase('lock');
});

test('call back while no phone is there: it is held for the agent who loads their page, and rings as soon as that has registered; nobody comes: 480 after 30 s', async () => {
  const psap = await toLock();
  await gone();
  const back = await psap.call(SITE, { from: '911' });
  await back.has(180);
  mayaPhone = Object.assign(await calls.register(mayaPhone), { device: mayaPhone.device });
  const page = await mayaPhone.called(), rings = stopwatch();
  page.ring();
  await until('phones were looked for three times more', () => rings.wall() > 3500);
  assert.equal(mayaPhone.came.length, 0, 'it is rung once');
  await page.answer();
  await back.has(200);
  await back.hears(10);
  await phase('in_call');
  await back.bye();
  await page.has('BYE');
  await phase('lock');
  await gone();
  const took = stopwatch(), alone = await psap.call(SITE, { from: '911' });
  await alone.has(480, 60000);
  assert.ok(took.wall() > 27000, `after ${took.wall()} ms`);
});

test('call back that nobody answers: security contacts after 30 s or as soon as no phone rings, never voicemail; after the exit the Work apps alone', async () => {
  const GUARD = '+12025550399';
  const site = ok(await calls.adam.call('GET', `/api/v1/sites/${calls.site.id}`));
  ok(await calls.adam.call('PATCH', `/api/v1/sites/${calls.site.id}`, { security_numbers: [GUARD] }, { headers: { 'if-match': `"${site.version}"` } }));
  const psap = await toLock();
  const back = await until('a call back with its contacts', async () => {
    const one = await psap.call(SITE, { from: '911' });
    (await mayaPhone.called()).refuse(603);
    await until('a contact is called, or none is known yet', () => first.came.length + second.came.length > 0 || one.told.includes('480'));
    return first.came.length + second.came.length > 0 && one;
  });
  const guard = await next();
  assert.equal(guard.user, GUARD);
  assert.match(guard.invite.get('from'), new RegExp(`sip:\\${SITE}@`));
  await guard.answer();
  await back.has(200);
  await guard.hears(10);
  await back.hears(10);
  assert.equal((await emergency()).phase, 'lock', 'the agent is not in a call');
  await back.bye();
  await guard.has('BYE');
  // Left ringing: thirty seconds.
  const again = await psap.call(SITE, { from: '911' });
  const page = await mayaPhone.called();
  page.ring();
  const took = stopwatch();
  const late = await next(40000);
  late.ring();
  assert.ok(took.wall() > 27000, `after ${took.wall()} ms`);
  latency('the security contact rings', took(), 33000);
  assert.ok(!page.told.includes('CANCEL'), 'the page rings on');
  await page.answer();
  await late.has('CANCEL');
  await again.has(200);
  await page.bye();
  await again.has('BYE');
  await quiet();
  await stack.passAll(5 * MINUTES);
  await phase('held');
  ok(await maya.call('POST', '/api/v1/me/emergency/exit'));
  const work = await workApp(), other = await psap.call(SITE, { from: '911' });
  const app = await work.called();
  assert.equal(app.invite.get('x-trunkline-emergency'), undefined);
  await app.answer();
  await other.has(200);
  await app.hears(10);
  assert.equal(mayaPhone.came.length, 0, 'her page does not ring any more');
  assert.equal((await emergency()).phase, 'normal', 'nor is she in a call with the service');
  await other.bye();
  await app.has('BYE');
  await (await psap.call('+12025550377', { from: '911' })).has(404);
});

test('phase by phase: on her Work extension and number the Work apps ring, from in call to the exit her page, too; on her agent extension her agent phones, always', async () => {
  const WORK = '+12025550312', path = `/api/v1/users/${maya.user.id}`;
  const change = async (fields) => ok(await calls.adam.call('PATCH', path, fields, { headers: { 'if-match': `"${ok(await calls.adam.call('GET', path)).version}"` } }));
  let work = await workApp();
  await calls.claim(WORK);
  await change({ agent_extension: '7311' });
  await until('7311 can be dialled', async () => (await calls.adam.call('GET', '/api/v1/dial?number=7311')).body.kind === 'extension');
  ok(await maya.call('PUT', '/api/v1/me/status', { status: 'work_offline' }));
  const page = await WsPhone.open(maya), rungPages = () => page.got.filter((text) => text.startsWith('INVITE ') && !page.taken.has(text)).length;
  assert.equal((await page.register()).status, 200);
  // Who rings, of the Work app, the page and the agent's other phone: those, and no other; then the caller gives up.
  const rings = async (caller, wanted, what) => {
    const legs = await Promise.all([wanted.app && work, wanted.phone && mayaPhone].filter(Boolean).map(async (ua) => { const leg = await ua.called(); leg.ring(); return leg; }));
    const inPage = wanted.page ? await page.rung() : null;
    await caller.has(180);
    caller.cancel();
    for (const leg of legs) await leg.has('CANCEL');
    await inPage?.cancelled();
    await caller.has(487);
    assert.deepEqual([work.came.length, mayaPhone.came.length, rungPages()], [0, 0, 0], `${what}: nothing else rings`);
  };
  const walk = async (name, inPage, numbered = true) => {
    await phase(name);
    await rings(await dial('399', annPhone), { app: true, page: inPage }, `${name}, Work extension`);
    if (numbered) await rings(await calls.carrier.call(WORK), { app: true, page: inPage }, `${name}, Work number`);
    await rings(await dial('7311', annPhone), { phone: true, page: true }, `${name}, agent extension`);
  };
  try {
    await walk('normal', false, false);
    const call = await dial('911'), leg = await next();
    leg.ring();
    await phase('dialling');
    await change({ work_number: WORK }); // which was not sent: else a call to it is a call back
    await walk('dialling', false);
    await leg.answer();
    await call.has(200);
    await walk('in_call', true);
    await leg.bye();
    await call.has('BYE');
    await walk('lock', true);
    await stack.passAll(5 * MINUTES);
    [mayaPhone, annPhone, work] = await Promise.all([mayaPhone, annPhone, work].map(async (one) => Object.assign(await calls.register(one), { device: one.device })));
    assert.equal((await page.register()).status, 200);
    await walk('held', true);
    ok(await maya.call('POST', '/api/v1/me/emergency/remain'));
    await walk('remaining', true);
    ok(await maya.call('POST', '/api/v1/me/emergency/exit'));
    await walk('normal', false);
  } finally {
    await page.close();
    await change({ work_number: null });
    await away();
  }
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

test('keep_line_free (EM-10): in call and lock a colleague\'s call to the agent is refused by the system, and the caller hears why', async () => {
  const change = async (path, body) => { const one = ok(await calls.adam.call('GET', `/api/v1/${path}`)); ok(await calls.adam.call('PATCH', `/api/v1/${path}`, body, { headers: { 'if-match': `"${one.version}"` } })); };
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
    [mayaPhone, annPhone] = [Object.assign(await calls.register(mayaPhone), { device: mayaPhone.device }), Object.assign(await calls.register(annPhone), { device: annPhone.device })];
    await rings();
    const [{ cause }] = await stack.query('SELECT cause FROM voice.call_log WHERE owner = $1 AND cause = $2 LIMIT 1', [ann.user.id, 'busy']);
    assert.equal(cause, 'busy', 'so it stands in the caller\'s log');
  } finally { await change(tenant, { keep_line_free: false }); }
});

test('the database is away: the call goes out, and is told with its times when it is back', async () => {
  await stack.killPostgres();
  const { call, leg } = await helped();
  await leg.hears(10);
  const ends = Date.now();
  await call.bye();
  await leg.has('BYE');
  await new Promise((done) => setTimeout(done, 2000)); // the time that has to be told right
  const starts = Date.now();
  await stack.startPostgres();
  await stack.untilAllReady(30000);
  await until('the lock', async () => (await emergency().catch(() => ({}))).phase === 'lock', 30000);
  const { since } = await emergency();
  const ahead = Number((await stack.asOwner('SELECT extract(epoch FROM ahead) * 1000 AS ms FROM ops.test_clock'))[0].ms);
  const lock = Date.parse(since) - ahead;
  assert.ok(lock > ends - 500 && lock < starts - 500, `the lock began ${lock - ends} ms after the call's end, the database was back after ${starts - ends} ms`);
});

test('the database is away: a call back reaches the caller, of a call before and of one meanwhile; what nobody awaits is refused', async () => {
  const backFrom = async (ua) => {
    const took = stopwatch(), back = await ua.call(SITE, { from: '911' }), page = await mayaPhone.called();
    latency('the page rings', took(), 3000);
    assert.equal(page.invite.get('x-trunkline-emergency'), 'call-back');
    await page.answer();
    await back.has(200);
    await page.hears(10);
    await back.hears(10);
    await back.bye();
    await page.has('BYE');
  };
  const psap = await toLock();
  await stack.kill('voiced'); // the next one knows it from what it reads
  stack.spawn('voiced');
  await stack.untilReady('voiced');
  await until('voiced has read who is called back', async () => (await stack.metrics('voiced')).voice_awaited > 0);
  await stack.killPostgres();
  await backFrom(psap);
  await (await psap.call('+12025550377', { from: '911' })).has(503, 15000);
  await stack.startPostgres();
  await stack.untilAllReady(30000);
  const answered = async () => (await stack.query('SELECT count(*)::int AS n FROM presence.emergency_call WHERE call_back AND answered_at IS NOT NULL AND ended_at IS NOT NULL AND agent = $1', [maya.user.id]))[0].n;
  const told = await until('it is told when the database is back', answered);
  await quiet();
  await stack.passAll(5 * MINUTES);
  await phase('held');
  ok(await maya.call('POST', '/api/v1/me/emergency/exit'));
  await phase('normal');
  mayaPhone = Object.assign(await calls.register(mayaPhone), { device: mayaPhone.device });
  await until('nobody is awaited', async () => (await stack.metrics('voiced')).voice_awaited === 0);
  await stack.killPostgres();
  const call = await dial('911'), leg = await next();
  await leg.answer();
  await call.has(200);
  await leg.bye();
  await call.has('BYE');
  await backFrom(leg.ua);
  await stack.startPostgres();
  await stack.untilAllReady(30000);
  await until('this one, too', async () => await answered() > told);
  await phase('lock');
});

test('who leads the agent sees who, where and when within a second of the dialling', async () => {
  const lead = await Client.login(stack, { username: 'susi', password: 'seven green chairs' });
  await lead.open();
  const took = stopwatch();
  const call = await dial('911');
  const leg = await next();
  const { state } = await lead.see('emergency', (s) => s.agent.id === maya.user.id && s.state === 'begun');
  latency('who leads is told', took(), 1000);
  assert.deepEqual([state.number, state.sent, state.place.words], ['911', SITE, 'K Street 5, 20001 Washington, DC, US']);
  leg.ring();
  await call.has(180);
  call.cancel();
  await call.has(487);
  lead.close();
});

test('voiced and presenced killed between any two steps: the phases go on as the table says', async () => {
  const killed = async () => {
    await stack.kill('presenced');
    stack.spawn('presenced');
    await stack.untilReady('presenced');
  };
  const restarted = async () => {
    await stack.kill('voiced');
    stack.spawn('voiced');
    await stack.untilReady('voiced');
    mayaPhone = Object.assign(await calls.register(mayaPhone), { device: mayaPhone.device });
  };
  const call = await dial('911');
  const leg = await next();
  leg.ring();
  await phase('dialling');
  await killed();
  assert.equal((await emergency()).phase, 'dialling');
  await leg.answer();
  await call.has(200);
  await phase('in_call');
  await killed();
  assert.equal((await emergency()).phase, 'in_call');
  await leg.bye();
  await call.has('BYE');
  const { lock_ends_at: ends } = await phase('lock');
  await killed();
  await restarted();
  assert.deepEqual([(await emergency()).phase, (await emergency()).lock_ends_at], ['lock', ends], 'a restart prolongs nothing');
  const back = await leg.ua.call(SITE, { from: '911' });
  const page = await mayaPhone.called();
  await page.answer();
  await back.has(200);
  await phase('in_call');
  await restarted(); // the call back is lost with it
  await phase('lock');
  for (const one of [back, page]) one.vanish();
  const dialling = await dial('911');
  (await next()).ring();
  await phase('dialling');
  await restarted();
  await phase('lock');
  dialling.vanish();
  await stack.passAll(5 * MINUTES);
  await phase('held');
  await killed();
  ok(await maya.call('POST', '/api/v1/me/emergency/remain'));
  await killed();
  assert.equal((await emergency()).phase, 'remaining');
  ok(await maya.call('POST', '/api/v1/me/emergency/exit'));
  assert.equal((await emergency()).phase, 'normal');
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

test('voiced is killed in the call: the next one ends it, and the lock begins', async () => {
  const { call, leg } = await helped();
  await phase('in_call');
  await stack.kill('voiced');
  stack.spawn('voiced');
  await stack.untilReady('voiced');
  await phase('lock');
  for (const one of [call, leg]) one.vanish();
  });

// So that no call of the queue rings at her phones, which say nothing.
const away = async () => ok(await maya.call('PUT', '/api/v1/me/status', { status: 'on_break' }));

// Ten calls, which are as many as have room, and a database that does not say who is called until `then` is over. Somebody awaits a call back.
async function noRoom(then) {
  const full = [];
  await calls.set({ calls_max: 20 });
  await until('voiced has read who is called back', async () => (await stack.metrics('voiced')).voice_awaited > 0);
  for (let n = 0; n < 10; n++) full.push(await (await calls.carrier.call(CALLED)).has(200));
  await stack.locked('directory.service', then);
  return full;
}

const lookHangs = () => until('the look-up hangs', async () => (await stack.asOwner("SELECT count(*)::integer AS n FROM pg_stat_activity WHERE query LIKE '%call_back_of%' AND wait_event_type = 'Lock'"))[0].n > 0);

test('no room, and a database that does not say who is called: so many carriers\' calls wait, the others are refused at once, but for a call back that is awaited; help goes out', async () => {
  const WAITING = 64, MORE = 6, came = [];
  await away();
  const psap = await toLock();
  const full = await noRoom(async () => {
    for (let n = 0; n < WAITING + MORE; n++) came.push(await calls.carrier.call(CALLED));
    const refused = () => came.filter((one) => one.told.includes('503')).length;
    await until('the further ones are refused', () => refused() >= MORE);
    assert.equal(refused(), MORE);
    const back = await psap.call(SITE, { from: '911' }), page = await mayaPhone.called();
    await page.answer();
    await back.has(200);
    await back.bye();
    await page.has('BYE');
    const call = await dial('911', annPhone);
    const leg = await next();
    await leg.answer();
    await call.has(200);
    await call.bye();
    await leg.has('BYE');
  });
  for (const one of came) await one.has(503);
  await until('one that was held is taken, as there is room when it is known whose it is', async () => {
    let held;
    await stack.locked('directory.service', async () => {
      held = await calls.carrier.call(CALLED);
      await lookHangs();
      await full.pop().bye();
      await until('there is room', async () => (await stack.metrics('voiced')).voice_calls < 10);
    });
    await until('it is taken, or refused', () => ['200', '503'].some((word) => held.told.includes(word)));
    const taken = held.told.includes('200');
    full.push(taken ? held : await (await calls.carrier.call(CALLED)).has(200)); // the database was asked for too long: once more
    return taken;
  });
  for (const one of full) await one.bye();
});

test('no room, and a database that says nothing: who is known to await a call back is rung; voiced ends while it is asked of another: refused, in good order', async () => {
  await away();
  const psap = await toLock();
  let back;
  const full = await noRoom(async () => {
    const known = await psap.call(SITE, { from: '911' }), page = await mayaPhone.called();
    await page.answer();
    await known.has(200);
    await known.bye();
    await page.has('BYE');
    back = await psap.call('+12025550377', { from: '911' });
    await lookHangs();
    stack.signal('voiced', 'SIGTERM');
    await back.has(503);
  });
  await until('voiced has ended', () => !running(stack.pid('voiced')));
  assert.match(readFileSync(join(stack.dir, 'log', 'voiced.log'), 'utf8').trim().split('\n').at(-1), /stopped/);
  await stack.locked('voice.run', async () => {
    stack.spawn('voiced');
    await until('it knows its trunks', async () => (await stack.metrics('voiced')).voice_trunks > 0);
    await (await calls.carrier.call(CALLED)).has(503);
    assert.equal((await stack.metrics('voiced'))['voice_calls_refused_total{why="starting"}'], 1);
  });
  await stack.untilReady('voiced');
  for (const one of full) one.vanish();
});
