// A database that is behind: further calls are refused at once with 503, help goes out, and of none of them anything is left (PF-13, RL-4).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../lib/stack.mjs';
import { CALLED, Calls } from '../lib/voice.mjs';

const OUTSIDE = '+12025550188', MOST = 10;
let calls, gate, ann, phone;
before(async () => {
  calls = await Calls.start({ name: 'behind', settings: { voiced: { facts_waiting_max: MOST } } });
  await calls.unlimited();
  gate = await calls.ua({ host: '127.0.0.3' });
  const trunk = await calls.make('trunks', { name: 'Gateway', host: gate.host, port: gate.local, transport: 'udp', sources: [gate.host], max_calls: 1000, emergency: true });
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: [trunk.id] });
  ann = await calls.worker('ann', '301');
  phone = await calls.ua();
  await until('the plan is known', async () => (await calls.adam.call('GET', `/api/v1/dial?number=${encodeURIComponent(OUTSIDE)}`)).body.kind === 'number');
});
after(() => calls?.stop());

const dial = (to) => phone.call(to, { from: ann.device.username, login: ann.device });
const figure = async (name) => (await calls.stack.metrics('voiced'))[name];
const REFUSED = 'voice_calls_refused_total{why="behind"}';
const refused = (all) => all.filter((call) => call.told.includes('503'));

async function helpGoesOut() {
  const help = await dial('911'), leg = await gate.called();
  assert.equal(leg.user, '911');
  await leg.answer();
  await help.has(200);
  await help.bye();
  await leg.has('BYE');
}

async function goesThrough() {
  const call = await dial(OUTSIDE);
  await (await gate.called()).answer();
  await call.has(200);
  await call.bye();
  await calls.nothingLeft();
}

// What it is about to be told of calls outside waits until `then` is over.
const slow = (then) => calls.stack.locked('voice.out_call', then);

test('calls that came before are put through when the database is there again; those beyond the bound were refused at once, help was not', async () => {
  const before = await figure(REFUSED), all = [];
  let carriers;
  await slow(async () => {
    while (refused(all).length === 0 && all.length < 3 * MOST) {
      const call = await dial(OUTSIDE);
      all.push(call);
      await until('it waits, or is refused', () => call.told.includes('100') || call.told.includes('503'));
      await until('the database is told', async () => call.told.includes('503') || await figure('voice_facts_waiting') >= Math.min(all.length, MOST));
    }
    const [first] = refused(all);
    assert.ok(first, 'one was refused');
    assert.ok(all.length <= MOST + 1, `${all.length} calls`);
    assert.match(first.last.get('retry-after'), /^[1-9]\d*$/, 'and was told when to come again');
    carriers = await calls.carrier.call(CALLED);
    await carriers.has(503); // a carrier's, too
    await helpGoesOut();
  });
  const waited = all.filter((call) => !refused(all).includes(call));
  for (const call of waited) {
    const leg = await gate.called();
    await leg.answer();
  }
  for (const call of waited) { await call.has(200); await call.bye(); }
  assert.equal(await figure(REFUSED) - before, refused([...all, carriers]).length);
  await calls.nothingLeft();
  await goesThrough(); // as before
});

test('callers who gave up while the database was behind leave nothing, and nobody is called for them', async () => {
  const all = [];
  await slow(async () => {
    for (let n = 0; n < 4; n++) all.push(await dial(OUTSIDE));
    for (const call of all) await call.has(100);
    await until('the database is told', async () => await figure('voice_facts_waiting') >= 4);
    for (const call of all) call.cancel();
    for (const call of all) await call.has(487);
  });
  await calls.nothingLeft();
  await until('the facts are told', async () => await figure('voice_facts_waiting') === 0);
  assert.equal(gate.came.length, 0);
  const [{ live, begun }] = await calls.stack.query('SELECT count(*) FILTER (WHERE ended_at IS NULL)::int AS live, count(*)::int AS begun FROM voice.out_call');
  assert.equal(live, 0, `of ${begun}`);
});

test('what the database does not let begin in time ends: a call, a forwarding, a consult; nobody is dialled later, and nothing counts', async () => {
  await calls.set({ outside_ring_ms: 3000 });
  const HOME = '+12025550311', begun = async () => (await calls.stack.query('SELECT count(*)::int AS n FROM voice.out_call'))[0].n;
  await calls.claim(HOME);
  await calls.worker('fay', '302', { work_number: HOME, forward_then: 'number', forward_number: OUTSIDE });
  const kim = await calls.agent('kim'), before = await begun();
  await calls.available(kim);
  const customer = await calls.carrier.call(CALLED);
  const leg = await kim.phone.called();
  await leg.answer();
  await customer.has(200);
  const { id } = await calls.state('assigned');
  const consult = (wanted) => kim.see('interaction', (s, f) => f.id === String(id) && (s.call?.consult?.state ?? null) === wanted);
  await slow(async () => {
    assert.equal((await kim.call('POST', `/api/v1/interactions/${id}/call/consult`, { number: OUTSIDE })).status, 202);
    await consult('ringing');
    const forwarded = await calls.carrier.call(HOME), call = await dial(OUTSIDE);
    await call.has(503);
    await forwarded.has(200); // the mailbox
    await forwarded.hears(10);
    await forwarded.bye();
    await consult(null);
    await customer.hears(10);
    await leg.hears(10);
  });
  await until('the facts are told', async () => await figure('voice_facts_waiting') === 0);
  await until('all that began has ended', async () => await begun() > before && (await calls.stack.query('SELECT count(*)::int AS n FROM voice.out_call WHERE ended_at IS NULL'))[0].n === 0);
  assert.equal(gate.came.length, 0, 'nobody was dialled');
  await customer.bye();
  await calls.nothingLeft();
});

test('until the database has accepted its run, voiced is not ready and refuses calls with 503; emergency calls go out; afterwards it takes calls', async () => {
  const { stack } = calls;
  await stack.kill('voiced', 'SIGTERM');
  await stack.locked('voice.run', async () => {
    stack.spawn('voiced');
    await until('it knows who may dial', async () => await figure('voice_phones') > 0 && await figure('voice_dialers') > 0);
    await helpGoesOut();
    await (await calls.carrier.call(CALLED)).has(503);
    assert.equal(await stack.ready('voiced'), false);
  });
  await stack.untilReady('voiced');
  await goesThrough();
});
