// watch.mjs - looks on while faults are made: capacity in every moment, deadlocks, logs, who
// ended by himself; and work that waits beside a free agent.
import { existsSync, readFileSync } from 'node:fs';
import { isLate, PATIENCE_MS, stopwatch } from '../../lib/patience.mjs';

const LOOK_MS = 200, BESIDE_MS = 1000, BESIDE_LOOK_MS = 50, LINES_SHOWN = 25;

// Capacity is taken in the transaction that writes the offer (RT-5): no snapshot may show more.
const HELD = `
  SELECT a.agent, a.chat_count, a.chat_count_limit, a.chat_load, a.chat_limit, h.held FROM routing.agent AS a
  CROSS JOIN LATERAL (SELECT count(*) AS held FROM routing.v_open AS o WHERE o.tenant = a.tenant AND o.agent = a.agent) AS h`;
const overrun = (r) => r.chat_count > r.chat_count_limit || r.chat_load > r.chat_limit
  || Number(r.held) > r.chat_count_limit || Number(r.held) !== r.chat_count;

// Who could take what waits: gate, room, membership, skills, no cool-down. What has not been
// placed yet ("arrived") has no queue: it waits beside anyone who could be offered something.
const BESIDE = `
  SELECT i.id AS interaction, i.state, a.agent
  FROM routing.interaction AS i
  LEFT JOIN routing.queue AS q ON q.tenant = i.tenant AND q.id = i.queue
  JOIN routing.agent AS a ON a.tenant = i.tenant AND a.chosen = 'available' AND NOT a.stop_new AND a.lease = 'live'
    AND COALESCE(a.lock_ends_at, '-infinity') <= clock_timestamp()
    AND a.chat_count < a.chat_count_limit AND a.chat_load + COALESCE(q.weight, 100) <= a.chat_limit
  WHERE i.state IN ('arrived', 'waiting')
    AND (i.queue IS NULL OR EXISTS (SELECT FROM routing.member AS m
      WHERE m.tenant = i.tenant AND m.queue = i.queue AND m.agent = a.agent AND m.enabled))
    AND NOT EXISTS (SELECT FROM jsonb_array_elements(i.skills) AS need
      WHERE NOT EXISTS (SELECT FROM routing.agent_skill AS s WHERE s.tenant = a.tenant AND s.agent = a.agent
        AND s.skill = (need ->> 'skill')::bigint AND s.level >= (need ->> 'level')::int))
    AND NOT EXISTS (SELECT FROM routing.cooldown AS c WHERE c.tenant = i.tenant AND c.interaction = i.id
      AND c.agent = a.agent AND c.since > clock_timestamp() - interval '30 seconds')`;

const BAD_WORDS = /\bbug\b|[Aa]ssertion|AddressSanitizer|UndefinedBehaviorSanitizer|LeakSanitizer|ThreadSanitizer|runtime error|Segmentation|core dumped|drain_late/;
// What PostgreSQL says of its own end, and of statements that had their time.
const EXPECTED_ERRORS = /canceling statement due to (statement|lock) timeout|canceling autovacuum task|terminating (connection|background)|idle-in-transaction|the database system is|conflict with recovery/;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class Watch {
  constructor(stack) {
    Object.assign(this, { stack, overruns: [], deadlocks: 0, looks: 0, fullest: 0, running: false });
    this.pids = new Map(stack.names.map((name) => [name, stack.pid(name)]));
  }

  start() { this.running = true; this.ended = this.look(); return this; }
  async stop() { this.running = false; await this.ended; }

  async look() {
    while (this.running) {
      const rows = await this.stack.query(HELD).catch(() => null); // null: the database is away
      if (rows) this.looks++;
      this.overruns.push(...(rows ?? []).filter(overrun));
      this.fullest = Math.max(this.fullest, ...(rows ?? []).map((r) => r.chat_count));
      await pause(LOOK_MS);
    }
  }

  // The pairs (work, agent) that stood beside each other in every look for too long.
  async beside() {
    const took = stopwatch();
    let left = null, late = [];
    for (;;) {
      const rows = await this.stack.query(BESIDE);
      const seen = new Map(rows.map((r) => [`${r.interaction} ${r.agent}`, r]));
      left = left === null ? seen : new Map([...left].filter(([key]) => seen.has(key)));
      if (left.size === 0 || took.wall() > PATIENCE_MS) break;
      if (took() > BESIDE_MS) late = [...left.values()];
      await pause(BESIDE_LOOK_MS);
    }
    return isLate(`work beside a free agent ${JSON.stringify(late)}`, took(), BESIDE_MS) ? late : [...left.values()];
  }

  // For the reader of a failure: who waits for whom in the database, and what the routers said and counted.
  async whyBeside() {
    const rows = await this.stack.query(`SELECT pid, state, wait_event_type, wait_event, clock_timestamp() - xact_start AS since,
      pg_blocking_pids(pid) AS behind, left(query, 120) AS query FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'`);
    const routers = await Promise.all(this.stack.names.filter((name) => name.startsWith('routerd')).map(async (name) => {
      const metrics = await this.stack.metrics(name).catch(() => ({}));
      const counted = Object.entries(metrics).filter(([key]) => /^router_|^trunkline_news/.test(key) && !/_bucket/.test(key));
      return `${name}: ${counted.map(([key, value]) => `${key}=${value}`).join(' ')}\n${this.log(name).split('\n').slice(-LINES_SHOWN).join('\n')}`;
    }));
    return [...rows.map((row) => JSON.stringify(row)), ...routers].join('\n').replace(/^/gm, '#   ');
  }

  // Before a fault: a crash of PostgreSQL forgets its statistics, a killed daemon its own.
  async keep() {
    const [row] = await this.stack.query('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()').catch(() => [{ deadlocks: 0 }]);
    this.deadlocks = Math.max(this.deadlocks, Number(row.deadlocks));
    for (const name of this.stack.names) {
      const metrics = await this.stack.metrics(name).catch(() => ({}));
      this.deadlocks = Math.max(this.deadlocks, metrics.trunkline_db_deadlocks_total ?? 0);
    }
    this.deadlocks = Math.max(this.deadlocks, (this.log('postgres').match(/deadlock detected/g) ?? []).length);
    return this.deadlocks;
  }

  // Those that run no more though nobody killed them; `restarted` runs under another pid by intent.
  ended_by_themselves(restarted = []) {
    for (const name of restarted) this.pids.set(name, this.stack.pid(name));
    return this.stack.names.filter((name) => !this.stack.alive(name) || this.stack.pid(name) !== this.pids.get(name));
  }

  log(name) { return readFileSync(this.stack.run.logs[name], 'utf8'); }

  badLines() {
    const bad = [];
    const outs = this.stack.names.flatMap((name) => [this.stack.run.logs[name], `${this.stack.dir}/log/${name}.out`]);
    for (const file of outs.filter((f) => existsSync(f)))
      for (const line of readFileSync(file, 'utf8').split('\n')) if (BAD_WORDS.test(line)) bad.push(`${file.split('/').at(-1)}: ${line}`);
    // An SQL error is a bug: outcomes are rows (consistency.md, 13).
    const lines = this.log('postgres').split('\n');
    lines.forEach((line, i) => {
      if (!/(ERROR|PANIC): /.test(line) || EXPECTED_ERRORS.test(line)) return;
      // A fence without row is made an error so that it ends its batch (common/db).
      const fence = /division by zero/.test(line) && lines.slice(i + 1, i + 4).some((next) => /STATEMENT: +WITH fence AS/.test(next));
      if (!fence) bad.push(`postgres: ${line}`);
    });
    return bad;
  }
}
