// A call back of an emergency service to a site's number that several of its agents have sent (EM-3): it is for all of them, and whoever answers first
// has it. For one agent alone: help.test.mjs.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { latency, stopwatch } from '../lib/patience.mjs';
import { SipClient } from '../lib/sip.mjs';
import { until } from '../lib/stack.mjs';
import { Calls } from '../lib/voice.mjs';

const MINUTES = 60_000, SITE = '+12025550310', GUARD = '+12025550399';
let calls, stack, service, maya, noor;
const ok = (answer, code = 200) => { assert.equal(answer.status, code, JSON.stringify(answer.body)); return answer.body; };
const both = (f) => Promise.all([maya, noor].map(f));
const change = async (fields) => { const path = `/api/v1/sites/${calls.site.id}`, { version } = ok(await calls.adam.call('GET', path)); ok(await calls.adam.call('PATCH', path, fields, { headers: { 'if-match': `"${version}"` } })); };

before(async () => {
  calls = await Calls.start({ name: 'callbacksite', testClock: true });
  ({ stack } = calls);
  service = await calls.ua({ host: '127.0.0.3' });
  await calls.make('trunks', { name: 'Service', host: service.host, port: service.local, transport: 'udp', sources: [service.host], emergency: true });
  await change({ street: 'K Street', house_number: '5', postal_code: '20001', city: 'Washington', region: 'DC', call_back_number: SITE, security_numbers: [GUARD] });
  [maya, noor] = [await calls.agent('hana', { phone: 'workspace', has_work: true, work_extension: '398' }), await calls.agent('noor', { phone: 'workspace', has_work: true, work_extension: '399' })];
  await both(async (who) => { [who.desk, who.app] = [await calls.phoneOf(who), await calls.phoneOf(who, 'work')]; });
  await calls.newsHeard(); // else they might be nobody's agents yet
});
after(() => calls?.stop());
// The clock passes more than a registration lasts.
const registered = async (phone) => Object.assign(await calls.register(phone), { device: phone.device });
beforeEach(() => both(async (who) => { [who.desk, who.app] = [await registered(who.desk), await registered(who.app)]; }));
afterEach(async () => {
  await quiet();
  await stack.passAll(5 * MINUTES);
  await both((who) => who.call('POST', '/api/v1/me/emergency/exit'));
  service.came.length = 0;
});

const quiet = () => until('no call is left', async () => { const m = await stack.metrics('voiced'); return m.voice_help_calls === 0 && m.voice_call_backs === 0 && m.voice_legs === 0; });
const emergency = async (who) => ok(await who.call('GET', '/api/v1/me/emergency'));
const phase = (wanted, who) => until(`phase ${wanted}`, async () => { const e = await emergency(who); return e.phase === wanted && e; });
const asked = (ms) => until('the trunk is asked', () => service.came.shift(), ms);
const dial = (who) => who.desk.call('911', { from: who.desk.device.username, login: who.desk.device });
// They have called for help, and the call has ended.
async function called(who) {
  const call = await dial(who), leg = await asked();
  await leg.answer();
  await call.has(200);
  await leg.bye();
  await call.has('BYE');
}
async function locked() {
  for (const who of [maya, noor]) {
    await called(who);
    await phase('lock', who);
  }
  await quiet();
  return both(emergency);
}
const comesBack = () => service.call(SITE, { from: '911' });
// Without this agent's desk phone: it is not there.
async function gone(who) {
  const client = await SipClient.open(calls.port);
  for (const phone of [who.desk, who.app]) assert.equal((await client.register({ ...phone.device, headers: ['Contact: *', 'Expires: 0'] })).status, 200);
  client.close();
  await until('nothing of theirs is registered', async () => (await stack.query('SELECT count(*)::int AS n FROM voice.v_device_binding WHERE owner = $1', [who.user.id]))[0].n === 0);
}
// What is kept of the last call back to this agent: with its log, and whether they have missed it.
const kept = async (who) => (await stack.query(`SELECT e.answered_at IS NOT NULL AS answered, e.ended_at IS NOT NULL AS ended, e.elsewhere, l.cause, l.missed
  FROM presence.emergency_call AS e LEFT JOIN voice.call_log AS l ON l.call = e.call AND l.owner = e.agent WHERE e.call_back AND e.agent = $1 ORDER BY e.begun_at DESC, e.id DESC LIMIT 1`, [who.user.id]))[0];
const ended = (who) => until('it is kept that it has ended', async () => { const k = await kept(who); return k?.ended && k.cause && k; }, 30000);
const ELSEWHERE = { answered: false, ended: true, elsewhere: true, cause: 'elsewhere', missed: false };
const MISSED = { answered: false, ended: true, elsewhere: false, cause: 'no_answer', missed: true };

test('all phones of both ring; whoever answers first has it, for the other it is as if it had not been for them', async () => {
  const [, noors] = await locked();
  const back = await comesBack();
  const legs = await Promise.all([maya.desk, maya.app, noor.desk, noor.app].map((phone) => phone.called()));
  for (const leg of legs) {
    assert.equal(leg.invite.get('x-trunkline-emergency'), 'call-back');
    leg.ring();
  }
  await back.has(180);
  const [desk, ...others] = legs; // of the one who called for help first
  await desk.answer();
  await back.has(200);
  for (const leg of others) await leg.has('CANCEL');
  await phase('in_call', maya);
  await desk.hears(10);
  await back.hears(10);
  assert.deepEqual(await ended(noor), ELSEWHERE);
  assert.equal((await kept(maya)).answered, true);
  await stack.passAll(MINUTES);
  await back.bye();
  await desk.has('BYE');
  const { since, lock_ends_at: ends } = await phase('lock', maya);
  assert.equal(Date.parse(ends) - Date.parse(since), 5 * MINUTES, 'hers begin anew');
  const { version, ...now } = await emergency(noor);
  assert.deepEqual(now, (({ version: before, ...rest }) => rest)(noors), `his run as before (${version})`);
  assert.ok(Date.parse(ends) - Date.parse(noors.lock_ends_at) > MINUTES / 2);
  assert.deepEqual(await ended(maya), { answered: true, ended: true, elsewhere: false, cause: 'normal', missed: false });
});

test('in dialling and in call it rings, too; who has left the emergency is not rung', async () => {
  await called(maya);
  await phase('lock', maya);
  const call = await dial(noor), leg = await asked();
  leg.ring();
  await phase('dialling', noor);
  const back = await comesBack(), [first, second] = await Promise.all([maya.desk, noor.desk].map((phone) => phone.called()));
  first.ring();
  await second.answer();
  await back.has(200);
  await first.has('CANCEL');
  await phase('in_call', noor);
  await leg.answer();
  await call.has(200);
  await back.bye();
  await second.has('BYE');
  await phase('in_call', noor);
  await leg.bye();
  await call.has('BYE');
  await phase('lock', noor);
  await quiet();
  await both(async (who) => { for (const phone of [who.desk, who.app]) phone.came.length = 0; });
  await stack.passAll(5 * MINUTES);
  await both(async (who) => { [who.desk, who.app] = [await registered(who.desk), await registered(who.app)]; });
  ok(await maya.call('POST', '/api/v1/me/emergency/exit'));
  const again = await comesBack(), rung = await noor.desk.called();
  await rung.answer();
  await again.has(200);
  assert.deepEqual([maya.desk.came.length, maya.app.came.length], [0, 0]);
  await again.bye();
  await rung.has('BYE');
});

test('nobody answers: the security contacts once, as soon as nobody\'s phone rings, or after 30 s; a contact who answers has it', async () => {
  const locks = await locked();
  await both(async (who) => { await gone(who); who.desk = await registered(who.desk); });
  const back = await until('a call back with its contacts', async () => {
    const one = await comesBack();
    for (const leg of await Promise.all([maya.desk, noor.desk].map((phone) => phone.called()))) leg.refuse(603);
    await until('a contact is called, or none is known yet', () => service.came.length > 0 || one.told.includes('480'));
    return service.came.length > 0 && one;
  });
  const guard = service.came.shift();
  assert.equal(guard.user, GUARD);
  await guard.answer();
  await back.has(200);
  await guard.hears(10);
  await back.hears(10);
  assert.equal(service.came.length, 0, 'once, not once an agent');
  assert.deepEqual(await both(ended), [ELSEWHERE, ELSEWHERE]);
  assert.deepEqual((await both(emergency)).map((e) => e.lock_ends_at), locks.map((e) => e.lock_ends_at));
  await back.bye();
  await guard.has('BYE');
  await quiet();

  const again = await comesBack(), [refused, rings] = await Promise.all([maya.desk, noor.desk].map((phone) => phone.called()));
  refused.refuse(603);
  rings.ring();
  const took = stopwatch(), late = await asked(40000);
  assert.ok(took.wall() > 27000, `after ${took.wall()} ms: one agent's phone still rang`);
  latency('the security contact rings', took(), 33000);
  assert.equal(late.user, GUARD);
  late.ring();
  assert.ok(!rings.told.includes('CANCEL'), 'the other agent\'s phone rings on');
  again.cancel();
  await rings.has('CANCEL');
  await late.has('CANCEL');
  await again.has(487);
  assert.equal(service.came.length, 0, 'once');
  assert.deepEqual(await both(ended), [MISSED, MISSED]);
  assert.deepEqual((await both(emergency)).map((e) => e.lock_ends_at), locks.map((e) => e.lock_ends_at));
});

test('one refuses, the other has no phone at the moment: it is held, and rings what registers', async () => {
  await locked();
  await both(gone);
  maya.desk = await registered(maya.desk);
  const back = await comesBack();
  (await maya.desk.called()).refuse(603);
  const guard = await asked();
  guard.ring();
  noor.desk = await registered(noor.desk);
  const page = await noor.desk.called();
  await page.answer();
  await back.has(200);
  await guard.has('CANCEL');
  await phase('in_call', noor);
  assert.deepEqual(await ended(maya), ELSEWHERE);
  await back.bye();
  await page.has('BYE');
  await phase('lock', noor);
});

test('as many phones as each has: one agent\'s take no room from the other\'s, nor from the contacts', async () => {
  const MANY = 5; // registrations that a device may have: with a third device each agent has eleven
  await locked();
  await both(gone);
  const phones = await both(async (who) => {
    const all = [await calls.phoneOf(who)];
    for (let n = 0; n < MANY; n++) all.push(await registered(who.desk), await registered(who.app));
    return all;
  });
  const back = await comesBack(), legs = await Promise.all(phones.flat().map((phone) => phone.called()));
  assert.equal(legs.length, 2 * (2 * MANY + 1));
  for (const leg of legs.slice(1)) leg.refuse(603);
  assert.equal(service.came.length, 0, 'one phone still rings');
  legs[0].refuse(603);
  const guard = await asked();
  await guard.answer();
  await back.has(200);
  await guard.hears(10);
  await back.bye();
  await guard.has('BYE');
});

test('the service calls back at once: who has just called for help rings, though the database was not told of it yet, alone and beside who called before', async () => {
  for (const before of [false, true]) {
    if (before) {
      await called(maya);
      await phase('lock', maya);
    }
    const answered = (await stack.query('SELECT count(*)::int AS n FROM presence.emergency_call WHERE call_back AND agent = $1 AND answered_at IS NOT NULL', [noor.user.id]))[0].n;
    const told = await calls.holdKey('agent', 1, noor.user.id);
    try {
      await called(noor);
      const back = await comesBack(), page = await noor.desk.called(), others = before ? await maya.desk.called() : null;
      assert.equal(page.invite.get('x-trunkline-emergency'), 'call-back');
      others?.ring();
      await page.answer();
      await back.has(200);
      await others?.has('CANCEL');
      await page.hears(10);
      await back.bye();
      await page.has('BYE');
    } finally { await told(); }
    await phase('lock', noor);
    const counted = async () => (await stack.query('SELECT count(*)::int AS n FROM presence.emergency_call WHERE call_back AND agent = $1 AND answered_at IS NOT NULL AND ended_at IS NOT NULL', [noor.user.id]))[0].n;
    await until('it is kept that she answered', async () => await counted() === answered + 1);
    if (!before) {
      await quiet();
      await stack.passAll(5 * MINUTES);
      ok(await noor.call('POST', '/api/v1/me/emergency/exit'));
      [maya.desk, maya.app, noor.desk, noor.app] = await Promise.all([maya.desk, maya.app, noor.desk, noor.app].map(registered));
    }
  }
});

test('the database is away: who called for help before and who does meanwhile ring, and what became of it is told when it is back, also by the next voiced', async () => {
  await called(maya);
  const { lock_ends_at: before } = await phase('lock', maya);
  await quiet();
  await until('voiced has read who is called back', async () => (await stack.metrics('voiced')).voice_awaited > 0);
  await stack.killPostgres();
  await called(noor);
  const back = await comesBack(), [first, second] = await Promise.all([maya.desk, noor.desk].map((phone) => phone.called()));
  first.ring();
  await second.answer();
  await back.has(200);
  await first.has('CANCEL');
  await second.hears(10);
  await back.bye();
  await second.has('BYE');
  await stack.kill('voiced');
  await stack.startPostgres();
  stack.spawn('voiced');
  await stack.untilAllReady(30000);
  await until('what happened is told', async () => (await kept(noor))?.ended && (await kept(maya))?.ended, 30000);
  assert.deepEqual((({ answered, elsewhere }) => ({ answered, elsewhere }))(await kept(noor)), { answered: true, elsewhere: false });
  assert.deepEqual((({ answered, elsewhere }) => ({ answered, elsewhere }))(await kept(maya)), { answered: false, elsewhere: true });
  assert.equal((await phase('lock', maya)).lock_ends_at, before);
  await phase('lock', noor);
});
