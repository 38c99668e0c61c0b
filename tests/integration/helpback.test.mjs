// Call backs of the emergency service (EM-3): who rings, for how long, in each phase.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { annPhone, annRegisters, away, calls, callsForHelp, change, dial, emergency, first, gone, lastCall, logged, maya, mayaPhone,
  mayaRegisters, MINUTES, next, ok, phase, quiet, registered, second, SITE, stack, toLock, workApp } from '../lib/help.mjs';
import { latency, stopwatch } from '../lib/patience.mjs';
import { until } from '../lib/stack.mjs';
import { WsPhone } from '../lib/wsphone.mjs';

callsForHelp('helpback');

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
  await mayaRegisters();
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
  await change(`sites/${calls.site.id}`, { security_numbers: [GUARD] });
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
  const WORK = '+12025550312', user = `users/${maya.user.id}`;
  let work = await workApp();
  await calls.claim(WORK);
  await change(user, { agent_extension: '7311' });
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
    await change(user, { work_number: WORK }); // which was not sent: else a call to it is a call back
    await walk('dialling', false);
    await leg.answer();
    await call.has(200);
    await walk('in_call', true);
    await leg.bye();
    await call.has('BYE');
    await walk('lock', true);
    await stack.passAll(5 * MINUTES);
    [work] = await Promise.all([registered(work), mayaRegisters(), annRegisters()]);
    assert.equal((await page.register()).status, 200);
    await walk('held', true);
    ok(await maya.call('POST', '/api/v1/me/emergency/remain'));
    await walk('remaining', true);
    ok(await maya.call('POST', '/api/v1/me/emergency/exit'));
    await walk('normal', false);
  } finally {
    await page.close();
    await change(user, { work_number: null });
    await away();
  }
});
