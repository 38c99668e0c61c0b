// Promise RL-4: a daemon's death costs the others nothing but its own service; its restart takes
// under two seconds; what it missed is made up.
//
// Each daemon has one instance here, so that its whole service is away for FAULT_AWAY_SECONDS
// (60 in the long form) under load.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { nothingLost } from '../lib/loss.mjs';
import { latency, stopwatch } from '../lib/patience.mjs';
import { until } from '../lib/stack.mjs';
import { Floor, LONG, pause } from './lib/floor.mjs';
import { always, atRest, stored } from './lib/recount.mjs';

const AWAY_MS = 1000 * Number(process.env.FAULT_AWAY_SECONDS ?? (LONG ? 60 : 10));
const BACK_MS = 2000;

let floor;
before(async () => { floor = await Floor.open({ name: 'away', instances: 'presenced routerd smsgw chatd', perSecond: 10 }); });
after(() => floor?.close());

// One request that each daemon serves by itself.
const SERVED = {
  presenced: ['GET', '/api/v1/me/status'], routerd: ['GET', '/api/v1/queues'],
  smsgw: ['POST', '/api/v1/sms/segments', { text: 'hello' }], chatd: ['GET', '/api/v1/workspace'],
};

async function served(name) {
  const [method, path, body] = SERVED[name];
  const answer = await fetch(floor.stack.base + path, {
    method, body: body && JSON.stringify(body),
    headers: { authorization: `Bearer ${floor.agents[0].token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
  });
  return answer.status;
}

// What the others do meanwhile: how much was acknowledged while `name` was away, some of each that is wanted.
async function away(name, wanted, meanwhile = () => {}) {
  const { stack, watch } = floor;
  await stack.kill(name);
  const died = performance.now();
  await floor.underWay(); // when it died
  if (wanted.includes('sent')) await floor.allSent();
  try { await meanwhile(); } catch (error) { stack.spawn(name); throw error; } // the next ones are not to blame for it
  const before = { ...floor.acks, sent: floor.carrier.sent.length };
  await pause(AWAY_MS - (performance.now() - died));
  const gained = await until(`${wanted} without ${name}`, () => {
    const now = Object.fromEntries(Object.entries({ ...floor.acks, sent: floor.carrier.sent.length }).map(([k, v]) => [k, v - before[k]]));
    return wanted.every((what) => now[what] > 0) && now;
  });
  for (const other of stack.names) await until(`${other} while ${name} is away`, async () => await served(other) === (other === name ? 503 : 200));
  const took = stopwatch();
  stack.spawn(name);
  await stack.untilReady(name, 15000);
  const backMs = took(); // what others took of the machine is not its own
  watch.ended_by_themselves([name]);
  console.log(`# ${name} away for ${AWAY_MS / 1000} s: meanwhile acknowledged ${JSON.stringify(gained)}; back in ${took.wall().toFixed(0)} ms, ${backMs.toFixed(0)} of its own`);
  return backMs;
}

// After the restart: at once useful, and within some seconds nothing of the time away is left over.
async function madeUp(name, backMs) {
  const { stack } = floor;
  latency(`${name} is back`, backMs, BACK_MS);
  await until(`${name} serves`, async () => await served(name) === 200);
  await stack.untilAllReady(10000);
  assert.deepEqual(await floor.watch.beside(), [], 'work beside a free agent');
  const before = floor.acks;
  await until('accepts, answers and ends go on', () => ['texts', 'answers', 'accepts', 'ends'].every((k) => floor.acks[k] > before[k] + 2), 20000)
    .catch(async (error) => { console.log(`# ${await floor.unfinished()}`); throw error; });
  await until('nothing waits to be sent for long', async () =>
    (await stack.query("SELECT FROM sms.outbox WHERE not_before < clock_timestamp() - interval '3 seconds'")).length === 0, 10000);
  nothingLost(await always(stack));
}

test('presenced away: texts are taken, offered, accepted, answered, sent; then statuses are served again (RL-4)', async () => {
  await madeUp('presenced', await away('presenced', ['texts', 'accepts', 'answers', 'ends', 'sent']));
  const before = floor.agents[0].acks.statuses.length;
  await floor.agents[0].setAvailable('after presenced was away');
  assert.ok(floor.agents[0].acks.statuses.length > before, 'it was acknowledged'); // beside those after offers that were missed
});

test('routerd away: texts are taken, answers are stored and sent; then all that waits is offered (RL-4)', async () => {
  await madeUp('routerd', await away('routerd', ['texts', 'answers', 'sent']));
});

test('smsgw away: what agents write is stored; then it leaves, and so do the texts that customers tried (RL-4)', async () => {
  const { agents, carrier, load } = floor;
  const wrote = [], tried = [], untaken = () => [...load.sent.keys()].filter((sid) => !load.taken.has(sid));
  await until('conversations are open, of which some will be a moment later', () => agents.reduce((n, { desks }) => n + desks.size, 0) >= 3);
  const backMs = await away('smsgw', [], async () => {
    for (const agent of agents)
      for (const desk of agent.desks.values()) {
        const text = `written without smsgw in ${desk.conversation}`;
        if (await agent.say(desk, text, { aside: true })) wrote.push(text);
      }
    assert.ok(wrote.length > 0, 'no agent has a conversation');
    await until('customers write without smsgw', () => untaken().length > 0);
    tried.push(...untaken());
  });
  tried.push(...untaken()); // and all that came meanwhile, but for what is taken already
  await madeUp('smsgw', backMs);
  await until('what agents wrote is sent', () => wrote.every((text) => carrier.sent.some((one) => one.body === text)), 10000);
  await until('what customers tried is taken', () => tried.every((sid) => load.taken.has(sid)), 10000);
});

test('chatd away: texts are taken and offered; then pages come back and work on (RL-4)', async () => {
  await madeUp('chatd', await away('chatd', ['texts']));
  await until('every page streams again', () => floor.agents.every((a) => a.socket?.readyState === 1), 10000);
});

test('after all this nothing acknowledged is lost or doubled (RL-1)', async () => {
  await floor.rest();
  const { watch } = floor;
  nothingLost([...await stored(floor), ...await always(floor.stack), ...await atRest(floor.stack)]);
  assert.deepEqual(watch.overruns, []);
  assert.deepEqual(floor.surprises(), []);
  assert.equal(await watch.keep(), 0, 'deadlocks');
  assert.deepEqual(watch.badLines(), []);
});
