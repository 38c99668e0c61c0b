// Promise RL-9: jumps of the daemons' wall clock, forward and back, change no deadline; a step of the
// database's clock, as after a failover, changes none by more than its own length. (Daylight saving
// and months: sql/test_clock.sql.)
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync, openSync, writeSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned, end, offered, status } from '../lib/desk.mjs';
import { latency, stoodStill } from '../lib/patience.mjs';
import { buildPreload, preloadEnv } from '../lib/preload.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

const HOUR_S = 3600, OFFER_MS = 15000, WRAP_MS = 12000, READY_MS = 15000;
// An offer ends half a second after the deadline shown; both are found late by a busy machine.
const EARLY_MS = 0, LATE_MS = 2000;

let stack, channel, maya, ida, clock;

const jump = (seconds) => {
  const fd = openSync(clock, 'r+');
  writeSync(fd, new Uint8Array(new BigInt64Array([BigInt(seconds)]).buffer), 0, 8, 0);
  closeSync(fd);
};

before(async () => {
  stack = await Stack.start({ durable: true, name: 'clock', instances: 'presenced routerd smsgw chatd', testClock: true });
  channel = stack.channel('twilio');
  clock = join(stack.dir, 'wallclock');
  const library = join(stack.dir, 'wallclock.so');
  buildPreload('wallclock', library);
  writeFileSync(clock, new Uint8Array(8));
  chmodSync(clock, 0o644);
  // What was missed before is offered again meanwhile: that it is missed again must not withdraw the offer that is looked at.
  await stack.asOwner(`UPDATE routing.queue SET offer_ms = ${OFFER_MS}, wrap_ms = ${WRAP_MS}, on_miss = NULL`);
  for (const name of stack.names) await stack.kill(name, 'SIGTERM');
  for (const name of stack.names) stack.spawn(name, { ...preloadEnv(library, { WALLCLOCK_FILE: clock }), LD_PRELOAD: library }); // TEST_AT's is the same library: not twice
  await stack.untilAllReady(READY_MS);
  await until('the shard is held', async () => (await stack.query("SELECT boot FROM ops.holder WHERE kind = 'shard'"))[0].boot !== null); // ready before it is
  maya = await Client.ready(stack, stack.user('agent', 0));
  ida = await Client.ready(stack, stack.user('agent', 2));
});
after(async () => { maya?.close(); ida?.close(); await stack?.stop(); });

const holder = async () => (await stack.query("SELECT epoch FROM ops.holder WHERE kind = 'shard'"))[0].epoch;
const late = async (sql, id) => Number((await until('its end', async () => (await stack.query(sql, [id]))[0], 40000)).ms);
const offerLate = (id) => late("SELECT extract(epoch FROM ended_at - deadline) * 1000 AS ms FROM routing.offer WHERE id = $1 AND state = 'expired'", id);
const wrapLate = (id) => late("SELECT extract(epoch FROM wrap_ended_at - wrap_until) * 1000 AS ms FROM routing.interaction WHERE id = $1 AND state = 'ended'", id);
const inTime = (ms, what, stalled) => {
  assert.ok(ms >= EARLY_MS, `${what} ended ${ms.toFixed(0)} ms after its time`);
  latency(`${what} ends`, ms - stalled, LATE_MS);
};

// The time that a daemon itself has just written into its log.
const wallOf = (name) => Date.parse(JSON.parse(readFileSync(stack.run.logs[name], 'utf8').trim().split('\n').at(-1)).at);

// Somebody is offered a text, somebody else wraps up; `meanwhile` happens after both have begun.
async function deadlines(meanwhile) {
  const still = stoodStill();
  await status(maya, 'work_offline');
  await status(ida, 'available');
  const wrapping = await assigned(ida, channel, newNumber(), 'bill');
  await status(ida, 'work_offline');
  await status(maya, 'available');
  const offer = await offered(maya, channel, newNumber());
  assert.equal((await end(ida, wrapping)).body.state.state, 'wrap_up');
  await meanwhile();
  const [offerMs, wrapMs] = await Promise.all([offerLate(offer.id), wrapLate(wrapping.id)]);
  console.log(`# the offer ended ${offerMs.toFixed(0)} ms, the wrap-up ${wrapMs.toFixed(0)} ms after its time`);
  inTime(offerMs, 'the offer', stoodStill() - still);
  inTime(wrapMs, 'the wrap-up', stoodStill() - still);
  await status(maya, 'available');
  const [left] = await stack.query("SELECT o.id FROM routing.offer AS o WHERE o.state = 'made'");
  if (left) await maya.call('POST', `/api/v1/offers/${left.id}/accept`);
}

async function jumps(name, seconds) {
  const before = await holder();
  const leases = new Set();
  const watch = setInterval(() => void stack.query('SELECT lease FROM routing.agent WHERE agent IN ($1, $2)', [maya.id, ida.id])
    .then((rows) => rows.forEach((r) => leases.add(r.lease))), 100);
  try {
    await deadlines(async () => {
      jump(seconds);
      stack.signal('routerd', 'SIGHUP'); // it says something, with its own time
      await until(`${name} in the log of routerd`, () => Math.abs(wallOf('routerd') - Date.now() - seconds * 1000) < 60000, 5000);
    });
  } finally { clearInterval(watch); }
  assert.deepEqual([...leases], ['live'], 'nobody was lost');
  assert.equal(await holder(), before, 'the shard was not lost');
  assert.equal((await maya.call('GET', '/api/v1/me/status')).status, 200, 'the session goes on');
}

test('a wall clock that jumps an hour ahead changes no offer, wrap-up, lease or shard (RL-9)', () => jumps('an hour ahead', HOUR_S));

test('nor one that jumps two hours back (RL-9)', async () => {
  await jumps('an hour behind', -HOUR_S);
  jump(0);
});

test('a step of the database\'s clock is told, and moves a deadline by its own length at the most (RL-9, rule 12)', async () => {
  const steps = async () => (await stack.metrics('routerd')).trunkline_clock_steps_total ?? 0;
  const before = await steps();
  await deadlines(async () => { await stack.pass(5000); });
  await until('the step is counted', async () => await steps() > before, 10000);
});
