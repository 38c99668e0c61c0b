// restart.mjs - PF-6: the router starts again, or a standby takes over, at the design point: 10,000
// agents, 500 queues, 200 skills, 100,000 waiting. A few agents could take something, one at a time is let.
import { readFileSync } from 'node:fs';
import { until } from '../lib/stack.mjs';
import { median, run, sleep } from './proc.mjs';

const TENANT = 600, AGENTS = 10000, QUEUES = 500, SKILLS = 200, QUEUES_PER_AGENT = 10, SKILLS_PER_AGENT = 5, WAITING = 100000;
const ROUNDS = 3, READY_MS = 30000;
const PSQL = '/usr/lib/postgresql/15/bin/psql';

// What the router reads at its start; of the schema's tables in the order in which it reads them.
const TABLES = ['routing.skill', 'routing.schedule', 'routing.schedule_boundary', 'routing.queue', 'routing.member', 'routing.agent_skill',
  'routing.route_rule', 'routing.interaction', 'routing.cooldown', 'routing.agent', 'routing.offer'];

// As bench_core has it: of each queue's work a quarter needs no skill, a quarter one, a quarter another, a quarter both.
const FILL = `
SET synchronous_commit = off;
INSERT INTO directory.tenant (id, name, mode, time_zone, case_prefix) VALUES (${TENANT}, 'Design point', 3, 'UTC', 'DP-');
INSERT INTO directory.app_user (tenant, id, username, name, password_hash, role, has_seat, chat_limit)
  SELECT ${TENANT}, ${TENANT * 1000} + n, 'dp' || n, 'Agent ' || n, 'x', 'agent', true, 1 FROM generate_series(1, ${AGENTS}) AS n;
INSERT INTO directory.channel (tenant, id, medium, name, hook_key, number) VALUES (${TENANT}, ${TENANT}, 'sms', 'Line', 'design-point-of-the-router-0600', '+15005550600');
INSERT INTO routing.skill (tenant, id, name) SELECT ${TENANT}, ${TENANT * 1000} + n, 'Skill ' || n FROM generate_series(1, ${SKILLS}) AS n;
INSERT INTO routing.queue (tenant, id, name) SELECT ${TENANT}, ${TENANT * 1000} + n, 'Queue ' || n FROM generate_series(1, ${QUEUES}) AS n;
INSERT INTO routing.member (tenant, queue, agent)
  SELECT ${TENANT}, ${TENANT * 1000} + 1 + (a * 37 + k * 53) % ${QUEUES}, ${TENANT * 1000} + a
  FROM generate_series(1, ${AGENTS}) AS a, generate_series(1, ${QUEUES_PER_AGENT}) AS k ON CONFLICT DO NOTHING;
INSERT INTO routing.agent_skill (tenant, agent, skill, level)
  SELECT ${TENANT}, ${TENANT * 1000} + a, ${TENANT * 1000} + 1 + (a * 13 + k * 41) % ${SKILLS}, 10 * (1 + (a + k) % 10)
  FROM generate_series(1, ${AGENTS}) AS a, generate_series(1, ${SKILLS_PER_AGENT}) AS k ON CONFLICT DO NOTHING;
INSERT INTO routing.agent (tenant, agent, chosen, lease, chat_limit, chat_count_limit, idle_since)
  SELECT ${TENANT}, ${TENANT * 1000} + a, 'on_break', 'live', 100, 1, ops.clock() FROM generate_series(1, ${AGENTS}) AS a;
INSERT INTO presence.agent_status (tenant, agent, chosen, lease, since) SELECT ${TENANT}, ${TENANT * 1000} + a, 'on_break', 'live', ops.clock() FROM generate_series(1, ${AGENTS}) AS a;
INSERT INTO messaging.conversation (tenant, id, channel, number, interaction, last_at, opened_at)
  SELECT ${TENANT}, ${TENANT * 1000000} + n, ${TENANT}, '+1600' || lpad(n::text, 7, '0'), ${TENANT * 1000000} + n, ops.clock(), ops.clock()
  FROM generate_series(1, ${WAITING}) AS n;
INSERT INTO routing.interaction (tenant, id, channel, conversation, state, queue, priority, skills, entered_at)
  SELECT ${TENANT}, ${TENANT * 1000000} + n, ${TENANT}, ${TENANT * 1000000} + n, 'waiting', ${TENANT * 1000} + 1 + n % ${QUEUES}, 1 + n % 3,
    (SELECT COALESCE(jsonb_agg(jsonb_build_object('skill', (${TENANT * 1000} + 1 + (n % ${QUEUES} * 7 + 101 * w) % ${SKILLS})::text, 'level', 30)), '[]')
     FROM generate_series(0, 1) AS w WHERE (n / ${QUEUES} >> w) & 1 = 1), ops.clock() - n * interval '1 ms'
  FROM generate_series(1, ${WAITING}) AS n;
ANALYZE`;

async function fill(stack) {
  for (const statement of FILL.split(';\n')) await stack.asOwner(statement);
  await stack.asOwner(`BEGIN; SELECT ops.batch_begin(ARRAY[ops.key('config', ${TENANT}, '')]); SELECT routing.config_changed(${TENANT}); SELECT ops.batch_end(); COMMIT`);
}

// One more agent becomes Available, as presenced does it; everybody hears of it from the feed.
const free = (stack, agent) => stack.asOwner(`BEGIN; SELECT ops.batch_begin(ARRAY[ops.key('agent', ${TENANT}, '${TENANT * 1000 + agent}')]);
  UPDATE presence.agent_status SET chosen = 'available' WHERE tenant = ${TENANT} AND agent = ${TENANT * 1000 + agent};
  SELECT routing.agent_gate(${TENANT}, ${TENANT * 1000 + agent}, 'available', false, 'live'); SELECT ops.batch_end(); COMMIT`);

// From `began` until that agent is offered something.
async function offered(stack, agent, began) {
  await until(`the offer to agent ${agent}`, async () => (await stack.query(
    "SELECT FROM routing.offer WHERE tenant = $1 AND agent = $2 AND state = 'made'", [TENANT, TENANT * 1000 + agent])).length, READY_MS, 2);
  return performance.now() - began;
}

async function readAll(stack) {
  const began = performance.now();
  await run(PSQL, ['-X', '-q', '-d', stack.conninfo('trunkline'), ...TABLES.flatMap((table) => ['-c', `\\copy (SELECT * FROM ${table}) TO /dev/null`])]);
  return performance.now() - began;
}

async function started(stack, name, agent) {
  await stack.kill(name, 'SIGTERM');
  await free(stack, agent);
  const began = performance.now();
  stack.spawn(name);
  const ms = await offered(stack, agent, began);
  await stack.untilReady(name, READY_MS);
  return ms;
}

// It has read all shards: it says so in its log, once a start.
async function warm(stack, name) {
  await stack.untilReady(name, READY_MS);
  const boot = (await stack.query('SELECT boot FROM ops.instance WHERE name = $1 ORDER BY started_at DESC LIMIT 1', [name]))[0].boot;
  await until(`${name} warm`, () => {
    const log = readFileSync(stack.run.logs[name], 'utf8');
    return log.slice(log.lastIndexOf(`"boot":"${boot}"`)).includes('"event":"shard_loaded"');
  }, READY_MS);
}

// Both are warm; the one that holds the shard dies.
async function takenOver(stack, agent) {
  const [{ name }] = await stack.query("SELECT i.name FROM ops.holder AS h JOIN ops.instance AS i ON i.boot = h.boot WHERE h.kind = 'shard'");
  await stack.kill(name);
  const began = performance.now();
  await free(stack, agent);
  const ms = await offered(stack, agent, began);
  stack.spawn(name);
  await warm(stack, name);
  return ms;
}

export async function restart(stack) {
  await fill(stack);
  await sleep(2000);
  const reads = [], starts = [], takeovers = [];
  const second = 'routerd-2';
  let agent = 0;
  await stack.kill(second, 'SIGTERM');
  await started(stack, 'routerd', ++agent); // the first one warms PostgreSQL's memory
  for (let i = 0; i < ROUNDS; i++) {
    reads.push(await readAll(stack));
    starts.push(await started(stack, 'routerd', ++agent));
  }
  stack.spawn(second);
  await warm(stack, second);
  for (let i = 0; i < ROUNDS; i++) takeovers.push(await takenOver(stack, ++agent));
  const value = median(starts), peer = median(reads), slowest = Math.max(...takeovers);
  return {
    rows: [
      { id: 'PF-6', what: 'routerd started again with 10,000 agents and 100,000 waiting: to the first offer, against psql reading the same tables once', value, unit: ' ms', peer, ratio: value / peer,
        aim: '≤ 3', met: value / peer <= 3 ? 'yes' : 'no' },
      { id: 'PF-6', what: 'the same state: from SIGKILL of the holder to the first offer of the standby, the slowest', value: slowest, unit: ' ms', aim: '≤ 2,000', met: slowest <= 2000 ? 'yes' : 'no' },
    ],
    details: { starts, reads, takeovers },
  };
}
