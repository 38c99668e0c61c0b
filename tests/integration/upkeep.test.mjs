// What only grows is forgotten by the daemon that owns it, and months are made in time (rule 25).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned, finish, send } from '../lib/desk.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

let stack, channel;
before(async () => {
  stack = await Stack.start({ name: 'upkeep', testClock: 'noon' });
  channel = stack.channel('twilio');
});
after(async () => { await stack?.stop(); });

const one = async (text, values) => Object.values((await stack.query(text, values))[0])[0];
const count = async (what) => Number(await one(`SELECT count(*) FROM ${what}`));
const month = (table, ahead) =>
  one("SELECT to_regclass($1 || to_char(ops.clock() AT TIME ZONE 'UTC' + make_interval(months => $2), '_YYYYMM')) IS NOT NULL", [table, ahead]);

// The first round of upkeep begins with the process.
async function daysLater(days) {
  await stack.pass(days * 24 * 3600 * 1000);
  for (const name of stack.names) {
    await stack.kill(name, 'SIGTERM');
    stack.spawn(name);
  }
  await stack.untilAllReady();
}

async function work() {
  const maya = await Client.ready(stack, stack.user('agent', 0));
  const open = await assigned(maya, channel, newNumber());
  assert.equal((await send(maya, open, 'hello', { client_id: 'c-1' })).status, 201);
  await finish(maya, open);
  await maya.call('DELETE', '/api/v1/sessions/me');
  maya.close();
}

test('months come ahead of time; personal text and dedupe rows go after 30 days, events after 90; messages stay', async () => {
  await work();
  const messages = await count('messaging.message');
  const former = await one("SELECT 'ops.event' || to_char(max(at) AT TIME ZONE 'UTC', '_YYYYMM') FROM ops.event");
  const decisions = former.replace('ops.event', 'routing.decision');
  const there = (table) => one('SELECT to_regclass($1) IS NOT NULL', [table]);
  for (const table of ['sms.raw_inbound', 'sms.provider_seen', 'sms.sent', 'messaging.client_message', 'presence.session', 'ops.command'])
    await until(`rows in ${table}`, async () => await count(table) > 0);
  await until('the third month from now', () => month('ops.event', 3));

  await daysLater(85);
  for (const table of ['ops.event', 'ops.audit', 'presence.status_change', 'routing.decision', 'sms.raw_inbound', 'messaging.message'])
    await until(`${table} of the third month from now`, () => month(table, 3));
  const old = "at < ops.clock() - interval '30 days'";
  for (const table of ['sms.raw_inbound', 'sms.provider_seen', 'sms.sent', 'messaging.client_message', 'ops.command'])
    await until(`the end of old rows in ${table}`, async () => await count(`${table} WHERE ${old}`) === 0);
  await until('the end of old sessions', async () => await count('presence.session') === 0);
  assert.equal(Number(await one('SELECT ops.feed_first()')), 1, 'events are kept for 90 days');
  await work();

  await daysLater(85);
  await until('the feed to begin later', async () => Number(await one('SELECT ops.feed_first()')) > 1);
  // The round after the one that trimmed the feed, at the latest: a minute later.
  await until('the end of the month of events', async () => !(await there(former)));
  await until('the end of the month of decisions', async () => !(await there(decisions)));
  assert.ok(await count(`messaging.message WHERE ${old}`) >= messages, 'messages are kept');
  const gaps = 'SELECT count(*) FROM (SELECT pos - lag(pos) OVER (ORDER BY pos) AS step FROM ops.feed) AS f WHERE step <> 1';
  assert.equal(Number(await one(gaps)), 0);
  await work();
});
