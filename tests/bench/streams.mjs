// streams.mjs - PF-7 and PF-8: ten thousand pages on one chatd, idle, then each watching fifty people of whom a thousand a
// second change. Beside the storm a C loop writes the same frames to as many sockets.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ejabberd } from './ejabberd.mjs';
import { cpuOf, cpuOfPostgres, residentOf, run, sleep } from './proc.mjs';

const SESSIONS = 10000, WATCH = 50, RATE = 1000, STORM_S = 10, PEER_S = 4;
const SETTLE_MS = 3000; // what the last login set off
const FRAME_HEAD = 4; // of a WebSocket frame of 126 bytes or more

// Users of a tenant of their own with a Work session each, whose tokens need no login.
async function people(stack) {
  const [{ tenant }] = await stack.asOwner("SELECT directory.tenant_create('Bench') AS tenant");
  await stack.mode(3, tenant);
  const [{ first }] = await stack.asOwner(`WITH u AS (INSERT INTO directory.app_user (tenant, username, name, password_hash, role, has_seat, has_work)
    SELECT $1, 'bench' || n, 'Bench ' || n, 'x', 'agent', false, true FROM generate_series(0, $2::integer - 1) AS n ORDER BY n RETURNING id)
    SELECT min(id) AS first FROM u`, [tenant, SESSIONS]);
  await stack.asOwner(`INSERT INTO presence.session (tenant, user_id, app, token_hash, opened_at, expires_at)
    SELECT $1, $2::bigint + n, 'work', sha256(('tls_' || lpad(n::text, 43, '0'))::bytea), ops.clock(), ops.clock() + interval '1 day'
    FROM generate_series(0, $3::integer - 1) AS n`, [tenant, first, SESSIONS]);
  await stack.asOwner('ANALYZE directory.app_user, presence.session');
  return first;
}

// The program that is all their pages; `ask` sends a command and answers its answer.
function pages(stack, first) {
  const port = (name) => new URL(stack.run.http[name]).port;
  const child = spawn(join(stack.bench, 'streams'), ['--stream-port', port('chatd'), '--api-port', port('presenced'), '--sessions', String(SESSIONS),
    '--watch', String(WATCH), '--first', String(first)], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => { said += data; });
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(said.trim() || 'streams ended');
    return JSON.parse(value);
  };
  return { opened: next, ask(command) { child.stdin.write(`${command}\n`); return next(); }, end: () => { child.stdin.end(); return new Promise((done) => { child.on('exit', done); }); } };
}

const limit = (pid) => Number(/Max open files\s+(\d+)/.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))[1]);

async function idle(stack) {
  const first = await people(stack), pid = stack.pid('chatd');
  if (limit(pid) < SESSIONS + 100) throw new Error(`chatd may open ${limit(pid)} files: too few for ${SESSIONS} streams`);
  const before = residentOf(pid), began = performance.now(), all = pages(stack, first);
  await all.opened();
  const seconds = (performance.now() - began) / 1000;
  await sleep(SETTLE_MS);
  const cpu = cpuOf(pid), at = performance.now();
  await sleep(SETTLE_MS);
  const each = (residentOf(pid) - before) / SESSIONS / 1024;
  return { all, each, seconds, busy: 100 * (cpuOf(pid) - cpu) / ((performance.now() - at) / 1000) };
}

async function storm(stack, all) {
  const cpus = () => ({ chatd: cpuOf(stack.pid('chatd')), presenced: cpuOf(stack.pid('presenced')), postgres: cpuOfPostgres(stack.pid('postgres')) });
  const watching = await all.ask('watch'), resident = residentOf(stack.pid('chatd')), before = cpus();
  const result = await all.ask(`storm ${RATE} ${STORM_S}`), after = cpus();
  const cpu = Object.fromEntries(Object.keys(after).map((name) => [name, after[name] - before[name]]));
  return { ...result, watching, resident, cpu };
}

const peerLoop = async (stack, bytes) => JSON.parse(await run(join(stack.bench, 'streams'),
  ['--peer', String(SESSIONS), '--watch', String(WATCH), '--frame', String(bytes + FRAME_HEAD), '--seconds', String(PEER_S)], { seconds: 60 }));

export async function streams(stack) {
  const { all, each, seconds, busy } = await idle(stack);
  console.log(`    ${SESSIONS} streams in ${seconds.toFixed(1)} s, ${each.toFixed(1)} KiB each, idle ${busy.toFixed(1)} % of a core`);
  const blown = await storm(stack, all);
  await all.end();
  const other = await ejabberd(SESSIONS);
  const peer = await peerLoop(stack, Math.round(blown.bytes / blown.frames));
  const ours = blown.frames / blown.cpu.chatd, theirs = peer.written / peer.cpu_s;
  const us = (name) => Math.round(1e6 * blown.cpu[name] / blown.changes);
  console.log(`    ${JSON.stringify({ ...blown, peer })}`);
  return {
    rows: [
      { id: 'PF-7', what: `resident memory of chatd an idle stream, against ejabberd's an idle client, ${SESSIONS.toLocaleString('en-US')} of them`, value: each, unit: ' KiB', peer: other.each,
        ratio: each / other.each, aim: '≤ 0.5, ≤ 20 KiB', met: each <= 20 && each <= other.each / 2 ? 'yes' : 'no',
        note: `opened in ${seconds.toFixed(0)} s; pings take ${busy.toFixed(1)} % of a core, ejabberd's ${other.busy.toFixed(1)} %` },
      { id: 'PF-8', what: `frames of people told, a second of chatd's CPU, against the loop's (${SESSIONS.toLocaleString('en-US')} pages watch ${WATCH} each, ${Math.round(blown.changes / blown.seconds)} changes a second)`,
        value: ours, unit: '/s', peer: theirs, ratio: ours / theirs, aim: '≥ 0.5', met: ours / theirs >= 0.5 ? 'yes' : 'no',
        note: `${Math.round(blown.frames / blown.seconds)} frames a second; CPU µs a change: chatd ${us('chatd')}, presenced ${us('presenced')}, postgres ${us('postgres')}` },
      { id: 'PF-8', what: 'the same storm: from the request that changes a status to the frame at a watcher, p99 (MS-8)', value: blown.p99_ms, unit: ' ms', aim: '≤ 1,000', met: blown.p99_ms <= 1000 && blown.wrong === 0 ? 'yes' : 'no',
        note: `p50 ${blown.p50_ms} ms; watchers left with another state than the last: ${blown.wrong}; streams lost: ${blown.lost}; refused: ${blown.refused}` },
    ],
    details: { each_kib: each, open_s: seconds, idle_percent: busy, storm: blown, peer, ejabberd: other },
  };
}
