// voiced's calls against SIPp: each refusal of a trunk, slow and reliable ringing, late descriptions, the ladder of a queue (design of voice, 5).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Sipp, SCENARIOS } from '../lib/sipp.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, Calls } from '../lib/voice.mjs';

const OUTSIDE = '+12025550188', PORT_HOST = '127.0.0.3';
let calls, ann, phone, port;
const open = new Set();
before(async () => {
  calls = await Calls.start({ name: 'sippcalls' });
  await calls.unlimited();
  const probe = await Sipp.start(['-sn', 'uas'], { host: PORT_HOST }); // its port is the trunk's from now on
  port = probe.port;
  await probe.stop();
  const trunk = await calls.make('trunks', { name: 'SIPp', host: PORT_HOST, port, transport: 'udp', sources: [PORT_HOST] });
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: [trunk.id] });
  ann = await calls.worker('ann', '301');
  phone = await calls.ua();
  await until('the plan is known', async () => (await calls.stack.metrics('voiced')).voice_dial_rules >= 1);
});
after(async () => { for (const one of open) await one.stop(); await calls?.stop(); });

const scenario = (name) => readFileSync(join(SCENARIOS, `${name}.xml`), 'utf8');
const sipp = async (args, how) => { const one = await Sipp.start(args, how); open.add(one); return one; };
const callee = (name, status = '') => sipp([], { scenario: scenario(name).replace('STATUS', status), host: PORT_HOST, port, calls: 1 });
const dial = () => phone.call(OUTSIDE, { from: ann.device.username, login: ann.device });
// Of the last call, once its end is told.
const cause = () => until('the log has its end', async () => (await calls.stack.query('SELECT cause FROM voice.call_log WHERE owner = $1 ORDER BY id DESC LIMIT 1', [ann.user.id]))[0]?.cause);
async function quiet() {
  await calls.zero('voice_calls', 'voice_legs', 'voice_facts_waiting');
}

test('each refusal of a trunk: what the caller is told, what the log says, and a 3xx is not followed', async () => {
  for (const [status, told, logged] of [[400, 400, 'failed'], [403, 403, 'failed'], [404, 404, 'failed'], [480, 480, 'no_answer'], [486, 486, 'busy'], [488, 488, 'failed'],
    [500, 500, 'failed'], [503, 503, 'failed'], [504, 504, 'failed'], [600, 600, 'busy'], [603, 603, 'declined'], [606, 606, 'failed'], [302, 480, 'failed']]) {
    const trunk = await callee('refuses', status);
    const call = await dial();
    await until(`a final answer to ${status}`, () => call.told.some((word) => Number(word) >= 300 && word !== '401'));
    await trunk.done().catch((error) => { throw new Error(`${status}: ${call.told} ${error.message}`); }); // one INVITE, acknowledged; none to where a 3xx points
    assert.equal(call.told.at(-1), String(told), `of ${status}`);
    await quiet();
    const seen = await cause();
    if (status !== 302) assert.equal(seen, logged, `of ${status}`);
  }
});

test('a trunk that rings for long, and says 200 until it is acknowledged', async () => {
  const trunk = await callee('slow');
  const call = await dial();
  await call.has(180);
  await call.has(200);
  await call.bye();
  await trunk.done();
  await quiet();
  assert.equal(await cause(), 'normal');
});

test('a trunk that rings reliably has its ringing acknowledged by PRACK', async () => {
  const trunk = await callee('rings-reliably');
  const call = await dial();
  await call.has(180);
  await call.has(200);
  await call.bye();
  await trunk.done();
  await quiet();
});

test('thirty callers who describe their media late, with session timers of their own, are answered by the queue', async () => {
  const callers = await sipp(['-s', CALLED], { scenario: scenario('late'), host: '127.0.0.2', to: `127.0.0.1:${calls.port}`, calls: 30, rate: 15, talk: 500 });
  await callers.done();
  await quiet();
});

test('sixty callers through the queue to agents who answer: each interaction ends as its caller ended it', async () => {
  const phones = await sipp(['-sn', 'uas'], { host: '127.0.0.1' });
  for (let i = 0; i < 6; i++) {
    const agent = await calls.agent(`sipp${i}`, { phone: null, phone_mode: 'sip_uri', sip_uri: `sip:sipp${i}@127.0.0.1:${phones.port}` });
    await calls.available(agent);
  }
  const callers = await sipp(['-sn', 'uac', '-s', CALLED], { host: '127.0.0.2', to: `127.0.0.1:${calls.port}`, calls: 60, rate: 3, talk: 1000 });
  await callers.done();
  await quiet();
  const rows = await until('all have ended', async () => {
    const all = await calls.stack.query("SELECT outcome, count(*)::int AS n FROM routing.v_interaction WHERE state = 'ended' GROUP BY 1");
    return all.reduce((sum, row) => sum + row.n, 0) >= 90 && all;
  });
  const count = Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n]));
  assert.ok(count.ended >= 30, JSON.stringify(count));
  assert.deepEqual(Object.keys(count).filter((outcome) => !['ended', 'customer_left'].includes(outcome)), []);
});
