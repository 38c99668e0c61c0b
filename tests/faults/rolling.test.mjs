// Promise RL-8: with two instances of each daemon, all are restarted one after the other by
// SIGTERM under load, and no request through the edge fails: no 5xx, no broken connection.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { nothingLost } from '../lib/loss.mjs';
import { PATIENCE_MS } from '../lib/patience.mjs';
import { running, until } from '../lib/stack.mjs';
import { Floor, LONG } from './lib/floor.mjs';
import { always, atRest, stored } from './lib/recount.mjs';

const END_MS = 10000, PASSES = LONG ? 20 : 3;

let floor;
before(async () => {
  floor = await Floor.open({
    name: 'rolling', edge: true,
    instances: 'presenced presenced-2 routerd routerd-2 smsgw smsgw-2 chatd chatd-2',
    answerMs: PATIENCE_MS, // on a busy machine an answer may take its time; here it must come
  });
});
after(() => floor?.close());

async function restart(name) {
  const { stack } = floor;
  const pid = stack.pid(name);
  const began = performance.now();
  stack.signal(name, 'SIGTERM');
  await until(`${name} ends after SIGTERM`, () => !running(pid), END_MS);
  const ended = performance.now();
  stack.spawn(name);
  await stack.untilReady(name, 10000);
  const back = performance.now();
  floor.watch.ended_by_themselves([name]);
  await stack.untilAllReady(10000);
  // With it back, the load goes on before the next one goes.
  const { texts, answers } = floor.acks;
  await until(`texts and answers with ${name} back`, () => floor.acks.texts > texts && floor.acks.answers > answers);
  return `${name}: ended in ${(ended - began).toFixed(0)} ms, back in ${(back - ended).toFixed(0)} ms`;
}

test('a rolling restart of every instance under load fails no request (RL-8)', async () => {
  const early = floor.failures().length;
  const before = floor.acks;
  for (const name of Array(PASSES).fill(floor.stack.names).flat()) {
    const failed = floor.failures().length;
    console.log(`# ${await restart(name)}, ${floor.failures().length - failed} requests failed`);
  }
  await until('enough load to show anything', () => floor.acks.texts > before.texts + 100 && floor.acks.answers > before.answers + 50);
  const { texts, answers, accepts } = floor.acks;
  const failures = floor.failures().slice(early);
  console.log(`# meanwhile ${texts - before.texts} texts, ${accepts - before.accepts} accepts, ${answers - before.answers} answers`);
  assert.deepEqual(failures.slice(0, 20), [], `${failures.length} requests failed`);
});

test('and nothing acknowledged is lost or doubled (RL-1)', async () => {
  await floor.rest();
  const { watch } = floor;
  nothingLost([...await stored(floor), ...await always(floor.stack), ...await atRest(floor.stack)]);
  assert.deepEqual(watch.overruns, []);
  assert.deepEqual(floor.surprises(), []);
  assert.deepEqual(watch.badLines(), []);
});
