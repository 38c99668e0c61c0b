// Promises RL-1, RL-2, RL-3: daemons and PostgreSQL are killed and stopped at random moments
// under load; then everything that was acknowledged is counted anew.
//
// FAULT_ROUNDS=20 (200 in the long form) rounds, TEST_SEED repeats a run. What was answered 5xx
// or not at all was not acknowledged; a text in `unknown` is neither lost nor doubled, but counted.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { nothingLost } from '../lib/loss.mjs';
import { until } from '../lib/stack.mjs';
import { faults, inflict, wordsOf } from './lib/deck.mjs';
import { Floor, pause } from './lib/floor.mjs';
import { always, atRest, commands, deliveries, inbound, order, outbound } from './lib/recount.mjs';

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 20);
const LOAD_MIN_MS = 1200, LOAD_MAX_MS = 2500, READY_MS = 15000;

let floor, deck;
before(async () => {
  floor = await Floor.open({ name: 'faults', instances: 'presenced routerd routerd-2 smsgw smsgw-2 chatd chatd-2', productLimits: true });
  deck = faults(floor.random, floor.stack.names);
});
after(() => floor?.close());

const found = { beside: [], broken: [], ended: [], deadlocks: 0 };

async function round(n) {
  const { stack, watch } = floor;
  await pause(floor.random.between(LOAD_MIN_MS, LOAD_MAX_MS));
  found.deadlocks = await watch.keep();
  const fault = deck.next().value;
  found.ended.push(...watch.ended_by_themselves().map((name) => `${name}, before round ${n}`));
  const began = performance.now();
  await inflict(stack, fault);
  const restarted = performance.now();
  await stack.untilAllReady(READY_MS);
  const ready = performance.now();
  if (fault.kind !== 'stop' && fault.kind !== 'postgres') watch.ended_by_themselves(fault.names);
  const beside = await watch.beside();
  const wrong = await always(stack);
  if (beside.length > 0) console.log(await watch.whyBeside());
  found.beside.push(...beside.map((pair) => ({ round: n, fault: wordsOf(fault), ...pair })));
  found.broken.push(...wrong.map((what) => `round ${n}: ${what}`));
  const { texts, answers, accepts } = floor.acks;
  console.log(`# round ${String(n).padStart(3)}: ${wordsOf(fault).padEnd(52)} ready ${(ready - restarted).toFixed(0).padStart(5)} ms after, ` +
    `${((ready - began) / 1000).toFixed(1)} s in all; acknowledged ${texts} texts, ${accepts} accepts, ${answers} answers` +
    `${beside.length || wrong.length ? `  WRONG: ${beside.length} beside, ${wrong.length} broken` : ''}`);
}

test(`${ROUNDS} rounds of faults under load leave every invariant whole (RL-2)`, async () => {
  for (let n = 1; n <= ROUNDS; n++) await round(n);
  await until('enough load to show anything', () => {
    const { texts, answers, accepts } = floor.acks, { looks, fullest } = floor.watch;
    return texts > ROUNDS * 10 && answers > ROUNDS * 5 && accepts > ROUNDS && looks > ROUNDS * 5 && fullest >= 6;
  });
  found.ended.push(...floor.watch.ended_by_themselves().map((name) => `${name}, after the last round`));
  await floor.rest();
  nothingLost(found.broken);
});

test('no work waits beside a free eligible agent one second after a restart (RL-3)', () => assert.deepEqual(found.beside, []));

test('capacity was above its limit in no moment (RL-2)', () => assert.deepEqual(floor.watch.overruns, []));

test('each acknowledged inbound text is there once (RL-1, SMS-30)', async () => {
  nothingLost(await inbound(floor));
});

test('each acknowledged outbound text is there once, and was sent at most once (RL-1, SMS-31)', async () => {
  nothingLost(await outbound(floor));
  console.log(`# outbound: ${await deliveries(floor.stack)}`);
});

test('texts to one customer left in the order in which they were written (SMS-23)', async () => {
  nothingLost(await order(floor));
});

test('each acknowledged accept, reject, end and wrap-up is stored (RL-1)', async () => {
  nothingLost(await commands(floor));
});

test('at rest all is over, sent, matched, and every event is in the feed, in order (IN-1, IN-2)', async () => {
  nothingLost([...await always(floor.stack), ...await atRest(floor.stack)]);
  for (const name of floor.stack.names.filter((n) => n.startsWith('smsgw')))
    assert.equal((await floor.stack.metrics(name)).sms_receipts_parked_late ?? 0, 0);
});

test('nothing was answered but what was foreseen', () => assert.deepEqual(floor.surprises(), []));

test('no deadlock, no daemon that ended by itself, no log that tells of a bug', async () => {
  assert.equal(Math.max(found.deadlocks, await floor.watch.keep()), 0, 'deadlocks');
  assert.deepEqual(found.ended, []);
  assert.deepEqual(floor.watch.badLines(), []);
});
