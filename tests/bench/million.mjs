// million.mjs - what a million texts that wait cost smsgw: its resident memory before, while it sends of them, and when
// they are gone (rule 24, bounded queues). Not in CI: build/node/bin/node tests/bench/million.mjs [texts] [seconds]
import { Stack, until } from '../lib/stack.mjs';
import { residentOf, sleep } from './proc.mjs';

const TEXTS = Number(process.argv[2] ?? 1e6), SECONDS = Number(process.argv[3] ?? 60), CUSTOMERS = 100_000;
const stack = await Stack.start({ durable: true, productLimits: true, name: 'million', instances: 'presenced routerd smsgw chatd', checkKeys: false, judged: false });
const resident = () => residentOf(stack.pid('smsgw')) / 2 ** 20;
const waiting = async () => Number((await stack.query('SELECT count(*) AS n FROM sms.outbox'))[0].n);
const told = (words, mib) => console.log(`${words.padEnd(44)} ${mib.toFixed(1).padStart(7)} MiB`);

try {
  const channel = stack.channel('sandbox').id;
  await stack.asOwner(`DO $do$ BEGIN PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, '')]);
    UPDATE sms.sender_group AS g SET rate_per_s = 1000 FROM sms.channel_carrier AS k WHERE k.channel = ${channel} AND g.id = k.group_id;
    PERFORM ops.config_emit(1, 1); PERFORM ops.batch_end(); END $do$`);
  const before = resident();
  told('resident, nothing waits', before);

  // As an import would: each customer's conversation, and their texts one behind the other.
  const began = Date.now();
  await stack.asOwner(`CREATE TABLE public.filled AS SELECT n, nextval('messaging.conversation_id') AS conversation FROM generate_series(0, ${CUSTOMERS - 1}) AS n;
    INSERT INTO messaging.conversation (tenant, id, channel, number, state, last_seq, last_at, opened_at)
    SELECT 1, f.conversation, ${channel}, '+1500' || lpad(f.n::text, 7, '0'), 'open', ${Math.ceil(TEXTS / CUSTOMERS)}, ops.clock(), ops.clock() FROM public.filled AS f`);
  await stack.asOwner(`WITH texts AS MATERIALIZED (
      SELECT f.n, f.conversation, s.seq, nextval('messaging.message_id') AS message, ops.clock() AS at
      FROM generate_series(1, ${Math.ceil(TEXTS / CUSTOMERS)}) AS s (seq) CROSS JOIN public.filled AS f WHERE (s.seq - 1) * ${CUSTOMERS} + f.n < ${TEXTS}),
    said AS (INSERT INTO messaging.message (tenant, id, conversation, seq, at, direction, text, delivery)
      SELECT 1, t.message, t.conversation, t.seq, t.at, 'out', 'One of a million', 'queued' FROM texts AS t)
    INSERT INTO sms.outbox (tenant, group_id, channel, conversation, message, seq, message_at, number, not_before, valid_until)
    SELECT 1, k.group_id, k.channel, t.conversation, t.message, t.seq, t.at, '+1500' || lpad(t.n::text, 7, '0'), t.at, t.at + interval '1 day'
    FROM texts AS t CROSS JOIN sms.channel_carrier AS k WHERE k.channel = ${channel}`);
  await stack.asOwner('ANALYZE sms.outbox; ANALYZE messaging.message; ANALYZE messaging.conversation');
  const first = await waiting();
  console.log(`${first} texts wait to ${CUSTOMERS} customers, made in ${Math.round((Date.now() - began) / 1000)} s`);

  let most = 0;
  const end = Date.now() + SECONDS * 1000;
  while (Date.now() < end) {
    most = Math.max(most, resident());
    await sleep(250);
  }
  const left = await waiting();
  told('resident, the most while it sends', most);
  console.log(`${first - left} sent in ${SECONDS} s`);
  if (left === first) throw new Error('nothing was sent');

  await stack.asOwner("DELETE FROM sms.outbox WHERE state = 'queued'");
  await until('nothing waits', async () => (await waiting()) === 0, 60000, 500);
  told('resident, when they are gone', resident());
  told('a million cost at most', most - before);
} finally {
  await stack.stop();
}
