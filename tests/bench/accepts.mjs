// accepts.mjs - PF-1 and PF-2: signed webhooks into smsgw, beside pgbench with the same function.
//
// smsgw runs alone, as pgbench does. Both write into one database, turn by turn; all customers
// have their conversation before the first turn.
import { join } from 'node:path';
import { until } from '../lib/stack.mjs';
import { cpuOf, cpuOfPostgres, median, percentile, run, sleep } from './proc.mjs';
import * as pgbench from './pgbench.mjs';

const ROUNDS = 3;
const CLIENTS = [1, 4, 16, 64];
const CUSTOMERS = 20000;
const DAEMON_S = 5;
const PEER_S = 3;
const GAUGE_S = 2; // closed loop before each open one
const OPEN_S = 6;
const QUIET = 0.1; // of a core
const SEQUENCES_PER_S = 100; // a daemon's own: at most every 10 ms
const REQUESTS_MAX = 200000;
const TEXT = 'Hi, my order 88213 says delivered but nothing is here. Can you look?';

// A form as long as the load's: pgbench stores it unread.
const rawForm = (channel) => new URLSearchParams({
  ToCountry: 'US', ToState: 'CA', SmsMessageSid: 'SM'.padEnd(34, '0'), NumMedia: '0', ToCity: 'SAN FRANCISCO', FromZip: '94612',
  SmsSid: 'SM'.padEnd(34, '0'), FromState: 'CA', SmsStatus: 'received', FromCity: 'OAKLAND', Body: TEXT, FromCountry: 'US',
  To: channel.number, ToZip: '94105', NumSegments: '1', MessageSid: 'SM'.padEnd(34, '0'), AccountSid: channel.account_sid,
  From: '+12125550000', ApiVersion: '2010-04-01',
}).toString();

async function load(stack, options) {
  const channel = stack.channel('twilio');
  const out = await run(join(stack.bench, 'load'), [
    '--port', new URL(stack.run.http.smsgw).port, '--url', channel.hook_url, '--account', channel.account_sid, '--to', channel.number,
    '--customers', String(CUSTOMERS), ...options], { env: { LOAD_TOKEN: channel.auth_token }, seconds: 120 });
  const result = JSON.parse(out);
  if (Object.keys(result.other).length || result.unanswered) console.log(`    answers other than 200: ${JSON.stringify(result.other)}, none at all: ${result.unanswered}`);
  return result;
}

const peer = (channel) => ({
  script: 'accept.sql', user: 'tl_smsgw',
  defines: { account: 1, text: TEXT, raw: rawForm(channel), hash: '\\x' + '00'.repeat(32) },
});

// ops.sequence beside the peer, as smsgw calls it after its own commits.
async function besideSequencer(stack, seconds, measure) {
  const beside = pgbench.rate(stack, { script: 'sequence.sql', user: 'tl_smsgw', clients: 1, seconds: seconds + 1, rate: SEQUENCES_PER_S });
  const [result] = await Promise.all([measure(), beside]);
  return result;
}

// Microseconds of CPU a text, by who spent it.
async function withCpu(stack, measure) {
  const before = { smsgw: cpuOf(stack.pid('smsgw')), postgres: cpuOfPostgres(stack.pid('postgres')) };
  const result = await measure();
  const spent = (now, then) => Math.round((now - then) * 1e6 / (result.ok ?? result.count));
  result.cpu_us = { smsgw: spent(cpuOf(stack.pid('smsgw')), before.smsgw), postgres: spent(cpuOfPostgres(stack.pid('postgres')), before.postgres) };
  if (result.cpu_s !== undefined) result.cpu_us.generator = spent(result.cpu_s, 0);
  return result;
}

async function throughput(stack) {
  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) {
    const round = { daemon: await withCpu(stack, () => load(stack, ['--seconds', String(DAEMON_S), '--count', String(REQUESTS_MAX)])), peers: {} };
    for (const clients of CLIENTS) {
      round.peers[clients] = await withCpu(stack, () => besideSequencer(stack, PEER_S,
        () => pgbench.rate(stack, { ...peer(stack.channel('twilio')), clients, seconds: PEER_S })));
    }
    rounds.push(round);
    console.log(`    round ${i + 1}: smsgw ${round.daemon.per_s}/s, pgbench ${CLIENTS.map((c) => `${c}: ${Math.round(round.peers[c].per_s)}`).join(', ')}`);
  }
  return rounds;
}

// Half of what the machine takes just then: it may be shared.
async function latency(stack) {
  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) {
    const full = await load(stack, ['--seconds', String(GAUGE_S), '--count', String(REQUESTS_MAX)]);
    const half = Math.max(1, Math.round(full.per_s / 2));
    const daemon = await load(stack, ['--seconds', String(OPEN_S), '--count', String(REQUESTS_MAX), '--rate', String(half)]);
    const one = await besideSequencer(stack, PEER_S, () => pgbench.times(stack, { ...peer(stack.channel('twilio')), clients: 1, seconds: PEER_S }));
    rounds.push({ half, daemon, peer: { p50_us: percentile(one, 0.5), p99_us: percentile(one, 0.99) } });
    console.log(`    round ${i + 1} at ${half}/s: smsgw p99 ${(daemon.p99_us / 1000).toFixed(2)} ms, pgbench ${(rounds[i].peer.p99_us / 1000).toFixed(2)} ms`);
  }
  return rounds;
}

const cpuText = (us) => Object.entries(us).map(([name, value]) => `${name} ${value}`).join(', ');

function throughputRows(rounds) {
  const daemon = median(rounds.map((r) => r.daemon.per_s));
  const peers = CLIENTS.map((clients) => ({ clients, per_s: median(rounds.map((r) => r.peers[clients].per_s)) }));
  const best = peers.reduce((a, b) => (b.per_s > a.per_s ? b : a));
  const cpu = (runs) => Object.fromEntries(Object.keys(runs[0]).map((name) => [name, median(runs.map((r) => r[name]))]));
  const note = `CPU µs a text: ${cpuText(cpu(rounds.map((r) => r.daemon.cpu_us)))}; pgbench: ${cpuText(cpu(rounds.map((r) => r.peers[best.clients].cpu_us)))}`;
  const row = (of, against, aim, floor) => ({
    id: 'PF-1', what: `inbound texts accepted per second, against pgbench with ${of}`, value: daemon, unit: '/s', peer: against,
    ratio: daemon / against, aim: `≥ ${aim} (floor ${floor})`, met: daemon / against >= aim ? 'yes' : daemon / against >= floor ? 'floor' : 'no', note,
  });
  return [row(`${best.clients} clients, its best`, best.per_s, 2.0, 1.4), row('one client', peers[0].per_s, 4.5, 3.0)];
}

export async function accepts(stack) {
  await load(stack, ['--in-order', '--count', String(CUSTOMERS), '--seconds', '60']);
  const rounds = await throughput(stack);
  const rows = throughputRows(rounds);
  const open = await latency(stack);
  const p99 = median(open.map((r) => r.daemon.p99_us)) / 1000, one = median(open.map((r) => r.peer.p99_us)) / 1000;
  rows.push({
    id: 'PF-2', what: `acknowledgement p99 at half that rate (${median(open.map((r) => r.half))}/s, random gaps), against one pgbench transaction's`, value: p99, unit: ' ms',
    peer: one, ratio: p99 / one, aim: '≤ 8', met: p99 / one <= 8 ? 'yes' : 'no', note: `p50 ${(median(open.map((r) => r.daemon.p50_us)) / 1000).toFixed(2)} ms`,
  });
  return { rows, details: { rounds, open } };
}

// The same load once more with every daemon up: no peer, so no ratio.
export async function acceptsInSuite(stack) {
  await until('a quiet database', async () => {
    const before = cpuOfPostgres(stack.pid('postgres'));
    await sleep(1000);
    return cpuOfPostgres(stack.pid('postgres')) - before < QUIET;
  }, 60000);
  const result = await withCpu(stack, () => load(stack, ['--seconds', String(DAEMON_S), '--count', String(REQUESTS_MAX)]));
  return {
    rows: [{ id: 'PF-1', what: 'the same with the whole suite up, 20,000 interactions waiting', value: result.per_s, unit: '/s', aim: '', met: '', note: `CPU µs a text: ${cpuText(result.cpu_us)}` }],
    details: result,
  };
}
