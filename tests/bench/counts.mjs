// counts.mjs - PF-5, PF-10, PF-11, PF-12: what is measured against itself or simply counted.
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '../lib/client.mjs';
import { ROOT, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';
import { cpuOf, ownOf, residentOf, run, sleep } from './proc.mjs';

const DAEMONS = ['presenced', 'routerd', 'smsgw', 'chatd', 'widget', 'hookd'];
const IDLE_S = 20;
const MESSAGES = 5;
const MIB = 1024 * 1024;

const judged = (value, limit) => (value <= limit ? 'yes' : 'no');

// ---- PF-5 ----

export async function core(bench) {
  const result = JSON.parse(await run(join(bench, 'bench_core'), ['2'], { seconds: 90 }));
  const slowest = Math.min(...result.runs.map((r) => r.decisions_per_s));
  return {
    rows: [
      { id: 'PF-5', what: 'cost of a routing decision, 10,000 agents against 100 (500 queues, 100,000 waiting)', value: result.runs.at(-1).ns_per_decision, unit: ' ns',
        peer: result.runs[0].ns_per_decision, ratio: result.growth, aim: '≤ 2', met: judged(result.growth, 2) },
      { id: 'PF-5', what: 'routing decisions per second, the slowest of 100, 1,000 and 10,000 agents', value: slowest, unit: '/s', aim: '≥ 100,000', met: slowest >= 100000 ? 'yes' : 'no' },
    ],
    details: result,
  };
}

// ---- PF-11 ----

export async function idle(stack) {
  const cpu = () => Object.fromEntries(DAEMONS.map((name) => [name, cpuOf(stack.pid(name))]));
  const before = cpu(), began = performance.now();
  await sleep(IDLE_S * 1000);
  const seconds = (performance.now() - began) / 1000, after = cpu();
  const percent = Object.fromEntries(DAEMONS.map((name) => [name, (after[name] - before[name]) / seconds * 100]));
  const mib = Object.fromEntries(DAEMONS.map((name) => [name, ownOf(stack.pid(name)) / MIB]));
  const listed = DAEMONS.reduce((n, name) => n + residentOf(stack.pid(name)) / MIB, 0); // libraries once for each
  const sum = (of) => Object.values(of).reduce((a, b) => a + b, 0);
  const each = (of, digits) => Object.entries(of).map(([name, value]) => `${name} ${value.toFixed(digits)}`).join(', ');
  return {
    rows: [
      { id: 'PF-11', what: `the idle suite, ${DAEMONS.length} daemons: resident memory, what they share counted once`, value: sum(mib), unit: ' MiB', aim: '≤ 60', met: judged(sum(mib), 60),
        note: `${each(mib, 1)}; as ps lists them ${listed.toFixed(1)}` },
      { id: 'PF-11', what: `the idle suite, ${DAEMONS.length} daemons: CPU of one core over ${IDLE_S} s`, value: sum(percent), unit: ' %', aim: '< 0.5', met: sum(percent) < 0.5 ? 'yes' : 'no', note: each(percent, 2) },
    ],
    details: { mib, listed, percent },
  };
}

// ---- PF-10 ----

// What chatd does by the clock, whoever writes.
const BACKGROUND = /^(common_(sequence|instance_\w+|feed_\w+|holder_\w+)|chatd_(session_live|session_stale|client_sweep|erasures_step))$/;
// What stands around the members of a batch; also the end of one whose begin was before the log's.
const FRAME = /^db_(keys|end|commit|rollback)$/;

// The log's statements of one daemon, by connection: [{ pid, names: [...] }].
function statements(log, from, application) {
  const line = /^\S+ \S+ \S+ \[(\d+)\] (\S+).* LOG: {2}(?:execute (\S+?)(?:\/\S+)?|statement): *(.*)$/;
  return readFileSync(log).subarray(from).toString('utf8').split('\n').map((l) => line.exec(l)).filter(Boolean)
    .filter(([, , name]) => name.startsWith(application))
    .map(([, pid, , prepared, sql]) => ({ pid, name: prepared && prepared !== '<unnamed>' ? prepared : sql.trim() }));
}

// Groups from BEGIN to COMMIT of one connection; what stands outside is a transaction, and a round trip, of its own.
function transactions(list) {
  const open = new Map(), all = [];
  for (const { pid, name } of list) {
    const begun = open.get(pid);
    if (name === 'db_begin') open.set(pid, []);
    else if (/^db_(commit|rollback)$/.test(name) && begun) { all.push(begun); open.delete(pid); } else if (begun) begun.push(name);
    else all.push([name]);
  }
  return all.filter((names) => !names.every((name) => BACKGROUND.test(name) || FRAME.test(name)));
}

async function conversationOf(stack, agent) {
  const number = newNumber();
  await text(stack.channel('twilio'), number, 'Hi, where is my order?');
  const offer = await agent.offerOf(number);
  const accepted = await agent.call('POST', `/api/v1/offers/${offer.id}/accept`);
  return { conversation: accepted.body.state.conversation, interaction: accepted.body.id };
}

export async function oneMessage(stack) {
  const agent = await Client.ready(stack, stack.user('agent'));
  const log = stack.run.logs.postgres, seen = [];
  try {
    const { conversation, interaction } = await conversationOf(stack, agent);
    await stack.asOwner('ALTER SYSTEM SET log_statement = \'all\'');
    await stack.asOwner('SELECT pg_reload_conf()');
    let size = statSync(log).size;
    await until('statements in the log', () => statSync(log).size > size);
    for (let i = 0; i < MESSAGES; i++) {
      await sleep(300); // the last one's delivery has been told
      size = statSync(log).size;
      const sent = await agent.call('POST', `/api/v1/conversations/${conversation}/messages`, { text: `Message ${i}`, client_id: crypto.randomUUID() });
      if (sent.status !== 201) throw new Error(`the message was answered ${sent.status} ${JSON.stringify(sent.body)}`);
      await agent.see('message', (state) => state.message === sent.body.id);
      seen.push(transactions(statements(log, size, 'chatd')));
    }
    await agent.call('POST', `/api/v1/interactions/${interaction}/end`, { last_seen_seq: 1 });
    await agent.call('POST', `/api/v1/interactions/${interaction}/wrap-up/end`, {});
  } finally {
    await stack.asOwner('ALTER SYSTEM RESET log_statement');
    await stack.asOwner('SELECT pg_reload_conf()');
    await agent.call('DELETE', '/api/v1/sessions/me');
    agent.close();
  }
  const worst = seen.reduce((a, b) => (b.length > a.length ? b : a));
  return {
    rows: [{ id: 'PF-10', what: 'one agent message to the page: transactions, each one round trip', value: worst.length, unit: '', aim: '1', met: worst.length === 1 ? 'yes' : 'no',
      note: worst.map((names) => names.join(' + ')).join(' | ') }],
    details: { seen },
  };
}

// ---- PF-12 ----

export async function build() {
  const out = join(ROOT, 'build/bench-build');
  rmSync(out, { recursive: true, force: true });
  const began = performance.now();
  await run('taskset', ['-c', '0', 'make', '-s', '-j1', `BUILD=${out}`, 'daemons'], { cwd: ROOT, seconds: 240 });
  const seconds = (performance.now() - began) / 1000;
  rmSync(out, { recursive: true, force: true });
  const rows = [{ id: 'PF-12', what: 'clean build of the daemons and tools, one core', value: seconds, unit: ' s', aim: '≤ 60', met: judged(seconds, 60) }];
  let suite = null;
  try { suite = Number(readFileSync(join(ROOT, 'build/test-seconds'), 'utf8')) / 60; } catch { /* the tests have not run here */ }
  // The file does not say which suites ran, so the figure is shown and not judged.
  rows.push({ id: 'PF-12', what: 'the last tests/run, of the suites it was told', value: suite, unit: ' min', aim: '≤ 25 for all', met: '' });
  return { rows, details: { build_s: seconds, suite_min: suite } };
}
