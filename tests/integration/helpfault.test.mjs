// Emergency calls while something fails: the relay has no ports or dies, the database is away, voiced has no room or is killed (60-emergency).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { annPhone, away, calls, callsForHelp, dial, emergency, first, helped, lastCall, logged, LOST_S, maya, mayaPhone, mayaRegisters,
  MINUTES, next, ok, phase, quiet, second, SITE, stack, toLock } from '../lib/help.mjs';
import { latency, stopwatch } from '../lib/patience.mjs';
import { running, until } from '../lib/stack.mjs';
import { CALLED } from '../lib/voice.mjs';

callsForHelp('helpfault');

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

const missed = async () => (await stack.query("SELECT count(*)::int AS n FROM presence.emergency_call e JOIN voice.call_log l ON l.call = e.call WHERE e.call_back AND e.answered_at IS NULL AND e.ended_at IS NOT NULL AND l.cause = 'no_answer'"))[0].n;

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
  await mayaRegisters();
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
    await mayaRegisters();
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

test('voiced is killed in the call: the next one ends it, and the lock begins', async () => {
  const { call, leg } = await helped();
  await phase('in_call');
  await stack.kill('voiced');
  stack.spawn('voiced');
  await stack.untilReady('voiced');
  await phase('lock');
  for (const one of [call, leg]) one.vanish();
  });

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
