// Promise RL-4: a daemon's death costs the others nothing but its own service; its restart takes
// under two seconds; what it missed is made up.
//
// Each daemon has one instance here, so that its whole service is away for FAULT_AWAY_SECONDS
// (60 in the long form) under load.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../lib/stack.mjs';
import { Floor, LONG, pause } from './lib/floor.mjs';
import { always, atRest, commands, inbound, order, outbound } from './lib/recount.mjs';

const AWAY_MS = 1000 * Number(process.env.FAULT_AWAY_SECONDS ?? (LONG ? 60 : 10));
const BACK_MS = 2000, SETTLE_MS = 1500;

let floor;
before(async () => { floor = await Floor.open({ name: 'away', instances: 'presenced routerd smsgw chatd', perSecond: 10 }); });
after(() => floor?.close());

// What the others do meanwhile: how much of each was acknowledged while `name` was away.
async function away(name) {
  const { stack, watch } = floor;
  await stack.kill(name);
  await pause(SETTLE_MS); // what was under way when it died
  const before = { ...floor.acks, sent: floor.carrier.sent.length };
  await pause(AWAY_MS - SETTLE_MS);
  const gained = Object.fromEntries(Object.entries({ ...floor.acks, sent: floor.carrier.sent.length }).map(([k, v]) => [k, v - before[k]]));
  for (const other of stack.names.filter((n) => n !== name)) assert.ok(await stack.ready(other), `${other} is not ready while ${name} is away`);
  const began = performance.now();
  stack.spawn(name);
  await stack.untilReady(name, 15000);
  const backMs = performance.now() - began;
  watch.ended_by_themselves([name]);
  console.log(`# ${name} away for ${AWAY_MS / 1000} s: meanwhile acknowledged ${JSON.stringify(gained)}; back in ${backMs.toFixed(0)} ms`);
  return { gained, backMs };
}

// After the restart: at once useful, and within some seconds nothing of the time away is left over.
async function madeUp(name, backMs) {
  const { stack } = floor;
  assert.ok(backMs < BACK_MS, `${name} was back after ${backMs.toFixed(0)} ms`);
  await stack.untilAllReady(10000);
  assert.deepEqual(await floor.watch.beside(), [], 'work beside a free agent');
  const before = floor.acks;
  await until('accepts, answers and ends go on', () => ['texts', 'answers', 'accepts', 'ends'].every((k) => floor.acks[k] > before[k] + 2), 20000)
    .catch(async (error) => { console.log(`# ${await floor.unfinished()}`); throw error; });
  const held = await stack.query("SELECT count(*) FROM sms.outbox WHERE not_before < ops.clock() - interval '5 seconds'").catch(() => []);
  assert.ok(held.length === 0 || Number(held[0].count) === 0, 'texts still wait to be sent');
  assert.deepEqual(await always(stack), []);
}

test('presenced away: texts are taken, offered, accepted, answered, sent; then statuses are served again (RL-4)', async () => {
  const { gained, backMs } = await away('presenced');
  for (const what of ['texts', 'accepts', 'answers', 'ends', 'sent']) assert.ok(gained[what] > 0, `no ${what} without presenced`);
  await madeUp('presenced', backMs);
  const before = floor.agents[0].acks.statuses.length;
  await floor.agents[0].setAvailable('after presenced was away');
  assert.equal(floor.agents[0].acks.statuses.length, before + 1);
});

test('routerd away: texts are taken, answers are stored and sent; then all that waits is offered (RL-4)', async () => {
  const { gained, backMs } = await away('routerd');
  for (const what of ['texts', 'answers', 'sent']) assert.ok(gained[what] > 0, `no ${what} without routerd`);
  await madeUp('routerd', backMs);
});

test('smsgw away: agents accept, answer, end; then what customers and agents wrote gets through (RL-4)', async () => {
  const queued = floor.acks.answers;
  const { backMs } = await away('smsgw');
  assert.ok(floor.acks.answers >= queued);
  await madeUp('smsgw', backMs);
});

test('chatd away: texts are taken, what was queued is sent; then pages come back and work on (RL-4)', async () => {
  const { gained, backMs } = await away('chatd');
  assert.ok(gained.texts > 0, 'no texts without chatd');
  await madeUp('chatd', backMs);
  await until('every page streams again', () => floor.agents.every((a) => a.socket?.readyState === 1), 10000);
});

test('after all this nothing acknowledged is lost or doubled (RL-1)', async () => {
  await floor.rest();
  const { stack, load, agents, carrier, watch } = floor;
  assert.deepEqual([...await inbound(stack, load), ...await outbound(stack, agents, carrier), ...await order(stack, carrier),
    ...await commands(stack, agents), ...await always(stack), ...await atRest(stack)], []);
  assert.deepEqual(watch.overruns, []);
  assert.deepEqual(floor.surprises(), []);
  assert.equal(await watch.keep(), 0, 'deadlocks');
  assert.deepEqual(watch.badLines(), []);
});
